"""登记返回单位: told once, by a handler, in its order, with the reason; the database keeps it as told."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Case
from recording.models import FieldReturn, Step
from recording.services import field_returns
from recording.services.evidence import Taking
from recording.services.storage_time import in_time, same_day, settle, told_return
from tests.base import Cast
from tests.recording import bare
from tests.recording.afield import ARTICLE, NEXT, ON, SECOND, at, back, filed, inspected, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Cast) -> Case:
    return filed(cast)


@pytest.fixture
def step(case: Case, cast: Cast) -> Step:
    return inspected(case, cast)


# ------------------------------------------------------------------------------- the service
def test_what_is_told_is_kept_and_logged(step: Step, cast: Cast) -> None:
    row = back(step, cast, at(ON, 22), "  山区路远  ")
    assert (row.case, row.step, row.reason) == (step.case, step, "山区路远")
    assert (row.returned_at, row.created_by) == (at(ON, 22), cast.officer1)
    entry = AuditEntry.objects.get(action="fieldreturn.record")
    data = json.loads(entry.data)
    assert (data["step"], data["reason"]) == (step.pk, "山区路远")


def test_the_second_handler_may_tell_it_and_nobody_else(step: Step, cast: Cast) -> None:
    for stranger in (cast.outsider, cast.supervisor, cast.admin, cast.publisher, cast.reviewer):
        with pytest.raises((PermissionDenied, RuleError)):
            field_returns.record(step, by=stranger, returned_at=at(ON, 22), reason="路远")
    assert not FieldReturn.objects.exists()
    row = field_returns.record(step, by=cast.officer2, returned_at=at(ON, 22), reason="路远")
    assert row.created_by == cast.officer2


def test_the_moment_of_the_end_is_the_first_that_can_be(case: Case, cast: Cast) -> None:
    step = inspected(case, cast, ended_at=at(ON, 12))
    with pytest.raises(RuleError, match="活动结束之后") as refused:
        back(step, cast, at(ON, 12) - SECOND)
    assert (refused.value.field, refused.value.article) == ("returned_at", ARTICLE)
    assert refused.value.remedy == "请核对时间。"
    assert back(step, cast, at(ON, 12)).returned_at == at(ON, 12)


def test_a_time_ahead_is_refused_and_now_is_not(step: Step, cast: Cast) -> None:
    with pytest.raises(RuleError, match="现在之前"):
        back(step, cast, timezone.now() + timedelta(minutes=1))
    assert back(step, cast, timezone.now()).pk


def test_no_reason_is_refused_beside_its_field(step: Step, cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有写明未能当日储存的理由") as refused:
        back(step, cast, at(ON, 22), "\n ")
    assert (refused.value.field, refused.value.article) == ("reason", ARTICLE)
    assert "客观情形" in refused.value.remedy
    assert not AuditEntry.objects.filter(action="fieldreturn.record").exists()


def test_told_once_it_stays_and_the_remedy_leads_on(step: Step, cast: Cast) -> None:
    back(step, cast, at(ON, 22))
    with pytest.raises(RuleError, match="不能更改") as refused:
        back(step, cast, at(ON, 23))
    assert "上传时写明理由" in refused.value.remedy
    assert FieldReturn.objects.get().returned_at == at(ON, 22)


def test_each_step_has_its_own(case: Case, step: Step, cast: Cast) -> None:
    other = inspected(case, cast, at(ON, 15))
    back(step, cast, at(ON, 22))
    back(other, cast, at(ON, 23))
    assert FieldReturn.objects.count() == 2


def test_the_file_of_an_archived_case_is_closed(step: Step, cast: Cast) -> None:
    bare.archive(step.case, cast.officer1)
    Case.objects.filter(pk=step.case_id).update()
    with pytest.raises((RuleError, DatabaseError)), transaction.atomic():
        _archived(step)
        back(step, cast, at(ON, 22))


def _archived(step: Step) -> None:
    """A case in its last state, whatever the way there."""
    step.case.status = Case.Status.ARCHIVED
    with connection.cursor() as cursor:
        key = step.case_id.hex if connection.vendor == "sqlite" else str(step.case_id)
        cursor.execute("UPDATE enforcement_case SET status = 'archived' WHERE id = %s", [key])


# ------------------------------------------------------------------------------- raw SQL
def code(text: str, *values: Any) -> str:
    """The code of the gate that refuses the statement; "CHECK" for a constraint, "" for none."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text, values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "别的理由"),
        ("returned_at", "2026-03-09 23:00:00+00"),
        ("created_at", "2026-03-09 23:00:00+00"),
        ("step_id", None),
        ("created_by_id", None),
    ],
)
def test_no_column_is_changed_by_sql(step: Step, cast: Cast, column: str, value: Any) -> None:
    row = back(step, cast, at(ON, 22))
    given = cast.officer2.pk if column == "created_by_id" else value
    text = f"UPDATE recording_fieldreturn SET {column} = %s WHERE id = %s"  # noqa: S608  # own names
    assert code(text, given, row.pk) == "APPEND_ONLY"
    assert FieldReturn.objects.get().reason == "山区路远"


def test_no_row_is_removed_or_written_over_by_sql(step: Step, cast: Cast) -> None:
    row = back(step, cast, at(ON, 22))
    assert code("DELETE FROM recording_fieldreturn WHERE id = %s", row.pk) == "APPEND_ONLY"
    if connection.vendor != "sqlite":
        connection.check_constraints()
        assert code("TRUNCATE recording_fieldreturn CASCADE") == "APPEND_ONLY"
        return
    columns = [str(field.column) for field in FieldReturn._meta.concrete_fields]
    for key in ("id", "step_id"):
        # The same number, or another number for the same step: neither takes its place.
        values = ", ".join(
            "'别的'" if name == "reason" else "id + 99" if name == "id" != key else name
            for name in columns
        )
        text = (
            f"INSERT OR REPLACE INTO recording_fieldreturn ({', '.join(columns)}) "  # noqa: S608  # own names
            f"SELECT {values} FROM recording_fieldreturn"
        )
        assert code(text) == "APPEND_ONLY"


def test_a_second_return_of_a_step_or_one_without_reason_is_no_row(step: Step, cast: Cast) -> None:
    back(step, cast, at(ON, 22))
    given: dict[str, Any] = {"case": step.case, "returned_at": at(ON, 23)}
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldReturn.objects.create(**given, step=step, reason="x", created_by=cast.officer1)
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldReturn.objects.create(**given, step=None, reason="", created_by=cast.officer1)
    # Recordings without a step may come with returns of their own.
    for reason in ("一", "二"):
        FieldReturn.objects.create(**given, step=None, reason=reason, created_by=cast.officer1)


# ------------------------------------------------------------------------------- coming in
def settled(case: Case, cast: Cast, when: datetime, media: str = "video", **told: Any) -> Taking:
    taking = Taking(**{"started_at": at(ON, 10), **told})
    return settle(case, taking, by=cast.officer1, media=media, at=when)


def test_what_is_no_recording_has_no_clock(case: Case, cast: Cast) -> None:
    taking = Taking()
    assert settle(case, taking, by=cast.officer1, media="document", at=at(NEXT, 9)) is taking


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"started_at": None}, "started_at"),
        ({"started_at": at(ON, 12)}, "started_at"),
        ({"ended_at": at(ON, 9)}, "ended_at"),
        ({"ended_at": at(ON, 12)}, "ended_at"),
    ],
)
def test_times_that_cannot_be_are_refused_beside_their_field(
    case: Case, cast: Cast, told: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        settled(case, cast, at(ON, 11), **told)
    assert (refused.value.field, refused.value.article) == (field, ARTICLE)


def test_the_last_second_of_the_day_is_the_same_day(case: Case, cast: Cast) -> None:
    last = at(ON, 23, 59) + 59 * SECOND
    assert settled(case, cast, last).late_reason == ""
    assert same_day(Taking(started_at=at(ON, 10)), last)
    assert not same_day(Taking(started_at=at(ON, 10)), last + SECOND)
    with pytest.raises(RuleError, match="现已超过") as refused:
        settled(case, cast, last + SECOND)
    assert "24" in str(refused.value)
    assert refused.value.article == ARTICLE


def test_a_recording_over_midnight_belongs_to_the_day_of_its_end(case: Case, cast: Cast) -> None:
    told: dict[str, Any] = {"started_at": at(ON, 23, 50), "ended_at": at(NEXT, 0, 20)}
    assert settled(case, cast, at(NEXT, 23), **told).late_reason == ""
    assert not FieldReturn.objects.exists()


@pytest.mark.parametrize(
    ("returned", "when", "fine"),
    [
        (at(ON, 22), at(NEXT, 22), True),
        (at(ON, 22), at(NEXT, 22) + SECOND, False),
        (at(ON, 10) - SECOND, at(NEXT, 9), False),
        (at(ON, 10), at(NEXT, 9), True),
        (at(NEXT, 10), at(NEXT, 9), False),
        (None, at(NEXT, 0, 1), False),
    ],
)
def test_in_time_is_the_same_day_or_hours_after_a_return_that_can_be(
    case: Case, returned: datetime | None, when: datetime, fine: bool
) -> None:
    taking = Taking(started_at=at(ON, 10), returned_at=returned)
    assert in_time(case, taking, when) is fine


def test_a_late_one_keeps_its_reason_and_makes_no_return(case: Case, cast: Cast) -> None:
    found = settled(case, cast, at(NEXT, 9), late_reason="  设备损坏 ")
    assert found.columns()["late_reason"] == "设备损坏"
    assert not FieldReturn.objects.exists()


def test_the_return_told_with_a_recording_is_kept_once_for_its_moment(
    case: Case, cast: Cast
) -> None:
    told: dict[str, Any] = {"returned_at": at(ON, 22), "late_reason": "深夜返回"}
    assert settled(case, cast, at(NEXT, 9), **told).late_reason == ""
    assert settled(case, cast, at(NEXT, 10), returned_at=at(ON, 22)).late_reason == ""
    assert FieldReturn.objects.count() == 1
    with pytest.raises(RuleError, match="应当写明理由") as refused:
        settled(case, cast, at(NEXT, 10), returned_at=at(ON, 21))
    assert refused.value.field == "late_reason"


def test_a_return_of_another_step_or_case_proves_nothing(
    case: Case, step: Step, cast: Cast
) -> None:
    back(step, cast, at(ON, 22))
    other = inspected(case, cast, at(ON, 11))
    assert told_return(case, Taking(step=step)) is not None
    assert told_return(case, Taking(step=other)) is None
    assert told_return(case, Taking()) is None
    assert told_return(filed(cast), Taking(step=step)) is None


# ------------------------------------------------------------------------------- the page
def address(step: Step) -> str:
    return reverse("field-return", args=[step.pk])


def test_a_refused_form_says_why_and_keeps_what_was_typed(step: Step, cast: Cast) -> None:
    officer = cast.client("officer1")
    for told, words in (
        ({"returned_at": "2026-03-09T09:00", "reason": "山区路远难行"}, "活动结束之后"),
        ({"returned_at": "2026-03-09T22:00", "reason": " "}, "2026-03-09T22:00"),
        ({"returned_at": "2126-03-09T22:00", "reason": "山区路远难行"}, "山区路远难行"),
    ):
        answer = officer.post(address(step), told)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert words in page
        assert told["returned_at"] in page
    assert not FieldReturn.objects.exists()


def test_the_page_is_not_there_for_others(step: Step, cast: Cast) -> None:
    told = {"returned_at": "2026-03-09T22:00", "reason": "路远"}
    answers = {
        name: cast.client(name).post(address(step), told).status_code
        for name in ("outsider", "supervisor", "publisher", "admin")
    }
    assert set(answers.values()) <= {403, 404}
    assert answers["outsider"] == 404
    assert not FieldReturn.objects.exists()


def test_the_return_of_the_device_is_known_already(step: Step, cast: Cast) -> None:
    officer = cast.client("officer1")
    assert 'value="2026-03-09T20:30"' not in officer.get(address(step)).content.decode()
    taken(cast, at(ON, 8), returned_at=at(ON, 20, 30))
    assert 'value="2026-03-09T20:30"' in officer.get(address(step)).content.decode()


def test_a_device_given_back_before_the_step_or_taken_after_it_tells_nothing(
    step: Step, cast: Cast
) -> None:
    taken(cast, at(ON, 8), returned_at=at(ON, 9))
    taken(cast, at(ON, 11), number="示录0010", returned_at=at(ON, 21))
    page = cast.client("officer1").get(address(step)).content.decode()
    assert "T09:00" not in page
    assert "T21:00" not in page
