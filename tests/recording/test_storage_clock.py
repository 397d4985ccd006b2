"""Stored the same day, else in hours after the return with the reason; who hears when it is not (§16.14)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from config.desk import storing
from core.errors import RuleError
from core.models import Alert, AuditEntry, Deadline
from enforcement.models import Case
from recording import owed
from recording.models import Device, DeviceLoan, FieldReturn, Step
from recording.services import archive, field_returns, watch
from recording.services.evidence import Taking
from recording.services.storage_time import in_time, settle
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = day(3, 9)  # a Monday
SECOND = timedelta(seconds=1)


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return factories.at(on, hour) + timedelta(minutes=minute)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True, on=day(3, 2))


@pytest.fixture
def step(case: Case, cast: Cast) -> Step:
    return inspected(case, cast)


def inspected(case: Case, cast: Cast, when: datetime | None = None) -> Step:
    row = bare.step(case, cast.officer1, kind="site_inspection", at=when or at(ON, 10))
    row.officers.add(*cast.officers)
    return row


def rows(now: datetime) -> list[tuple[int, bool]]:
    return [(row.step.pk, row.late(now)) for row in owed.owed(Case.objects.all())]


def back(step: Step, cast: Cast, when: datetime, reason: str = "山区路远") -> FieldReturn:
    return field_returns.record(step, by=cast.officer1, returned_at=when, reason=reason)


# ------------------------------------------------------------------------------- what is owed
def test_a_recording_is_owed_until_midnight_and_late_after_it(step: Step) -> None:
    midnight = at(ON, 23, 59) + 59 * SECOND
    assert rows(midnight) == [(step.pk, False)]
    assert rows(midnight + SECOND) == [(step.pk, True)]
    assert owed.owed(Case.objects.all())[0].article == "三政办〔2019〕16号三（二）4"


def test_a_return_told_gives_the_hours_of_the_profile_from_it_to_the_second(
    step: Step, cast: Cast
) -> None:
    came = at(ON + timedelta(days=1), 15)
    back(step, cast, came)
    assert rows(came + timedelta(hours=24)) == [(step.pk, False)]
    assert rows(came + timedelta(hours=24) + SECOND) == [(step.pk, True)]
    assert AuditEntry.objects.filter(action="fieldreturn.record").count() == 1


def test_a_return_in_the_morning_never_shortens_the_day(step: Step, cast: Cast) -> None:
    back(step, cast, at(ON, 11))
    (row,) = owed.owed(Case.objects.all())
    assert row.due_at == at(ON, 11) + timedelta(hours=24)


def test_what_is_exempted_recorded_or_asked_for_by_nobody_is_not_owed(
    case: Case, cast: Cast
) -> None:
    bare.step(case, cast.officer1, kind="site_inspection", at=at(ON, 9), av_exemption="文字足够")
    bare.step(case, cast.officer1, kind="investigation_report", at=at(ON, 9))
    assert rows(at(ON, 12)) == []


def test_a_return_is_told_once_in_its_order_and_with_a_reason(step: Step, cast: Cast) -> None:
    for when, reason, words in (
        (at(ON, 9), "路远", "返回单位时间应当在活动结束之后"),
        (at(day(3, 9), 10) + timedelta(days=9000), "路远", "返回单位时间应当在活动结束之后"),
        (at(ON, 20), "  ", "没有写明未能当日储存的理由"),
    ):
        with pytest.raises(RuleError, match=words) as refused:
            back(step, cast, when, reason)
        assert refused.value.article == "三政办〔2019〕16号三（二）4"
    back(step, cast, at(ON, 20))
    with pytest.raises(RuleError, match="不能更改"):
        back(step, cast, at(ON, 21))
    for text in (
        "UPDATE recording_fieldreturn SET reason = 'x'",
        "DELETE FROM recording_fieldreturn",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)


# ------------------------------------------------------------------------------- coming in
def kept(case: Case, cast: Cast, taking: Taking, when: datetime) -> Taking:
    return settle(case, taking, by=cast.officer1, media="video", at=when)


def test_the_return_told_of_the_step_is_the_reason_and_the_clock(
    step: Step, case: Case, cast: Cast
) -> None:
    came = at(ON + timedelta(days=1), 8)
    back(step, cast, came)
    taking = Taking(step=step, started_at=at(ON, 10))
    assert kept(case, cast, taking, came + timedelta(hours=24)).late_reason == ""
    assert kept(case, cast, taking, came + timedelta(hours=24)).returned_at == came
    with pytest.raises(RuleError, match="现已超过") as refused:
        kept(case, cast, taking, came + timedelta(hours=24) + SECOND)
    assert refused.value.field == "late_reason"
    late = Taking(step=step, started_at=at(ON, 10), late_reason="设备损坏")
    assert kept(case, cast, late, came + timedelta(days=3)).late_reason == "设备损坏"


def test_a_later_word_about_the_return_does_not_move_the_one_that_was_told(
    step: Step, case: Case, cast: Cast
) -> None:
    back(step, cast, at(ON, 20))
    when = at(ON + timedelta(days=2), 9)
    again = Taking(step=step, started_at=at(ON, 10), returned_at=when - timedelta(hours=1))
    assert in_time(case, again, when)
    with pytest.raises(RuleError, match="现已超过"):
        kept(case, cast, again, when)


def test_next_day_in_time_asks_for_the_reason_and_is_not_late(
    step: Step, case: Case, cast: Cast
) -> None:
    when = at(ON + timedelta(days=1), 9)
    taking = Taking(step=step, started_at=at(ON, 10), returned_at=at(ON, 22))
    with pytest.raises(RuleError, match="没有当日储存，应当写明理由"):
        kept(case, cast, taking, when)
    told = Taking(step=step, started_at=at(ON, 10), returned_at=at(ON, 22), late_reason="深夜返回")
    assert kept(case, cast, told, when).late_reason == ""
    row = FieldReturn.objects.get(step=step)
    assert (row.reason, row.returned_at) == ("深夜返回", at(ON, 22))


# ------------------------------------------------------------------------------- devices
def a_loan(cast: Cast, when: datetime) -> DeviceLoan:
    device = Device.objects.create(
        agency=cast.bureau, number="示录0009", kind="body", registered_on=day(3, 2)
    )
    return DeviceLoan.objects.create(
        device=device,
        officer=cast.officers[0],
        taken_at=when,
        battery=90,
        free_minutes=300,
        clock_off=0,
        created_by=cast.officer1,
    )


def test_a_device_still_out_the_next_day_is_named_with_what_its_holder_owes(
    step: Step, cast: Cast
) -> None:
    loan = a_loan(cast, at(ON, 9))
    rows = owed.owed(Case.objects.all())
    assert owed.devices_out([cast.bureau.pk], rows, ON) == []
    (out,) = owed.devices_out([cast.bureau.pk], rows, ON + timedelta(days=1))
    assert (out.loan, [row.step for row in out.promised]) == (loan, [step])
    assert owed.devices_out([cast.other_bureau.pk], rows, ON + timedelta(days=1)) == []


# ------------------------------------------------------------------------------- alarms
def heard(level: str) -> set[str]:
    found = Alert.objects.filter(subject__startswith="storage:", level=level)
    return set(found.values_list("recipient__username", flat=True))


def test_lateness_goes_to_officers_and_unit_head_and_then_to_the_supervisor_once(
    step: Step, case: Case, cast: Cast
) -> None:
    assert watch.due(at(ON, 23)) == []
    tuesday = at(ON + timedelta(days=1), 9)
    opened, given = watch.run(tuesday)
    assert given > 0
    assert heard("unit_head") == {"officer1", "officer2", "unithead"}
    assert heard("supervisor") == set()
    assert watch.run(tuesday)[1] == 0
    watch.run(at(ON + timedelta(days=14), 9))
    assert heard("supervisor") == {"supervisor"}
    text = Alert.objects.filter(subject__startswith="storage:")[0].text
    assert "2026-03-09 23:59" in text


def test_a_device_not_given_back_alarms_its_holder(cast: Cast) -> None:
    a_loan(cast, at(ON, 9))
    watch.run(at(ON + timedelta(days=1), 9))
    found = Alert.objects.filter(subject__startswith="device:")
    assert {row.recipient.username for row in found} == {"officer1", "unithead"}
    assert "示录0009" in found[0].text


# ------------------------------------------------------------------------------- archiving
def clock_of(case: Case) -> Deadline:
    return Deadline.objects.get(subject_id=str(case.pk), key=archive.PERIOD)


@pytest.mark.parametrize("procedure", ["permit", "inspection"])
def test_the_clock_of_archiving_starts_with_the_service_of_permit_and_inspection(
    cast: Cast, procedure: str
) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure=procedure)
    assert watch.run(at(day(4, 20), 9))[0] == 1
    row = clock_of(decision.case)
    decision.refresh_from_db()
    assert row.start_on == decision.served_on
    assert watch.run(at(day(4, 20), 9))[0] == 0
    # 20 working days after Monday 2026-03-16 end on 2026-04-14: 04-06 is the rest of Qingming.
    if decision.served_on == day(3, 16):
        assert row.due_on == day(4, 14)


def test_closing_later_does_not_start_the_clock_anew(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    watch.run(at(day(3, 20), 9))
    before = clock_of(decision.case)
    archive.close_case(decision.case, by=cast.officer1, on=day(3, 27), ground="completed")
    row = clock_of(decision.case)
    assert (row.pk, row.start_on, row.outcome) == (before.pk, before.start_on, "open")


def test_a_penalty_ends_with_its_last_payment(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16))
    assert watch.ended(day(4, 20)) == []
    factories.pay(decision, on=day(3, 20))
    assert [row.pk for row in watch.ended(day(4, 20))] == [decision.pk]
    watch.run(at(day(4, 20), 9))
    assert clock_of(decision.case).start_on == day(3, 20)


# ------------------------------------------------------------------------------- the pages
def test_officer_head_and_supervisor_see_it_on_their_desks_and_pages(
    step: Step, case: Case, cast: Cast
) -> None:
    now = at(ON + timedelta(days=1), 9)
    for who in (cast.officer1, cast.unithead, cast.supervisor):
        queue = storing.of(who, now.date(), now)
        assert queue is not None
        assert queue.entries[0].tone == "is-late"
    assert storing.of(cast.outsider, now.date(), now) is None
    officer = cast.client("officer1")
    page = officer.get(reverse("storage-list")).content.decode()
    assert "已逾期" in page
    assert reverse("field-return", args=[step.pk]) in page
    told = {"returned_at": "2026-03-10T08:00", "reason": "山区路远"}
    answer = officer.post(reverse("field-return", args=[step.pk]), told, follow=True)
    assert "山区路远" in answer.content.decode()
    assert "待储存的音像记录" in cast.client("unithead").get(reverse("desk")).content.decode()
    assert "现有" not in cast.client("outsider").get(reverse("storage-list")).content.decode()
