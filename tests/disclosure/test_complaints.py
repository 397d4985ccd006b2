"""Complaints about enforcement: intake, clocks, answers, and who may never see who complained."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from core.errors import RuleError, StaleError
from core.models import Alert, AuditEntry, Deadline
from core.triggers import refusal
from disclosure import complaint_counts
from disclosure.models import Complaint, ComplaintFile
from disclosure.services import complaints, sweep
from enforcement.models import Agency
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, complaint

pytestmark = pytest.mark.django_db
FOUND = "经查，两名执法人员未出示执法证，已责令改正并批评教育。"
# Every member of the cast but the supervisor beside the bureau.
SEALED_FROM = (
    *("officer1", "officer2", "unithead", "reviewer", "head", "publisher", "publisher2"),
    *("listadmin", "admin", "outsider"),
)


def accepted(cast: Cast, **fields: Any) -> Complaint:
    row, _receipt = complaint(cast.bureau, **fields)
    return complaints.accept(row, by=cast.supervisor, on=ON)


def answered(cast: Cast, **fields: Any) -> Complaint:
    row = accepted(cast, **fields)
    return complaints.answer(row, by=cast.supervisor, on=day(4, 10), answer=FOUND)


def clock(row: Complaint) -> Deadline:
    found = complaints.clock_of(row)
    assert found is not None
    return found


def code(row: Complaint, **values: Any) -> str:
    """The gate that refuses the change by SQL; "" when none does."""
    try:
        with transaction.atomic():
            Complaint.objects.filter(pk=row.pk).update(**values)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


def attached(name: str = "现场.jpg", data: bytes = factories.PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def legal(cast: Cast) -> Agency:
    """A bureau whose own rules name its legal reviewers."""
    return factories.agency(
        "云溪市公安局", parent=cast.government, profile="changzhi_police", prefix="云公"
    )


# --------------------------------------------------------------------------------- taking in
def test_the_clocks_are_those_of_the_unit_s_rules(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    assert (clock(row).key, clock(row).due_on) == ("complaint.accept", date(2026, 4, 9))
    complaints.accept(row, by=cast.supervisor, on=day(4, 8))
    assert (clock(row).key, clock(row).start_on) == ("complaint.decide", day(4, 8))
    assert clock(row).due_on == date(2026, 5, 8)
    first = Deadline.objects.get(subject_id=str(row.pk), key="complaint.accept")
    assert first.outcome == "met"


def test_in_shanxi_the_answer_has_thirty_working_days(cast: Cast, legal: Agency) -> None:
    reviewer = factories.qualified_reviewer(legal, username="law", name="法试人")
    row, _receipt = complaint(legal)
    complaints.accept(row, by=reviewer, on=day(4, 8))
    assert (clock(row).period["count"], clock(row).period["unit"]) == (30, "workday")
    assert "第十四条" in clock(row).article


def test_the_same_form_sent_twice_is_one_complaint(cast: Cast) -> None:
    first, receipt = complaint(cast.bureau, seed="seed")
    again, second = complaint(cast.bureau, seed="seed")
    assert (first.pk, receipt) == (again.pk, second)
    assert Complaint.objects.count() == 1


def test_anonymous_is_allowed(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau, reporter="", contact="")
    assert complaints.reporter(row, by=cast.supervisor) == ("", "")


def test_who_complains_is_encrypted_in_the_database(cast: Cast) -> None:
    complaint(cast.bureau, uploads=[attached("林试问手机拍摄.jpg")])
    with connection.cursor() as cursor:
        stored = ""
        for table in ("disclosure_complaint", "disclosure_complaintfile"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # own names
            stored += str(cursor.fetchall())
    for secret in (NAME, PHONE, CONDUCT):
        assert secret not in stored


def test_files_come_in_by_what_they_are(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau, uploads=[attached(), attached("b.pdf", factories.PAPER)])
    kinds = [file.blob.content_type for file in row.files.order_by("pk")]
    assert kinds == ["image/jpeg", "application/pdf"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.jpg", b"<html><script>", "不是允许的类型"),
        ("a.pdf", b"MZ\x90\x00", "不是允许的类型"),
        ("a.mp4", factories.FILM, "不是允许的类型"),
        ("a.jpg", b"", "空的"),
    ],
)
def test_another_file_is_refused_and_nothing_is_kept(
    cast: Cast, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        complaint(cast.bureau, uploads=[attached(name, data)])
    assert not Complaint.objects.exists()


def test_a_file_beyond_the_limit_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complaints, "FILE_BYTES", len(factories.PHOTO) - 1)
    with pytest.raises(RuleError, match="上限"):
        complaint(cast.bureau, uploads=[attached()])


def test_no_more_files_than_three(cast: Cast) -> None:
    with pytest.raises(RuleError, match="最多3个"):
        complaint(cast.bureau, uploads=[attached() for _n in range(4)])


# --------------------------------------------------------------------------------- the seal
@pytest.mark.parametrize("who", SEALED_FROM)
def test_nobody_of_the_unit_finds_a_complaint_about_it(cast: Cast, who: str) -> None:
    row, _receipt = complaint(cast.bureau, uploads=[attached()])
    account = cast.people[who]
    assert not Complaint.objects.visible_to(account).exists()
    for act, given in (
        (complaints.reporter, {}),
        (complaints.accept, {"on": ON}),
        (complaints.decline, {"on": ON, "channel": "none", "answer": "不。"}),
        (complaints.extend, {"on": ON, "reason": "复杂。"}),
        (complaints.answer, {"on": ON, "answer": FOUND}),
    ):
        with pytest.raises(PermissionDenied):
            act(row, by=account, **given)
    with pytest.raises(PermissionDenied):
        complaints.opened(row.files.get(), by=account)


def test_a_supervisor_within_the_unit_does_not_find_it(cast: Cast) -> None:
    own = factories.user("supervisor", cast.bureau)
    row, _receipt = complaint(cast.bureau)
    assert not Complaint.objects.visible_to(own).exists()
    assert complaint_counts.table(own, ON) == []
    with pytest.raises(PermissionDenied):
        complaints.reporter(row, by=own)


def test_a_supervisor_who_is_complained_about_does_not_handle_it(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有从外部监督云溪市司法局的机关"):
        complaint(cast.justice)
    assert not Complaint.objects.exists() and not Deadline.objects.exists()
    above = factories.user("supervisor", cast.government)
    row, _receipt = complaint(cast.justice)
    assert not Complaint.objects.visible_to(cast.supervisor).exists()
    assert complaints.handler_of(row) == cast.government
    assert Complaint.objects.visible_to(above).get() == row


def test_a_supervisor_elsewhere_does_not_find_it(cast: Cast) -> None:
    away = factories.agency(
        "远山县司法局", parent=factories.agency("远山县人民政府", kind="government")
    )
    complaint(cast.bureau)
    assert not Complaint.objects.visible_to(factories.user("supervisor", away)).exists()


def test_every_role_in_the_unit_together_finds_nothing(cast: Cast) -> None:
    roles = ("officer", "unithead", "reviewer", "head", "publisher", "listadmin", "supervisor")
    complaint(cast.bureau)
    assert not Complaint.objects.visible_to(factories.user(roles, cast.bureau)).exists()


def test_the_legal_reviewers_handle_it_where_the_rules_say_so(cast: Cast, legal: Agency) -> None:
    reviewer = factories.qualified_reviewer(legal, username="law", name="法试人")
    row, _receipt = complaint(legal)
    assert row.handled_by == "legal_unit"
    assert complaints.handler_of(row) == legal
    assert Complaint.objects.visible_to(reviewer).get() == row
    assert Complaint.objects.visible_to(cast.supervisor).get() == row
    for role in ("officer", "unithead", "head", "publisher", "listadmin", "admin", "supervisor"):
        assert not Complaint.objects.visible_to(factories.user(role, legal)).exists(), role
    assert not Complaint.objects.visible_to(cast.reviewer).exists()


def test_clock_and_log_lead_nobody_to_the_unit(cast: Cast) -> None:
    row = answered(cast)
    assert not Deadline.objects.filter(subject_id=str(row.pk)).exclude(agency_id=None).exists()
    entries = AuditEntry.objects.filter(object_id=str(row.pk))
    assert {entry.action for entry in entries} == {
        *("complaint.submit", "complaint.accept", "complaint.answer"),
    }
    assert not entries.exclude(agency_id=None).exists()
    assert not AuditEntry.objects.visible_to(cast.supervisor).filter(object_id=str(row.pk))


def test_the_log_says_neither_who_complained_nor_what(cast: Cast) -> None:
    row = answered(cast, uploads=[attached("林试问.jpg")])
    complaints.reporter(row, by=cast.supervisor)
    complaints.opened(row.files.get(), by=cast.supervisor)
    logged = " ".join(AuditEntry.objects.values_list("data", flat=True))
    for secret in (NAME, PHONE, CONDUCT):
        assert secret not in logged


def test_each_look_at_who_complained_is_logged(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    assert complaints.reporter(row, by=cast.supervisor) == (NAME, PHONE)
    entry = AuditEntry.objects.get(action="complaint.read")
    assert (entry.actor_id, entry.data) == (cast.supervisor.pk, '{"what":"reporter"}')


# --------------------------------------------------------------------------------- handling
def test_not_accepted_gives_reasons_and_the_channel(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    with pytest.raises(RuleError, match="不能为空"):
        complaints.decline(row, by=cast.supervisor, on=ON, channel="petition", answer=" ")
    complaints.decline(row, by=cast.supervisor, on=ON, channel="petition", answer="属于信访事项。")
    assert (row.status, row.channel) == ("declined", "petition")
    assert clock(row).outcome == "met"
    with pytest.raises(StaleError):
        complaints.accept(row, by=cast.supervisor, on=ON)


def test_it_is_not_accepted_before_it_came(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    with pytest.raises(RuleError, match="不能早于"):
        complaints.accept(row, by=cast.supervisor, on=day(3, 31))


def test_the_answer_ends_the_clock(cast: Cast) -> None:
    row = answered(cast)
    assert (row.status, row.decided_by, clock(row).outcome) == ("answered", cast.supervisor, "met")


def test_an_empty_answer_is_none(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不能为空"):
        complaints.answer(accepted(cast), by=cast.supervisor, on=ON, answer="")


def test_time_is_extended_once_where_the_rules_know_it(cast: Cast) -> None:
    row = accepted(cast)
    before = clock(row).due_on
    complaints.extend(row, by=cast.supervisor, on=day(4, 20), reason="需要鉴定。")
    assert clock(row).period["count"] == 50
    assert clock(row).due_on > before
    with pytest.raises(StaleError, match="延长一次"):
        complaints.extend(row, by=cast.supervisor, on=day(4, 21), reason="还需要。")


def test_time_is_not_extended_after_it_ended(cast: Cast) -> None:
    row = accepted(cast)
    with pytest.raises(RuleError, match="期限已满"):
        complaints.extend(row, by=cast.supervisor, on=day(6, 1), reason="忘了。")


def test_time_is_not_extended_before_it_is_accepted(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    with pytest.raises(StaleError, match="办理中"):
        complaints.extend(row, by=cast.supervisor, on=ON, reason="复杂。")


def test_where_the_rules_know_no_extension_there_is_none(cast: Cast, legal: Agency) -> None:
    row, _receipt = complaint(legal)
    complaints.accept(row, by=cast.supervisor, on=ON)
    with pytest.raises(RuleError, match="没有规定可以延长"):
        complaints.extend(row, by=cast.supervisor, on=ON, reason="复杂。")


def test_the_complainant_rates_the_answer_once(cast: Cast) -> None:
    row = accepted(cast)
    with pytest.raises(StaleError, match="答复之后"):
        complaints.rate(row, on=ON, satisfaction="satisfied")
    complaints.answer(row, by=cast.supervisor, on=ON, answer=FOUND)
    complaints.rate(row, on=ON, satisfaction="partly")
    with pytest.raises(StaleError):
        complaints.rate(row, on=ON, satisfaction="dissatisfied")
    assert code(row, satisfaction="dissatisfied") == "RATED_ONCE"


# --------------------------------------------------------------------------------- the database
def test_what_was_said_stays_as_it_was_said(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau, uploads=[attached()])
    for change in (
        {"statement": "别的"},
        {"reporter": ""},
        {"unit": cast.other_bureau},
        {"handled_by": "legal_unit"},
    ):
        assert code(row, **change) == "APPEND_ONLY", change
    with pytest.raises(DatabaseError), transaction.atomic():
        ComplaintFile.objects.all().delete()


def test_no_step_is_skipped_by_sql(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    assert code(row, status="answered", answer="x", answered_on=ON, decided_by=cast.head) == "MOVE"
    assert code(row, status="declined", answer="x", answered_on=ON, decided_by=cast.head) == "CHECK"


# --------------------------------------------------------------------------------- the counts
def test_counts_are_of_units_one_supervises_and_of_nothing_else(cast: Cast) -> None:
    complaint(cast.bureau)
    row = answered(cast, statement="第二件。")
    complaints.rate(row, on=ON, satisfaction="dissatisfied")
    late = accepted(cast, statement="第三件。")
    complaints.answer(late, by=cast.supervisor, on=day(6, 30), answer=FOUND)
    complaints.rate(late, on=ON, satisfaction="partly")
    declined, _receipt = complaint(cast.other_bureau)
    complaints.decline(declined, by=cast.supervisor, on=ON, channel="none", answer="没有线索。")
    factories.user("supervisor", cast.government)
    complaint(cast.justice)
    lines = {line.unit: line for line in complaint_counts.table(cast.supervisor, day(4, 2))}
    assert set(lines) == {cast.bureau, cast.other_bureau}
    own = lines[cast.bureau]
    assert (own.received, own.waiting, own.answered, own.declined) == (3, 1, 2, 0)
    assert (own.late, own.satisfied, own.dissatisfied) == (1, 1, 1)
    assert lines[cast.other_bureau].declined == 1


@pytest.mark.parametrize(("on", "late"), [(day(4, 9), 0), (day(4, 10), 1)])
def test_what_waits_beyond_its_last_day_counts_as_late(cast: Cast, on: date, late: int) -> None:
    complaint(cast.bureau)
    (line,) = complaint_counts.table(cast.supervisor, on)
    assert (line.waiting, line.late) == (1, late)


def test_a_complaint_late_twice_counts_once(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    complaints.accept(row, by=cast.supervisor, on=day(5, 6))
    complaints.answer(row, by=cast.supervisor, on=day(8, 3), answer=FOUND)
    clocks = Deadline.objects.filter(subject_id=str(row.pk), outcome="late")
    assert clocks.count() == 2
    (line,) = complaint_counts.table(cast.supervisor, day(8, 4))
    assert (line.answered, line.late) == (1, 1)


@pytest.mark.parametrize(
    ("rating", "satisfied", "dissatisfied"),
    [("satisfied", 1, 0), ("partly", 1, 0), ("dissatisfied", 0, 1), ("", 0, 0)],
)
def test_each_rating_counts_in_its_column(
    cast: Cast, rating: str, satisfied: int, dissatisfied: int
) -> None:
    row = answered(cast)
    if rating:
        complaints.rate(row, on=ON, satisfaction=rating)
    (line,) = complaint_counts.table(cast.supervisor, ON)
    assert (line.satisfied, line.dissatisfied) == (satisfied, dissatisfied)


def test_a_unit_nobody_complained_about_has_no_line(cast: Cast) -> None:
    assert complaint_counts.table(cast.supervisor, ON) == []


# --------------------------------------------------------------------------------- the alarms
def test_the_handler_is_warned_and_the_unit_is_not(cast: Cast) -> None:
    row, _receipt = complaint(cast.bureau)
    sweep.run(day(4, 8))
    sweep.run(day(5, 8))
    alerts = Alert.objects.filter(deadline__subject_type=complaints.SUBJECT)
    assert {alert.recipient for alert in alerts} == {cast.supervisor}
    assert all(row.number in alert.text for alert in alerts)
    assert not any(secret in alert.text for alert in alerts for secret in (NAME, CONDUCT))
