"""Twenty working days across the holidays of 2026 (domain §10, §15); what starts the clock, what ends it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import deadlines
from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.models import Agency, ListChange
from enforcement.models.kinds import Register
from enforcement.services import agencies, freshness, items, officers, registers
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure import factories as public
from tests.registers import opened, permit_item, published

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OFFICER, LAW, FUNCTION = ListChange.Cause.OFFICER, ListChange.Cause.LAW, ListChange.Cause.FUNCTION
WEEKEND = 5
# The notice of 2026 as domain §10 writes it, told once more and apart from the portal's own table.
OFF = [
    *((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7)),
]
WORKED = {day(1, 4), day(2, 14), day(2, 28), day(5, 9), day(9, 20), day(10, 10)}
FREE = {day(month, number) for month, first, last in OFF for number in range(first, last + 1)}


def works(on: date) -> bool:
    """Whether the day is worked in 2026."""
    return on in WORKED or (on.weekday() < WEEKEND and on not in FREE)


def counted(start: date, days: int) -> date:
    """The last of so many working days after the start."""
    on = start
    while days:
        on += timedelta(days=1)
        days -= works(on)
    return on


def clock(row: ListChange) -> Deadline:
    return deadlines.for_subject(freshness.SUBJECT, str(row.pk)).get()


def noted(cast: Cast, on: date, what: str = "甲调离") -> ListChange:
    return freshness.note(cast.bureau, OFFICER, what, on=on)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (day(1, 30), day(3, 5)),  # §15: Spring Festival, with both Saturdays that are worked
        (day(2, 13), day(3, 19)),  # the last Friday: the worked Saturday is the first day
        (day(2, 14), day(3, 20)),
        (day(2, 15), day(3, 20)),  # within the holiday: the count begins on the 24th
        (day(2, 23), day(3, 20)),
        (day(2, 24), day(3, 23)),
        (day(9, 18), day(10, 22)),  # §15: Mid-Autumn and National Day
        (day(9, 30), day(11, 3)),
        (day(10, 1), day(11, 3)),
        (day(10, 7), day(11, 3)),
        (day(10, 8), day(11, 4)),
        (day(11, 20), day(12, 18)),  # §15
    ],
)
def test_the_twentieth_working_day_is_the_last(cast: Cast, start: date, due: date) -> None:
    found = clock(noted(cast, start))
    assert (found.start_on, found.due_on) == (start, due)
    assert counted(start, 20) == due
    assert not found.provisional


@given(start=st.dates(day(1, 1), day(11, 30)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_start_of_the_year_is_counted_otherwise(cast: Cast, start: date) -> None:
    found = clock(noted(cast, start))
    assert found.due_on == counted(start, 20)
    assert works(found.due_on)


@pytest.mark.parametrize("start", [day(12, 10), day(12, 31), date(2027, 2, 1)])
def test_a_count_into_a_year_without_a_notice_is_marked_as_provisional(
    cast: Cast, start: date
) -> None:
    found = clock(noted(cast, start))
    assert found.provisional and found.due_on > start


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (day(1, 30), "met"),
        (day(2, 16), "met"),  # answered on New Year's Eve
        (day(3, 5), "met"),
        (day(3, 6), "late"),
    ],
)
def test_the_holiday_is_no_excuse_a_day_later(cast: Cast, on: date, outcome: str) -> None:
    row = noted(cast, day(1, 30))
    freshness.settle(row, by=cast.listadmin, on=on, note="已更新。")
    assert (clock(row).outcome, clock(row).ended_on) == (outcome, on)


# --- what starts it -----------------------------------------------------------------------------


def end_card(cast: Cast) -> None:
    card = cast.officers[0].certificates.get()
    officers.end_certificate(card, by=cast.listadmin, on=day(1, 30), reason="调离")


def suspend(cast: Cast) -> None:
    officers.set_status(cast.officers[0], "suspended", by=cast.listadmin, on=day(1, 30))


def end_item(cast: Cast) -> None:
    items.update(permit_item(cast.bureau), by=cast.listadmin, effective_to=day(1, 30, 2027))


def amend(cast: Cast) -> None:
    text = (date(2021, 4, 29), None, {35: "实行许可制度。"})
    law = public.statute("中华人民共和国食品安全法", text)
    permit_item(cast.bureau)
    freshness.note_law(law, on=day(4, 1))


def duties(cast: Cast) -> None:
    agencies.update(cast.bureau, by=cast.listadmin, duties="新的职责", powers="新的权限")


@pytest.mark.parametrize(
    ("act", "cause"),
    [(end_card, OFFICER), (suspend, OFFICER), (end_item, FUNCTION), (amend, LAW), (duties, FUNCTION)],
)  # fmt: skip
def test_a_change_of_a_person_a_law_or_a_function_starts_one_clock(
    cast: Cast, act: Callable[[Cast], None], cause: str
) -> None:
    act(cast)
    row = ListChange.objects.get()
    assert (row.agency, row.cause, row.done_on) == (cast.bureau, cause, None)
    assert clock(row).start_on == row.changed_on and clock(row).outcome == "open"


def nothing_new(cast: Cast) -> None:
    agencies.update(cast.bureau, by=cast.listadmin, duties=cast.bureau.duties)
    officers.set_status(cast.officers[0], "active", by=cast.listadmin, on=day(1, 30))


def spelling(cast: Cast) -> None:
    items.update(permit_item(cast.bureau), by=cast.listadmin, unit="许可科")


def a_law_nobody_cites(cast: Cast) -> None:
    text = (date(2021, 4, 29), None, {35: "另有规定。"})
    freshness.note_law(public.statute("中华人民共和国民法典", text), on=day(4, 1))


def not_announced(cast: Cast) -> None:
    permit_item(cast.bureau)
    Agency.objects.filter(pk=cast.bureau.pk).update(status=Agency.Status.PENDING)
    text = (date(2021, 4, 29), None, {35: "实行许可制度。"})
    freshness.note_law(public.statute("中华人民共和国食品安全法", text), on=day(4, 1))


@pytest.mark.parametrize("act", [nothing_new, spelling, a_law_nobody_cites, not_announced])
def test_what_changes_no_list_starts_nothing(cast: Cast, act: Callable[[Cast], None]) -> None:
    act(cast)
    assert not ListChange.objects.exists()


def test_a_clock_that_was_answered_is_not_started_again(cast: Cast) -> None:
    row = noted(cast, day(1, 30))
    freshness.settle(row, by=cast.listadmin, on=day(2, 2), note="已更新。")
    again = noted(cast, day(1, 30))
    assert again == row and again.done_on == day(2, 2)
    assert clock(row).outcome == "met"


@pytest.mark.parametrize("length", [299, 300, 301, 5000])
def test_a_long_description_is_cut_and_still_noted_once(cast: Cast, length: int) -> None:
    rows = {noted(cast, day(1, 30), "变" * length) for _time in range(2)}
    (row,) = rows
    assert row.what == "变" * min(length, 300)
    assert clock(row)


# --- what ends it -------------------------------------------------------------------------------


def test_publishing_changing_or_withdrawing_a_list_answers_nothing(cast: Cast) -> None:
    row = noted(cast, day(1, 30))
    board = opened(cast.bureau, cast.listadmin, "window")
    published(board, cast.listadmin, cast.head, on=day(2, 2), valid_from=day(2, 2))
    registers.withdraw(board.entry, by=cast.listadmin, on=day(2, 3), reason="撤下。")
    row.refresh_from_db()
    assert row.done_on is None and clock(row).outcome == "open"


def test_one_answer_ends_one_clock_and_no_other(cast: Cast) -> None:
    first, second = noted(cast, day(1, 30)), noted(cast, day(1, 30), "乙调离")
    other = freshness.note(cast.other_bureau, OFFICER, "甲调离", on=day(1, 30))
    freshness.settle(first, by=cast.listadmin, on=day(2, 2), note="已更新。")
    assert [clock(row).outcome for row in (first, second, other)] == ["met", "open", "open"]
    assert set(ListChange.objects.open()) == {second, other}


def test_a_refused_answer_leaves_the_clock_and_the_log_alone(cast: Cast) -> None:
    row = noted(cast, day(1, 30))
    log = AuditEntry.objects.count()
    wrong: list[dict[str, Any]] = [
        {"on": day(1, 29), "note": "已更新。"},
        {"on": day(2, 2), "note": "\u3000\n"},
    ]
    for given_ in wrong:
        with pytest.raises(RuleError):
            freshness.settle(row, by=cast.listadmin, **given_)
    with pytest.raises(PermissionDenied):
        freshness.settle(row, by=cast.publisher, on=day(2, 2), note="已更新。")
    row.refresh_from_db()
    assert (row.done_on, row.done_by, row.note, clock(row).outcome) == (None, None, "", "open")
    assert AuditEntry.objects.count() == log


@pytest.mark.parametrize(
    "values",
    [
        {"done_on": day(2, 2)},
        {"done_on": day(2, 2), "note": "已更新。"},
        {"done_on": day(2, 2), "done_by": "listadmin"},
    ],
)
def test_the_database_takes_no_half_answer(cast: Cast, values: dict[str, Any]) -> None:
    row = noted(cast, day(1, 30))
    if "done_by" in values:
        values = {**values, "done_by": cast.listadmin}
    with pytest.raises(IntegrityError, match="list_change_done_whole"), transaction.atomic():
        ListChange.objects.filter(pk=row.pk).update(**values)


def test_no_page_answers_for_another_agency(cast: Cast) -> None:
    row = noted(cast, day(1, 30))
    stranger = factories.user("listadmin", cast.other_bureau, username="far", name="外清单")
    address = reverse("list-change-settle", args=[row.pk])
    data = {"on": "2026-02-02", "note": "已更新。"}
    client = client_of(stranger)
    assert client.get(address).status_code == client.post(address, data).status_code == 404
    above = factories.user("listadmin", cast.government, username="above", name="上清单")
    assert client_of(above).get(address).status_code == 200
    row.refresh_from_db()
    assert row.done_on is None


@pytest.mark.parametrize(
    ("cause", "named"),
    [
        (OFFICER, {"window"}),
        (LAW, {"guide", "sample", "device", "flowchart", "remedy", "standard", "recording"}),
        (FUNCTION, {"guide", "window", "channel", "flowchart", "remedy"}),
    ],
)
def test_the_lists_a_change_may_be_in_are_named_and_no_draft_or_strangers(
    cast: Cast, cause: ListChange.Cause, named: set[str]
) -> None:
    on = day(4, 1)
    for register in Register.values:
        version = opened(cast.bureau, cast.listadmin, register)
        published(version, cast.listadmin, cast.head, on=on, valid_from=on)
    opened(cast.bureau, cast.listadmin, "window")
    keeper = factories.user("listadmin", cast.other_bureau, username="k", name="外清单")
    head = factories.user("head", cast.other_bureau, username="h", name="外负责")
    for register in ("window", "guide"):
        published(opened(cast.other_bureau, keeper, register), keeper, head, on=on, valid_from=on)
    row = freshness.note(cast.bureau, cause, "变动", on=on)
    found = freshness.concerned(row)
    assert {each.entry.register for each in found} == named
    assert len(found) == len(named)
    assert {each.entry.agency_id for each in found} == {cast.bureau.pk}
