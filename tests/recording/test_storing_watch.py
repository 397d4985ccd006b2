"""Who must store what by when, devices still out, the alarms of both, and when a file is due."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.desk import storing
from core.models import Alert, AuditEntry, Deadline
from enforcement.models import Case
from recording import owed
from recording.models import Device, Step
from recording.services import archive, watch
from tests import factories
from tests.base import Cast, day
from tests.recording import bare
from tests.recording.afield import ARTICLE, NEXT, ON, SECOND, at, back, filed, inspected, taken

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def case(cast: Cast) -> Case:
    return filed(cast)


@pytest.fixture
def step(case: Case, cast: Cast) -> Step:
    return inspected(case, cast)


def found(**values: object) -> list[owed.Owed]:
    return owed.owed(Case.objects.all(), **values)  # type: ignore[arg-type]  # a day or nothing


# ------------------------------------------------------------------------------- until when
def test_the_day_ends_by_local_time() -> None:
    assert owed.end_of_day(at(ON, 0)) == at(ON, 23, 59) + 59 * SECOND
    assert owed.end_of_day(at(ON, 23, 59)) == at(ON, 23, 59) + 59 * SECOND


@pytest.mark.parametrize(
    ("returned", "due"),
    [
        (None, at(ON, 23, 59) + 59 * SECOND),
        (at(ON, 10), at(NEXT, 10)),
        (at(ON, 22), at(NEXT, 22)),
        (at(NEXT, 15), at(NEXT + timedelta(days=1), 15)),
    ],
)
def test_hours_run_from_the_return_and_never_shorten_the_day(
    step: Step, cast: Cast, returned: datetime | None, due: datetime
) -> None:
    if returned is not None:
        back(step, cast, returned)
    (row,) = found()
    assert (row.due_at, row.article) == (due, ARTICLE)
    assert (row.late(due), row.late(due + SECOND)) == (False, True)


def test_the_end_of_the_step_counts_and_not_its_beginning(case: Case, cast: Cast) -> None:
    inspected(case, cast, at(ON, 23), ended_at=at(NEXT, 2))
    (row,) = found()
    assert row.ended == at(NEXT, 2)
    assert row.due_at == at(NEXT, 23, 59) + 59 * SECOND


def test_a_recording_ends_the_duty_and_a_paper_does_not(case: Case, step: Step, cast: Cast) -> None:
    bare.item(case, cast.officer1, "一页", step=step, media="document")
    assert [row.step for row in found()] == [step]
    bare.item(case, cast.officer1, "一段", step=step, media="video")
    assert found() == []


def test_a_recording_of_another_step_ends_nothing(case: Case, step: Step, cast: Cast) -> None:
    other = inspected(case, cast, at(ON, 15))
    bare.item(case, cast.officer1, "一段", step=other)
    assert [row.step for row in found()] == [step]


def test_the_earliest_due_comes_first(case: Case, step: Step, cast: Cast) -> None:
    later = inspected(case, cast, at(ON, 8))
    back(later, cast, at(NEXT, 8))
    assert [row.step for row in found()] == [step, later]


def test_steps_before_the_given_day_are_left_to_the_coverage_map(step: Step) -> None:
    assert [row.step for row in found(since=ON)] == [step]
    assert found(since=NEXT) == []


def test_officers_and_title_come_with_the_duty(step: Step, cast: Cast) -> None:
    (row,) = found()
    assert {officer.pk for officer in row.officers} == {each.pk for each in cast.officers}
    assert row.title == "现场检查（勘验）" or "检查" in row.title


def test_the_queries_do_not_grow_with_the_steps(case: Case, step: Step, cast: Cast) -> None:
    counts = []
    found()
    for hour in (11, 12, 13):
        with CaptureQueriesContext(connection) as taken_queries:
            rows = found()
        counts.append(len(taken_queries))
        inspected(case, cast, at(ON, hour))
    assert len(rows) == 3
    assert counts[1] == counts[2]


# ------------------------------------------------------------------------------- devices
def test_a_device_out_over_midnight_counts_and_one_of_the_day_does_not(cast: Cast) -> None:
    loan = taken(cast, at(ON, 23, 59))
    assert owed.devices_out([cast.bureau.pk], [], ON) == []
    assert [out.loan for out in owed.devices_out([cast.bureau.pk], [], NEXT)] == [loan]
    assert owed.devices_out([], [], NEXT) == []


def test_a_device_given_back_is_not_out(cast: Cast) -> None:
    taken(cast, at(ON, 9), returned_at=at(ON, 18))
    assert owed.devices_out([cast.bureau.pk], [], NEXT) == []


def test_the_longest_out_comes_first(cast: Cast) -> None:
    second = taken(cast, at(ON, 9))
    first = taken(cast, at(ON, 8), number="示录0010")
    assert [out.loan for out in owed.devices_out([cast.bureau.pk], [], NEXT)] == [first, second]


def test_only_steps_of_its_holder_while_it_was_out_are_promised(
    case: Case, step: Step, cast: Cast
) -> None:
    alone = bare.step(case, cast.officer1, kind="site_inspection", at=at(ON, 11))
    alone.officers.add(cast.officers[1])
    taken(cast, at(ON, 9, 30))
    early = inspected(case, cast, at(ON, 9))
    (out,) = owed.devices_out([cast.bureau.pk], found(), NEXT)
    assert [row.step for row in out.promised] == [step]
    assert early.pk not in {row.step.pk for row in out.promised}


def test_a_device_of_another_agency_is_named_to_nobody_here(cast: Cast) -> None:
    device = Device.objects.create(
        agency=cast.other_bureau, number="外录1", kind="body", registered_on=day(3, 2)
    )
    taken(cast, at(ON, 9), device=device)
    assert owed.devices_out([cast.bureau.pk], [], NEXT) == []
    assert len(owed.devices_out([cast.other_bureau.pk], [], NEXT)) == 1


# ------------------------------------------------------------------------------- whose desk
def test_handlers_see_their_own_and_heads_and_supervisors_all(case: Case, cast: Cast) -> None:
    other = filed(cast)
    other.assignments.update(until=day(3, 8))
    seen = {
        who: set(owed.concerned(getattr(cast, who)))
        for who in ("officer1", "unithead", "head", "supervisor", "outsider")
    }
    assert seen["officer1"] == {case}
    assert seen["unithead"] == {case, other}
    assert seen["supervisor"] == {case, other}
    assert seen["outsider"] == set()


def test_a_supervisor_hears_only_of_what_is_late(step: Step, cast: Cast) -> None:
    now = at(ON, 20)
    assert storing.of(cast.supervisor, ON, now) is None
    mine = storing.of(cast.officer1, ON, now)
    assert mine is not None
    (entry,) = mine.entries
    assert (mine.total, entry.left, entry.step) == (1, 0, "上传音像记录")
    assert "03-09 23:59" in entry.detail
    assert entry.url == f"{reverse('evidence-upload', args=[step.case_id])}?step={step.pk}"
    late = storing.of(cast.supervisor, NEXT, at(NEXT, 9))
    assert late is not None
    assert late.entries[0].left == -1
    assert late.entries[0].url == reverse("storage-list")
    assert late.entries[0].step == "督促储存"


def test_nothing_owed_is_no_queue_and_an_empty_page(case: Case, cast: Cast) -> None:
    assert storing.of(cast.officer1, ON, at(ON, 20)) is None
    page = cast.client("officer1").get(reverse("storage-list")).content.decode()
    assert "没有待储存的音像记录" in page
    assert "已逾期" not in page


def test_the_page_is_refused_to_who_may_see_no_evidence(step: Step, cast: Cast) -> None:
    for who in ("admin", "listadmin"):
        answer = cast.client(who).get(reverse("storage-list"))
        if answer.status_code == 200:
            assert step.case.title not in answer.content.decode()
        else:
            assert answer.status_code == 403


def test_the_page_names_the_return_and_offers_it_no_more(step: Step, cast: Cast) -> None:
    officer, url = cast.client("officer1"), reverse("field-return", args=[step.pk])
    assert url in officer.get(reverse("storage-list")).content.decode()
    back(step, cast, at(ON, 22))
    page = officer.get(reverse("storage-list")).content.decode()
    assert url not in page
    assert "山区路远" in page
    watching = cast.client("supervisor").get(reverse("storage-list")).content.decode()
    assert reverse("evidence-upload", args=[step.case_id]) not in watching


def test_the_page_names_devices_still_out_to_their_own_agency(cast: Cast) -> None:
    taken(cast, at(ON, 9))
    assert "示录0009" in cast.client("officer1").get(reverse("storage-list")).content.decode()
    assert "示录0009" not in cast.client("outsider").get(reverse("storage-list")).content.decode()


# ------------------------------------------------------------------------------- alarms
def heard(level: str, subject: str = "storage:") -> set[str]:
    rows = Alert.objects.filter(subject__startswith=subject, level=level)
    return set(rows.values_list("recipient__username", flat=True))


def test_nobody_is_woken_on_the_day_itself(step: Step) -> None:
    assert watch.due(at(ON, 23, 59)) == []
    assert watch.due(at(NEXT, 0)) != []


def test_a_return_told_puts_the_alarm_off(step: Step, cast: Cast) -> None:
    back(step, cast, at(NEXT, 8))
    assert watch.due(at(NEXT, 23)) == []
    assert watch.due(at(NEXT + timedelta(days=1), 8) + SECOND) != []


def test_a_recording_that_came_ends_the_alarms(case: Case, step: Step, cast: Cast) -> None:
    assert watch.due(at(NEXT, 9))
    bare.item(case, cast.officer1, "一段", step=step)
    assert watch.due(at(NEXT, 9)) == []


def test_lacks_older_than_two_months_wake_nobody(step: Step) -> None:
    assert watch.due(at(ON + watch.BACK, 9))
    assert watch.due(at(ON + watch.BACK + timedelta(days=1), 9)) == []


def test_each_alarm_is_logged_with_its_recipient(step: Step, cast: Cast) -> None:
    watch.run(at(NEXT, 9))
    entries = AuditEntry.objects.filter(action="alert.raise", data__contains="storage:")
    assert entries.count() == Alert.objects.filter(subject__startswith="storage:").count() == 3
    assert {entry.agency_id for entry in entries} == {cast.bureau.pk}


def test_an_account_that_was_closed_hears_nothing(step: Step, cast: Cast) -> None:
    cast.officer2.is_active = False
    cast.officer2.save(update_fields=["is_active"])
    watch.run(at(NEXT, 9))
    assert heard("unit_head") == {"officer1", "unithead"}


def test_the_holder_of_a_device_hears_once_and_nobody_of_another_agency(cast: Cast) -> None:
    taken(cast, at(ON, 9))
    watch.run(at(NEXT, 9))
    watch.run(at(NEXT, 10))
    assert heard("unit_head", "device:") == {"officer1", "unithead"}
    assert Alert.objects.filter(subject__startswith="device:").count() == 2
    watch.run(at(ON + timedelta(days=14), 9))
    assert heard("supervisor", "device:") == {"supervisor"}


def test_the_alarms_take_the_same_queries_whatever_their_number(
    case: Case, step: Step, cast: Cast
) -> None:
    counts = []
    watch.due(at(NEXT, 9))
    for hour in (11, 12):
        with CaptureQueriesContext(connection) as queries:
            watch.due(at(NEXT, 9))
        counts.append(len(queries))
        inspected(case, cast, at(ON, hour))
    with CaptureQueriesContext(connection) as queries:
        watch.due(at(NEXT, 9))
    assert len(queries) == counts[1]


# ------------------------------------------------------------------------------- archiving
def clocks() -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(key=archive.PERIOD)
    return [(row.subject_id, row.start_on) for row in rows]


def test_an_act_that_is_served_tomorrow_has_not_ended(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    assert decision.served_on is not None
    before = decision.served_on - timedelta(days=1)
    assert watch.ended(before) == []
    assert [row.pk for row in watch.ended(decision.served_on)] == [decision.pk]


def test_a_clock_that_runs_is_not_started_twice(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    assert watch.run(at(day(3, 20), 9))[0] == 1
    assert watch.ended(day(3, 20)) == []
    assert watch.run(at(day(3, 21), 9))[0] == 0
    assert clocks() == [(str(decision.case_id), decision.served_on)]


def test_an_undecided_case_has_no_clock(case: Case) -> None:
    assert watch.run(at(day(4, 20), 9))[0] == 0
    assert clocks() == []


def test_the_act_ends_with_the_later_of_service_and_payment(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16))
    assert watch.last_act(decision) == decision.served_on
    factories.pay(decision, on=day(3, 25))
    assert watch.last_act(decision) == day(3, 25)


def test_a_closed_case_is_not_opened_a_clock_by_the_watch(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    archive.close_case(decision.case, by=cast.officer1, on=day(3, 20), ground="completed")
    assert watch.ended(day(3, 27)) == []
