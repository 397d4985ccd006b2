"""The last day to challenge an act: boundaries of the calendar, what ends the right, what comes first."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar_years
from core.errors import RuleError
from core.workdays import DayTable
from enforcement import challenge, remedies
from enforcement.challenge import AFTER_REVIEW, REVIEW, SUIT, Answer, Asked, OpenEnded
from enforcement.profiles import PROFILE_KEYS, load

NATIONAL = load("national")
YEARS = [2024, 2025, 2026]
BOOK = OpenEnded(DayTable({row.date: row for y in YEARS for row in calendar_years.official(y)}))
BOTH = frozenset({REVIEW, SUIT})


def asked(known_on: date, act: str = "penalty", **facts: Any) -> Answer:
    return challenge.answer(Asked(act=act, known_on=known_on, **facts), NATIONAL, BOOK)


def last(found: Answer) -> dict[str, date]:
    return {way.key: way.last_on for way in found.ways}


@pytest.mark.parametrize(
    ("known", "review"),
    [
        (date(2026, 9, 18), date(2026, 11, 17)),
        (date(2026, 8, 3), date(2026, 10, 8)),  # 10-02, in the week of the national day
        (date(2026, 8, 11), date(2026, 10, 10)),  # a Saturday that is worked does not roll
        (date(2026, 9, 22), date(2026, 11, 23)),  # 11-21, a Saturday
        (date(2025, 12, 18), date(2026, 2, 24)),  # 02-16, in the week of the spring festival
        (date(2025, 12, 16), date(2026, 2, 14)),  # the Saturday worked before it
    ],
)
def test_sixty_days_leave_out_the_first_and_move_off_a_last_day_of_rest(
    known: date, review: date
) -> None:
    assert last(asked(known))[REVIEW] == review


@pytest.mark.parametrize(
    ("known", "suit"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),  # no 31st: the last of the month, worked
        (date(2025, 8, 16), date(2026, 2, 24)),
        (date(2026, 3, 18), date(2026, 9, 18)),
        (date(2026, 4, 2), date(2026, 10, 8)),
    ],
)
def test_six_months_end_on_the_day_of_that_number(known: date, suit: date) -> None:
    assert last(asked(known))[SUIT] == suit


def test_a_day_without_a_notice_is_provisional_and_never_an_error() -> None:
    plain = asked(date(2026, 9, 18))
    reviewed = asked(date(2026, 9, 18), reviewed_on=date(2035, 12, 20))
    ways = (*plain.ways, *reviewed.ways)
    shown = {way.key: (way.last_on, way.provisional) for way in ways}
    assert shown[REVIEW] == (date(2026, 11, 17), False)
    assert shown[SUIT] == (date(2027, 3, 18), True)
    assert shown[AFTER_REVIEW] == (date(2036, 1, 4), True)


@pytest.mark.parametrize("act", ["penalty", "on_the_spot", "inaction"])
def test_after_a_review_there_are_fifteen_days_and_nothing_else(act: str) -> None:
    days = last(asked(date(2026, 3, 2), act, reviewed_on=date(2026, 9, 18)))
    assert days == {AFTER_REVIEW: date(2026, 10, 8)}


def test_after_a_review_neither_a_special_law_nor_a_silent_document_gives_more_days() -> None:
    facts: dict[str, Any] = {"special": "ownership", "untold": BOTH, "made_on": date(2026, 3, 1)}
    days = last(asked(date(2026, 3, 2), reviewed_on=date(2026, 9, 18), **facts))
    assert days == {AFTER_REVIEW: date(2026, 10, 8)}


@pytest.mark.parametrize(
    ("act", "special", "article"),
    [
        ("on_the_spot", "", "行政复议法第二十三条第一款第一项"),
        ("natural_resources", "", "行政复议法第二十三条第一款第二项"),
        ("inaction", "", "行政复议法第二十三条第一款第三项"),
        ("information_refusal", "", "行政复议法第二十三条第一款第四项"),
        ("penalty", "tax", "行政复议法第二十三条第一款第五项"),
        ("levy", "customs", "海关法第六十四条"),
    ],
)
def test_where_review_comes_first_no_suit_is_offered(act: str, special: str, article: str) -> None:
    found = asked(date(2026, 3, 16), act, special=special)
    assert list(last(found)) == [REVIEW]
    assert any(one.startswith(article) for one in found.articles)


@pytest.mark.parametrize("act", ["penalty", "coercion", "permit", "inspection", "levy"])
def test_every_other_act_may_be_taken_to_court_at_once(act: str) -> None:
    found = asked(date(2026, 3, 16), act)
    assert (list(last(found)), found.ground) == ([REVIEW, SUIT], "")


@pytest.mark.parametrize(
    ("special", "suit"), [("demolition", date(2026, 3, 31)), ("ownership", date(2026, 4, 15))]
)
def test_a_special_law_shortens_the_suit_and_not_the_review(special: str, suit: date) -> None:
    found = asked(date(2026, 3, 16), special=special)
    assert last(found) == {REVIEW: date(2026, 5, 15), SUIT: suit}


def test_who_was_not_told_counts_from_the_day_of_knowing() -> None:
    told_on = date(2026, 3, 16)
    found = asked(date(2026, 1, 5), untold=BOTH, told_on=told_on)
    assert last(found) == last(asked(told_on))


def test_only_the_way_that_was_not_told_runs_later() -> None:
    known, told_on = date(2026, 1, 5), date(2026, 3, 16)
    found = last(asked(known, untold=frozenset({SUIT}), told_on=told_on))
    assert found == {REVIEW: last(asked(known))[REVIEW], SUIT: last(asked(told_on))[SUIT]}


def test_a_year_after_knowing_the_act_the_right_ends_and_does_not_roll() -> None:
    found = asked(date(2025, 3, 1), untold=BOTH, told_on=date(2026, 2, 20))
    assert last(found) == {REVIEW: date(2026, 3, 1), SUIT: date(2026, 3, 1)}
    assert date(2026, 3, 1).isoweekday() == 7
    assert "第二十条第三款" in found.ways[0].limits[0].period.article
    assert "第六十四条" in found.ways[1].limits[0].period.article


def test_a_day_of_telling_before_the_act_was_known_counts_from_the_act() -> None:
    early = asked(date(2026, 3, 16), untold=BOTH, told_on=date(2026, 1, 1))
    assert last(early) == last(asked(date(2026, 3, 16)))


def test_five_years_after_the_act_nobody_may_come_and_twenty_for_land() -> None:
    known, made = date(2026, 3, 1), date(2021, 3, 10)
    assert set(last(asked(known, made_on=made)).values()) == {date(2026, 3, 10)}
    assert last(asked(known, made_on=made, property=True)) == last(asked(known))
    old = asked(known, made_on=date(2006, 3, 10), property=True)
    assert set(last(old).values()) == {date(2026, 3, 10)}


def test_the_law_before_2024_is_not_guessed() -> None:
    with pytest.raises(RuleError):
        asked(date(2023, 12, 31))
    assert last(asked(date(2024, 1, 1)))[REVIEW] == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("basis", "special"),
    [
        ("依据《中华人民共和国土地管理法》第八十三条的规定", "demolition"),
        ("《土地管理法》第七十七条、第八十三条", "demolition"),
        ("《中华人民共和国税收征收管理法》第八十八条第一款", "tax"),
        ("《中华人民共和国税收征收管理法》第八十八条第二款", ""),
        ("《中华人民共和国税收征收管理法》第六十三条", ""),
        ("《中华人民共和国城乡规划法》第八十三条", ""),
        ("", ""),
    ],
)
def test_a_special_law_is_known_by_the_provision_cited(basis: str, special: str) -> None:
    assert challenge.special_of(basis) == special


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_the_calculator_and_the_documents_state_the_same_periods(profile: str) -> None:
    """The text of a decision and the days counted here must never come apart."""
    law, rules = remedies.law(date(2026, 3, 16)), load(profile)
    counts = {key: rules.period(name).count for key, name in challenge.PERIODS.items()}
    assert counts == {
        REVIEW: law["apply_days"],
        SUIT: law["sue_months"],
        AFTER_REVIEW: law["after_review_days"],
    }


def test_every_row_of_the_data_is_usable() -> None:
    for act in challenge.acts():
        for special in ["", *challenge.specials()]:
            for way in asked(date(2026, 3, 16), act, special=special).ways:
                assert all(limit.period.article for limit in way.limits)


def test_a_special_law_names_only_organs_that_exist() -> None:
    rules = dict(remedies.rule_choices())
    for special in ["", *challenge.specials()]:
        assert {challenge.rule_of(special, rule) for rule in rules} <= set(rules)
        assert all(challenge.rule_of("", rule) == rule for rule in rules)


DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
SOME = st.integers(0, 3000)


@given(DAYS, SOME, SOME, st.booleans(), st.sampled_from([frozenset[str](), BOTH]))
def test_the_last_day_is_the_first_of_its_limits_whatever_is_asked(
    known: date, before: int, after: int, land: bool, untold: frozenset[str]
) -> None:
    found = asked(
        known,
        untold=untold,
        told_on=known + timedelta(days=after),
        made_on=known - timedelta(days=before),
        property=land,
    )
    for way in found.ways:
        assert way.last_on == min(limit.due.due_on for limit in way.limits)
        # Nobody is sent away before the day the plain period gives, but for the longest time.
        assert way.last_on > known or any(limit.start < known for limit in way.limits)


@given(DAYS, st.integers(1, 400))
def test_who_learned_later_never_has_less_time(known: date, later: int) -> None:
    first, second = asked(known), asked(known + timedelta(days=later))
    assert all(last(first)[key] <= last(second)[key] for key in last(first))


@given(DAYS)
def test_a_plain_last_day_is_a_day_of_work_soon_after_the_nominal_one(known: date) -> None:
    for way in asked(known).ways:
        due = way.limits[0].due
        assert due.nominal_on is not None
        assert not BOOK.holiday(way.last_on)
        assert timedelta(0) <= way.last_on - due.nominal_on <= timedelta(days=9)
