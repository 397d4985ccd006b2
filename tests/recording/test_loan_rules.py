"""What the lending register takes and what it refuses, with the rule and what to do."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.services import cases
from recording.models import Archive, Loan
from recording.services import lending
from tests import factories
from tests.base import Cast, day
from tests.recording.archived import FROM, UNTIL, asked, code_of, file_of, lent, wish

pytestmark = pytest.mark.django_db
NINTH = "国办发〔2018〕118号第九条"


@pytest.fixture
def file(cast: Cast) -> Archive:
    return file_of(cast)


# ------------------------------------------------------------------------------- asking
@pytest.mark.parametrize("field", ["borrower", "unit", "purpose", "basis"])
@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_who_what_for_and_on_what_basis_are_told(
    cast: Cast, file: Archive, field: str, blank: str
) -> None:
    with pytest.raises(RuleError, match="请写明") as refused:
        asked(file, cast, **{field: blank})
    assert (refused.value.field, refused.value.article) == (field, NINTH)
    assert refused.value.remedy
    assert not Loan.objects.exists()


@pytest.mark.parametrize("form", ["copy", "original"])
def test_only_electronic_lending_names_an_account(cast: Cast, file: Archive, form: str) -> None:
    with pytest.raises(RuleError, match="其他方式不指定账号") as refused:
        asked(file, cast, form=form, account=cast.outsider)
    assert (refused.value.field, refused.value.article) == ("account", NINTH)


def test_electronic_lending_without_an_account_opens_to_nobody_and_is_refused(
    cast: Cast, file: Archive
) -> None:
    with pytest.raises(RuleError, match="应当指定查阅人的账号") as refused:
        asked(file, cast, form="electronic")
    assert refused.value.field == "account"
    assert not AuditEntry.objects.filter(action="loan.request").exists()


@pytest.mark.parametrize("name", ["publisher", "listadmin", "admin"])
def test_an_account_that_may_not_look_at_evidence_is_no_borrower(
    cast: Cast, file: Archive, name: str
) -> None:
    with pytest.raises(RuleError, match="没有查看案卷材料的权限") as refused:
        asked(file, cast, form="electronic", account=cast.people[name])
    assert (refused.value.field, refused.value.article) == ("account", NINTH)


@pytest.mark.parametrize("name", ["officer2", "reviewer", "head", "supervisor", "outsider"])
def test_accounts_of_this_and_other_agencies_may_borrow(
    cast: Cast, file: Archive, name: str
) -> None:
    row = asked(file, cast, form="electronic", account=cast.people[name])
    assert (row.status, row.account) == ("requested", cast.people[name])


@pytest.mark.parametrize(
    ("until", "good"), [(day(3, 27), False), (day(3, 28), True), (day(3, 29), True)]
)
def test_a_loan_ends_on_its_first_day_at_the_earliest(
    cast: Cast, file: Archive, until: date, good: bool
) -> None:
    if good:
        assert asked(file, cast, until=until).until == until
        return
    with pytest.raises(RuleError, match="应还日期不能早于借阅日期") as refused:
        asked(file, cast, until=until)
    assert (refused.value.field, refused.value.article) == ("until", NINTH)


@pytest.mark.parametrize(
    "name", ["reviewer", "publisher", "listadmin", "supervisor", "admin", "outsider"]
)
def test_who_may_not_archive_the_case_enters_no_loan(cast: Cast, file: Archive, name: str) -> None:
    with pytest.raises((PermissionDenied, RuleError)):
        lending.request(file, by=cast.people[name], wish=wish())
    assert not Loan.objects.exists()


@pytest.mark.parametrize("name", ["officer1", "officer2", "unithead"])
def test_handlers_and_the_head_of_the_unit_enter_loans(
    cast: Cast, file: Archive, name: str
) -> None:
    row = lending.request(file, by=cast.people[name], wish=wish())
    assert (row.requested_by, row.status) == (cast.people[name], "requested")


def test_another_officer_of_the_agency_that_does_not_handle_the_case_enters_none(
    cast: Cast, file: Archive
) -> None:
    other = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    assert not cases.is_handler(file.case, other)
    with pytest.raises((PermissionDenied, RuleError)):
        lending.request(file, by=other, wish=wish())


def test_the_log_says_who_borrows_from_where_what_for_and_how(cast: Cast, file: Archive) -> None:
    row = asked(file, cast, form="original")
    entry = AuditEntry.objects.get(action="loan.request")
    assert (entry.object_id, entry.actor_id) == (str(row.pk), cast.officer1.pk)
    for words in ("高试", "市人民法院", "审理案件", "original"):
        assert words in entry.data


# ------------------------------------------------------------------------------- answering
@pytest.mark.parametrize("answer", ["approve", "refuse"])
@pytest.mark.parametrize("role", ["requested", "borrows"])
def test_who_asked_or_borrows_answers_nothing(
    cast: Cast, file: Archive, answer: str, role: str
) -> None:
    by = cast.officer1 if role == "borrows" else cast.unithead
    account = {"account": cast.unithead, "form": "electronic"} if role == "borrows" else {}
    row = lending.request(file, by=by, wish=wish(**account))
    with pytest.raises(RuleError, match="登记人、借阅人以外的人") as refused:
        getattr(lending, answer)(row, by=cast.unithead, on=FROM, opinion="理由")
    assert (refused.value.article, bool(refused.value.remedy)) == (NINTH, True)
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("requested", None)


@pytest.mark.parametrize("answer", ["approve", "refuse"])
@pytest.mark.parametrize(
    "name", ["officer2", "reviewer", "publisher", "listadmin", "supervisor", "admin", "outsider"]
)
def test_only_the_heads_of_the_agency_answer(
    cast: Cast, file: Archive, answer: str, name: str
) -> None:
    row = asked(file, cast)
    with pytest.raises(PermissionDenied):
        getattr(lending, answer)(row, by=cast.people[name], on=FROM, opinion="理由")
    row.refresh_from_db()
    assert row.status == "requested"


def test_the_head_of_another_agency_does_not_answer(cast: Cast, file: Archive) -> None:
    stranger = factories.user("head", cast.other_bureau, username="otherhead", name="外首长")
    with pytest.raises(PermissionDenied):
        lending.approve(asked(file, cast), by=stranger, on=FROM)


@pytest.mark.parametrize("reason", ["", " ", "\t"])
def test_a_refusal_gives_its_reason(cast: Cast, file: Archive, reason: str) -> None:
    row = asked(file, cast)
    with pytest.raises(RuleError, match="不予批准的写明理由") as refused:
        lending.refuse(row, by=cast.unithead, on=FROM, opinion=reason)
    assert (refused.value.field, refused.value.article) == ("opinion", NINTH)
    assert Loan.objects.get().status == "requested"


def test_a_refusal_is_kept_with_its_words_and_logged(cast: Cast, file: Archive) -> None:
    row = lending.refuse(asked(file, cast), by=cast.head, on=FROM, opinion=" 与职责无关。 ")
    kept = Loan.objects.get()
    assert (kept.status, kept.opinion, kept.decided_by) == ("refused", "与职责无关。", cast.head)
    entry = AuditEntry.objects.get(action="loan.refuse", object_id=str(row.pk))
    assert "与职责无关" in entry.data and NINTH in entry.data


def test_an_approval_keeps_who_when_and_what_was_said(cast: Cast, file: Archive) -> None:
    row = lending.approve(asked(file, cast), by=cast.head, on=day(3, 29), opinion=" 同意。 ")
    kept = Loan.objects.get(pk=row.pk)
    assert (kept.decided_by, kept.decided_on, kept.opinion) == (cast.head, day(3, 29), "同意。")
    entry = AuditEntry.objects.get(action="loan.approve")
    assert (entry.actor_id, entry.object_id) == (cast.head.pk, str(row.pk))


@pytest.mark.parametrize(
    ("path", "next_step"),
    [
        (("approve",), "approve"),
        (("approve",), "refuse"),
        (("refuse",), "approve"),
        (("refuse",), "refuse"),
        ((), "give_back"),
        (("refuse",), "give_back"),
        (("approve", "give_back"), "give_back"),
        (("approve", "give_back"), "approve"),
    ],
)
def test_a_step_out_of_turn_is_refused_with_the_state(
    cast: Cast, file: Archive, path: tuple[str, ...], next_step: str
) -> None:
    row = asked(file, cast)
    steps: dict[str, Any] = {
        "approve": lambda: lending.approve(row, by=cast.unithead, on=FROM),
        "refuse": lambda: lending.refuse(row, by=cast.unithead, on=FROM, opinion="无关。"),
        "give_back": lambda: lending.give_back(row, by=cast.officer1, on=FROM),
    }
    for step in path:
        steps[step]()
    before = AuditEntry.objects.count()
    with pytest.raises(StaleError, match="当前状态为") as refused:
        steps[next_step]()
    assert refused.value.remedy
    assert AuditEntry.objects.count() == before


# ------------------------------------------------------------------------------- what is out
@pytest.mark.parametrize("second", ["copy", "electronic"])
def test_copies_and_screens_are_lent_while_the_original_is_out(
    cast: Cast, file: Archive, second: str
) -> None:
    lent(file, cast, form="original")
    account = {"account": cast.outsider} if second == "electronic" else {}
    assert lent(file, cast, form=second, **account).status == "lent"


def test_the_refusal_of_a_second_original_says_who_has_it_until_when(
    cast: Cast, file: Archive
) -> None:
    lent(file, cast, form="original", borrower="甲试", unit="甲局")
    row = asked(file, cast, form="original", borrower="乙试")
    with pytest.raises(RuleError) as refused:
        lending.approve(row, by=cast.head, on=FROM)
    assert "原卷已由甲局甲试借出，应于2026-04-10归还" in refused.value.message
    assert refused.value.article == NINTH
    assert "复制件" in refused.value.remedy
    row.refresh_from_db()
    assert (row.status, row.decided_by_id) == ("requested", None)


def test_originals_of_two_files_are_out_together(cast: Cast, file: Archive) -> None:
    other = file_of(cast, number="20260002")
    lent(file, cast, form="original")
    assert lent(other, cast, form="original").status == "lent"


@pytest.mark.parametrize(
    ("on", "good"), [(day(3, 27), False), (day(3, 28), True), (day(5, 1), True)]
)
def test_nothing_comes_back_before_it_went_out(
    cast: Cast, file: Archive, on: date, good: bool
) -> None:
    row = lent(file, cast, form="original")
    if good:
        assert lending.give_back(row, by=cast.officer2, on=on).returned_on == on
        return
    with pytest.raises(RuleError, match="归还日期不能早于借阅日期2026-03-28") as refused:
        lending.give_back(row, by=cast.officer2, on=on)
    assert (refused.value.field, refused.value.article) == ("on", NINTH)


@pytest.mark.parametrize("name", ["reviewer", "publisher", "supervisor", "outsider"])
def test_only_who_may_archive_takes_it_back(cast: Cast, file: Archive, name: str) -> None:
    row = lent(file, cast, form="original")
    with pytest.raises((PermissionDenied, RuleError)):
        lending.give_back(row, by=cast.people[name], on=UNTIL)
    assert Loan.objects.get().status == "lent"


def test_its_return_is_kept_with_the_state_it_came_in(cast: Cast, file: Archive) -> None:
    row = lent(file, cast, form="original")
    lending.give_back(row, by=cast.officer2, on=UNTIL, note=" 第3页有折痕。 ")
    kept = Loan.objects.get()
    assert (kept.return_note, kept.returned_on) == ("第3页有折痕。", UNTIL)
    assert (kept.received_by, kept.decided_by) == (cast.officer2, cast.unithead)


@pytest.mark.parametrize(
    ("form", "on", "late"),
    [
        ("original", day(4, 9), False),
        ("original", day(4, 10), False),
        ("original", day(4, 11), True),
        ("copy", day(4, 11), True),
        ("electronic", day(4, 11), False),
    ],
)
def test_late_is_what_is_out_on_the_day_after(
    cast: Cast, file: Archive, form: str, on: date, late: bool
) -> None:
    account = {"account": cast.outsider} if form == "electronic" else {}
    row = lent(file, cast, form=form, **account)
    assert (row.late(on), Loan.objects.overdue(on).exists()) == (late, late)
    lending.give_back(row, by=cast.officer1, on=on)
    assert (row.late(on), Loan.objects.overdue(on).exists()) == (False, False)


@pytest.mark.parametrize("status", ["requested", "refused"])
def test_what_never_went_out_is_not_late(cast: Cast, file: Archive, status: str) -> None:
    row = asked(file, cast, form="original")
    if status == "refused":
        lending.refuse(row, by=cast.unithead, on=FROM, opinion="无关。")
    assert not row.late(day(12, 31))
    assert not Loan.objects.overdue(day(12, 31)).exists()


# ------------------------------------------------------------------------------- the database itself
SET = "UPDATE recording_loan SET "


@pytest.mark.parametrize(
    "changes",
    [
        *("what = 'main'", "form = 'original'", "unit = 'x'", "purpose = 'x'", "basis = 'x'"),
        *("starts_on = '2025-01-01'", "until = '2027-01-01'", "requested_by_id = decided_by_id"),
    ],
)
def test_raw_sql_changes_nothing_of_what_was_asked(cast: Cast, file: Archive, changes: str) -> None:
    row = lent(file, cast)
    assert code_of(SET + changes) in ("APPEND_ONLY", "loan_decided_by_another")
    assert vars(Loan.objects.get()).keys() == vars(row).keys()
    assert Loan.objects.get().until == UNTIL


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("lent", "status = 'requested'"),
        ("lent", "status = 'refused'"),
        ("refused", "status = 'lent'"),
        ("returned", "status = 'lent'"),
        ("refused", "opinion = 'x'"),
        ("returned", "return_note = 'x'"),
        ("returned", "returned_on = '2026-12-01'"),
    ],
)
def test_raw_sql_moves_no_loan_along_a_way_that_is_none(
    cast: Cast, file: Archive, state: str, changes: str
) -> None:
    row = asked(file, cast)
    if state in ("lent", "returned"):
        lending.approve(row, by=cast.unithead, on=FROM)
    if state == "returned":
        lending.give_back(row, by=cast.officer1, on=UNTIL)
    if state == "refused":
        lending.refuse(row, by=cast.unithead, on=FROM, opinion="无关。")
    assert code_of(SET + changes) in ("MOVE", "APPEND_ONLY")
    row.refresh_from_db()
    assert row.status == state


@pytest.mark.parametrize("status", ["lent", "refused", "returned"])
def test_raw_sql_answers_no_loan_in_the_name_of_nobody(
    cast: Cast, file: Archive, status: str
) -> None:
    asked(file, cast)
    said = code_of(f"{SET}status = '{status}'")
    assert "loan_decided_by_somebody" in said or said == "MOVE"
    assert Loan.objects.get().status == "requested"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"form": "electronic"}, "loan_electronic_to_account"),
        ({"until": day(3, 1)}, "loan_ends_later"),
        ({"status": "lent"}, "loan_decided_by_somebody|状态|MOVE"),
        ({"status": "returned"}, "loan_decided_by_somebody|状态|MOVE"),
    ],
)
def test_the_database_takes_no_loan_that_the_service_would_not(
    cast: Cast, file: Archive, changes: dict[str, Any], name: str
) -> None:
    values = {**vars(wish()), "archive": file, "requested_by": cast.officer1, **changes}
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Loan.objects.create(**values)
    assert not Loan.objects.exists()


def test_a_loan_goes_with_its_agency(cast: Cast, file: Archive) -> None:
    assert asked(file, cast).agency_id == cast.bureau.pk
