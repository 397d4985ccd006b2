"""The days of publication and withdrawal to the day, from the profiles and the calendar alone."""

from datetime import date

import pytest

from core.calendar import load
from core.models import Alert
from core.periods import Due, apply
from core.workdays import workdays_between
from disclosure.period import credit_class
from disclosure.services.duties import period_key
from disclosure.services.warnings import levels
from enforcement import profiles
from enforcement.models.kinds import ActionKind, PenaltyKind
from tests.base import day

pytestmark = pytest.mark.django_db
NATIONAL = "national"
ALL = list(profiles.PROFILE_KEYS)


def due(key: str, on: date, profile: str = NATIONAL) -> Due:
    """The last day of a period of the profile that starts on the day."""
    rules = profiles.load(profile)
    return apply(rules.period(key, on=on), on, load(rules.region))


# ------------------------------------------------------------------------ 7 and 20 working days
SEVEN = {
    day(1, 4): day(1, 13),  # a Sunday worked
    day(2, 12): day(2, 28),  # the 14th and the 28th are Saturdays worked
    day(2, 13): day(3, 2),
    day(2, 14): day(3, 3),
    day(2, 23): day(3, 3),  # the last day of the holiday itself does not count
    day(2, 27): day(3, 9),  # the 28th, a Saturday, is the first day
    day(4, 30): day(5, 13),  # 9 May is worked
    day(5, 8): day(5, 18),
    day(9, 18): day(9, 29),  # the 20th, a Sunday, is worked
    day(9, 29): day(10, 14),  # 10 October is worked
    day(10, 9): day(10, 19),
    day(11, 20): day(12, 1),
    day(11, 21): day(12, 1),  # decided on a Saturday
    day(11, 22): day(12, 1),
    day(12, 22): day(12, 31),
}
TWENTY = {
    day(1, 30): day(3, 5),
    day(9, 18): day(10, 22),
    day(11, 20): day(12, 18),
    day(12, 3): day(12, 31),
}


@pytest.mark.parametrize(("decided", "last"), SEVEN.items())
def test_a_penalty_or_permit_is_published_within_seven_working_days(
    decided: date, last: date
) -> None:
    found = due("pub.license_penalty_days", decided)
    assert (found.due_on, found.provisional) == (last, False)
    assert workdays_between(load(""), decided, found.due_on) == 7


@pytest.mark.parametrize(("decided", "last"), TWENTY.items())
def test_every_other_decision_is_published_within_twenty(decided: date, last: date) -> None:
    found = due("pub.other_decision_days", decided)
    assert (found.due_on, found.provisional) == (last, False)
    assert workdays_between(load(""), decided, found.due_on) == 20


@pytest.mark.parametrize(
    ("key", "decided", "provisional"),
    [
        ("pub.license_penalty_days", day(12, 22), False),
        ("pub.license_penalty_days", day(12, 23), True),
        ("pub.other_decision_days", day(12, 3), False),
        ("pub.other_decision_days", day(12, 4), True),
        ("pub.withdraw_penalty_days", day(12, 28), False),
        ("pub.withdraw_penalty_days", day(12, 29), True),
        ("pub.license_penalty_days", date(2027, 5, 1), True),
        ("pub.other_decision_days", date(2027, 12, 31), True),
        ("pub.license_penalty_days", date(2028, 2, 29), True),
    ],
)
def test_a_day_without_an_official_notice_is_marked_and_never_an_error(
    key: str, decided: date, provisional: bool
) -> None:
    found = due(key, decided)
    assert found.provisional is provisional
    assert found.due_on > decided


def test_the_known_holidays_of_an_unannounced_year_do_not_count() -> None:
    new_year = due("pub.license_penalty_days", day(12, 23)).due_on
    assert new_year == date(2027, 1, 4)
    spring = due("pub.license_penalty_days", date(2027, 2, 4)).due_on
    assert spring >= date(2027, 2, 15)


@pytest.mark.parametrize("profile", ALL)
@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (ActionKind.PENALTY, 7),
        (ActionKind.PERMIT, 7),
        (ActionKind.COERCION, 20),
        (ActionKind.INSPECTION, 20),
        (ActionKind.LEVY, 20),
    ],
)
def test_no_jurisdiction_gives_itself_more_time(profile: str, kind: str, days: int) -> None:
    period = profiles.load(profile).period(period_key(kind), on=day(3, 16))
    assert (period.unit, period.count) == ("workday", days)
    assert "118号" in period.article or "〔" in period.article or "第" in period.article


# ------------------------------------------------------------------------ withdrawal
WITHDRAWN = [
    (NATIONAL, day(4, 30), day(5, 8)),
    (NATIONAL, day(11, 20), day(11, 25)),
    (NATIONAL, day(4, 1), day(4, 7)),
    (NATIONAL, day(2, 13), day(2, 25)),
    (NATIONAL, day(9, 18), day(9, 22)),
    ("datong_commerce", day(11, 20), day(11, 25)),
    ("sanmenxia_gov", day(11, 20), day(11, 25)),
    ("xinshi_urban", day(11, 20), day(11, 25)),
    ("lingchuan_civil", day(11, 20), day(11, 23)),  # natural days, over a weekend
    ("lingchuan_civil", day(4, 30), day(5, 3)),  # and into a holiday
    ("lingchuan_civil", day(9, 28), day(10, 1)),
]


@pytest.mark.parametrize(("profile", "fell", "last"), WITHDRAWN)
def test_a_fallen_penalty_is_withdrawn_within_three_days(
    profile: str, fell: date, last: date
) -> None:
    assert due("pub.withdraw_penalty_days", fell, profile).due_on == last


def test_before_the_law_of_2021_the_outer_limit_held() -> None:
    rules = profiles.load(NATIONAL)
    before, after = date(2021, 7, 14), date(2021, 7, 15)
    counts = [rules.period("pub.withdraw_penalty_days", on=on).count for on in (before, after)]
    assert counts == [20, 3]


def test_the_shorter_of_two_rules_never_grows_with_the_start() -> None:
    """A later start never gives an earlier last day, whatever lies between."""
    for key in ("pub.license_penalty_days", "pub.withdraw_penalty_days"):
        lasts = [due(key, day(month, 1)).due_on for month in range(1, 13)]
        assert lasts == sorted(lasts)
        around = [due(key, day(10, number)).due_on for number in range(1, 12)]
        assert around == sorted(around)


# ------------------------------------------------------------------------ credit periods
CLASSES = [
    ("轻微", ["warning"], "ordinary"),
    ("轻微", ["criticism"], "ordinary"),
    ("轻微", ["warning", "criticism"], "ordinary"),
    ("轻微", ["fine"], "simple"),
    ("一般", ["fine"], "ordinary"),
    ("一般", ["warning", "fine"], "ordinary"),
    ("一般", ["confiscate_goods"], "ordinary"),
    ("一般", ["suspend_licence"], "ordinary"),
    ("一般", [], "ordinary"),
    ("严重", ["revoke_licence"], "ordinary"),
    ("严重", ["warning", "revoke_licence"], "ordinary"),
    ("严重", ["restrict_practice"], "ordinary"),
    ("严重", ["close_down"], "ordinary"),
    ("严重", ["revoke_licence"], "simple"),
]


@pytest.mark.parametrize(("expected", "kinds", "procedure"), CLASSES)
def test_the_suggested_class_follows_the_heaviest_kind(
    expected: str, kinds: list[str], procedure: str
) -> None:
    assert set(kinds) <= set(PenaltyKind.values)
    assert credit_class(profiles.load(NATIONAL), kinds, procedure, day(4, 1)) == expected


ENDS = [
    ("轻微", day(3, 16), day(6, 16)),
    ("轻微", day(11, 30), date(2027, 2, 28)),  # no 30 February
    ("轻微", day(5, 31), day(8, 31)),
    ("一般", day(3, 16), date(2027, 3, 16)),
    ("一般", date(2028, 2, 29), date(2029, 2, 28)),
    ("严重", day(3, 16), date(2029, 3, 16)),
    ("严重", date(2025, 2, 28), date(2028, 2, 28)),
    ("严重", day(10, 1), date(2029, 10, 1)),  # a holiday at the end moves nothing
]


@pytest.mark.parametrize(("name", "decided", "end"), ENDS)
def test_a_record_ends_to_the_day(name: str, decided: date, end: date) -> None:
    assert due(f"pub.credit_class.{name}.max", decided).due_on == end


@pytest.mark.parametrize("profile", ALL)
def test_the_heavier_the_class_the_longer_the_record(profile: str) -> None:
    ends = [
        due(f"pub.credit_class.{name}.max", day(4, 1), profile).due_on
        for name in ("轻微", "一般", "严重")
    ]
    assert ends == sorted(set(ends))
    rules = profiles.load(profile)
    for name in ("一般", "严重"):
        least = rules.period(f"pub.credit_class.{name}.min", on=day(4, 1))
        most = rules.period(f"pub.credit_class.{name}.max", on=day(4, 1))
        assert (least.unit, least.count) < (most.unit, most.count) or least.unit != most.unit


# ------------------------------------------------------------------------ warnings
DAYS = {"alert.first_days": 3, "alert.second_days": 1, "alert.supervisor_days": 3}
Level = Alert.Level


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (20, []),
        (4, []),
        (3, [Level.WARN_3]),
        (2, [Level.WARN_3]),
        (1, [Level.WARN_1]),
        (0, [Level.WARN_1]),
        (-1, [Level.UNIT_HEAD]),
        (-3, [Level.UNIT_HEAD]),
        (-4, [Level.UNIT_HEAD, Level.SUPERVISOR]),
        (-400, [Level.UNIT_HEAD, Level.SUPERVISOR]),
    ],
)
def test_who_hears_of_it_follows_from_the_days_left(left: int, expected: list[str]) -> None:
    assert levels(left, DAYS) == expected


@pytest.mark.parametrize("profile", ALL)
def test_every_jurisdiction_warns_twice_before_it_goes_up_the_line(profile: str) -> None:
    rules = profiles.load(profile)
    first, second, third = (int(rules.value(key)) for key in DAYS)
    assert first > second > 0 and third > 0
    assert levels(first, {**DAYS, "alert.first_days": first}) != []
