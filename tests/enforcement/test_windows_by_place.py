"""The windows of the party and the clocks of the agency, place by place, on days that matter."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import periods
from core.periods import Period
from core.workdays import is_workday
from enforcement.profiles import PROFILE_KEYS, load
from tests.core.calendar_case import day, national

POLICE = "public_security"
NOW = date(2026, 11, 20)
KEYS = [
    *("proc.defence_days", "proc.hearing_request_days", "proc.service_days"),
    *("proc.file_decide_days", "permit.decide_days", "permit.deliver_days", "review.days"),
]


def due(key: str, name: str, start: str, *, domain: str | None = None) -> str:
    """The last day of a period of a profile that starts on the day, in its ISO form."""
    on = day(start)
    return str(periods.apply(load(key).period(name, on=on, domain=domain), on, national()).due_on)


@pytest.mark.parametrize("key", PROFILE_KEYS)
@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2026-11-20", "2026-11-27"),  # a Friday: the fifth working day is the next one
        ("2026-11-21", "2026-11-27"),  # told on a Saturday: the same
        ("2026-04-30", "2026-05-11"),  # over the first of May; Saturday 9 May is worked
        ("2026-09-29", "2026-10-12"),  # over the week of October; Saturday 10 October is worked
        ("2026-02-12", "2026-02-26"),  # over the Spring Festival; Saturday 14 February is worked
    ],
)
def test_defence_and_the_request_for_a_hearing_have_five_working_days(
    key: str, start: str, last: str
) -> None:
    assert due(key, "proc.defence_days", start) == last
    assert due(key, "proc.hearing_request_days", start) == last


@pytest.mark.parametrize(
    ("domain", "last"),
    [
        ("agriculture", "2026-11-25"),
        ("civil_affairs", "2026-11-27"),
        ("mohurd", "2026-11-27"),
        ("commerce", "2026-11-27"),
        ("no_such_field", "2026-11-27"),
    ],
)
def test_the_field_may_shorten_the_defence(domain: str, last: str) -> None:
    assert due("national", "proc.defence_days", "2026-11-20", domain=domain) == last


@pytest.mark.parametrize(
    ("key", "domain", "last"),
    [
        ("national", None, "2026-12-01"),
        ("changzhi_police", None, "2026-12-01"),
        # Two calendar days, from a Friday: the Sunday rolls over to the Monday.
        ("changzhi_police", POLICE, "2026-11-23"),
        ("sanmenxia_gov", POLICE, "2026-11-23"),
    ],
)
def test_service_takes_seven_working_days_or_two_days(
    key: str, domain: str | None, last: str
) -> None:
    assert due(key, "proc.service_days", "2026-11-20", domain=domain) == last


@pytest.mark.parametrize(
    ("start", "domain", "last"),
    [
        ("2026-08-22", None, "2026-11-20"),
        ("2026-07-06", None, "2026-10-08"),  # 4 October is a holiday
        ("2026-03-02", POLICE, "2026-04-01"),
        ("2026-01-01", POLICE, "2026-02-02"),  # 31 January is a Saturday
        ("2025-12-31", POLICE, "2026-03-31"),  # the law of 2026 was not yet in force
    ],
)
def test_the_time_to_decide_is_of_the_law_in_force_on_the_day_of_filing(
    start: str, domain: str | None, last: str
) -> None:
    assert due("changzhi_police", "proc.file_decide_days", start, domain=domain) == last


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("national", "2026-04-30", "2026-05-08"),
        ("national", "2026-11-20", "2026-11-25"),
        ("xinshi_urban", "2026-11-20", "2026-11-25"),
        # Three natural days in civil affairs, and they do not roll over a weekend.
        ("lingchuan_civil", "2026-11-20", "2026-11-23"),
        ("lingchuan_civil", "2026-11-19", "2026-11-22"),
        ("lingchuan_civil", "2026-09-29", "2026-10-02"),
        ("lingchuan_civil", "2021-10-14", "2021-10-19"),
        ("lingchuan_civil", "2021-10-15", "2021-10-18"),
        # The law of 2021 overtook the twenty working days of the plan.
        ("sanmenxia_gov", "2021-07-14", "2021-08-11"),
        ("sanmenxia_gov", "2021-07-15", "2021-07-20"),
        ("sanmenxia_gov", "2026-04-30", "2026-05-08"),
    ],
)
def test_a_revoked_penalty_is_withdrawn_in_three_days_of_the_place(
    key: str, start: str, last: str
) -> None:
    assert due(key, "pub.withdraw_penalty_days", start) == last


@pytest.mark.parametrize(
    ("name", "start", "last"),
    [
        ("pub.license_penalty_days", "2026-02-12", "2026-02-28"),
        ("pub.license_penalty_days", "2026-09-29", "2026-10-14"),
        ("pub.license_penalty_days", "2026-04-30", "2026-05-13"),
        ("pub.license_penalty_days", "2026-11-20", "2026-12-01"),
        ("pub.other_decision_days", "2026-11-20", "2026-12-18"),
        ("pub.other_decision_days", "2026-09-18", "2026-10-22"),
        ("pub.other_decision_days", "2026-01-30", "2026-03-05"),
        ("proc.pay_days", "2026-09-18", "2026-10-08"),
        ("proc.pay_days", "2026-01-30", "2026-02-14"),
        ("proc.pay_days", "2026-02-01", "2026-02-24"),
        ("proc.pay_days", "2026-11-06", "2026-11-23"),
    ],
)
def test_the_vectors_of_the_field_hold_in_every_place(name: str, start: str, last: str) -> None:
    assert {due(key, name, start) for key in PROFILE_KEYS} == {last}


@pytest.mark.parametrize(
    ("key", "domain", "count"),
    [
        ("national", None, 5),
        ("sanmenxia_gov", None, 5),
        ("xinshi_urban", None, 10),
        ("national", "samr", 10),
        ("national", "medical_insurance", 10),
        ("national", "agriculture", 5),
        # The field that is asked for comes before the field of the place.
        ("xinshi_urban", "agriculture", 5),
        # Asked for no field at all, the place's own is left aside.
        ("xinshi_urban", "", 5),
    ],
)
def test_the_time_of_review_is_that_of_the_field(key: str, domain: str | None, count: int) -> None:
    assert load(key).period("review.days", on=NOW, domain=domain).count == count


@pytest.mark.parametrize(
    ("on", "confirmed_by"),
    [(date(2026, 3, 31), "此前无全国统一期限"), (date(2026, 4, 1), "第36号）")],
)
def test_classes_of_dishonesty_cite_their_order_from_its_first_day(
    on: date, confirmed_by: str
) -> None:
    for name in ("轻微.max", "一般.min", "一般.max", "严重.min", "严重.max"):
        found = load("national").period(f"pub.credit_class.{name}", on=on)
        assert found.article.endswith(confirmed_by), name
        assert not found.rolls


def term(key: str, name: str) -> Period:
    """A period of a profile as it is now."""
    return load(key).period(name, on=NOW)


@given(
    key=st.sampled_from(PROFILE_KEYS),
    name=st.sampled_from(KEYS),
    start=st.dates(date(2021, 8, 1), date(2027, 6, 30)),
    later=st.integers(min_value=0, max_value=60),
)
def test_who_begins_later_never_ends_sooner(key: str, name: str, start: date, later: int) -> None:
    period, book = term(key, name), national()

    first = periods.apply(period, start, book).due_on
    second = periods.apply(period, start + timedelta(days=later), book).due_on

    assert start < first <= second
    if period.unit == "workday":
        assert is_workday(book, first)


@given(
    name=st.sampled_from(KEYS),
    start=st.dates(date(2021, 8, 1), date(2026, 11, 30)),
)
def test_no_clock_of_a_place_ends_on_a_day_nobody_works(name: str, start: date) -> None:
    for key in PROFILE_KEYS:
        found = periods.apply(term(key, name), start, national()).due_on
        assert is_workday(national(), found), (key, found)
