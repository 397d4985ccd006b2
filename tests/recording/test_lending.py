"""The lending register: who has a file, by whose leave, until when, and what is overdue."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from config.desk import files
from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from recording.models import Archive, Loan
from recording.services import lending, printing
from tests import factories
from tests.base import Cast, client_of, day
from tests.recording import bare

pytestmark = pytest.mark.django_db
FROM, UNTIL, ON = day(3, 28), day(4, 10), day(3, 28)


@pytest.fixture
def file(cast: Cast) -> Archive:
    return bare.archive(factories.case(cast.bureau, filed=True), cast.officer1)


def asked(file: Archive, cast: Cast, **changes: Any) -> Loan:
    values: dict[str, Any] = {
        **{"what": "whole", "form": "copy", "borrower": "高试", "unit": "市人民法院"},
        **{"purpose": "审理案件", "basis": "调字3号", "starts_on": FROM, "until": UNTIL},
        **changes,
    }
    return lending.request(file, by=cast.officer1, wish=lending.Wish(**values))


def lent(file: Archive, cast: Cast, **changes: Any) -> Loan:
    return lending.approve(asked(file, cast, **changes), by=cast.unithead, on=ON)


def test_a_loan_is_asked_for_approved_by_another_and_comes_back(cast: Cast, file: Archive) -> None:
    row = lent(file, cast)
    assert (row.status, row.decided_by, row.decided_on) == ("lent", cast.unithead, ON)
    back = lending.give_back(row, by=cast.officer1, on=day(4, 9), note="逐页核对，完整。")
    assert (back.status, back.received_by) == ("returned", cast.officer1)
    actions = AuditEntry.objects.filter(object_id=str(row.pk), action__startswith="loan.")
    assert [entry.action for entry in actions.order_by("pk")] == [
        *("loan.request", "loan.approve", "loan.give_back")
    ]


def test_who_asked_or_borrows_does_not_approve(cast: Cast, file: Archive) -> None:
    row = asked(file, cast, form="electronic", account=cast.unithead)
    with pytest.raises(RuleError, match="登记人、借阅人以外的人"):
        lending.approve(row, by=cast.unithead, on=ON)
    for name in ("officer1", "reviewer", "outsider"):
        with pytest.raises(PermissionDenied):
            lending.approve(row, by=cast.people[name], on=ON)
    with pytest.raises(PermissionDenied):
        lending.request(file, by=cast.reviewer, wish=lending.Wish(**wish_of(row)))
    assert lending.refuse(row, by=cast.head, on=ON, opinion="与职责无关。").status == "refused"


def wish_of(row: Loan) -> dict[str, Any]:
    names = lending.Wish.__dataclass_fields__
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"form": "electronic"}, "account"),
        ({"until": day(3, 27)}, "until"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    cast: Cast, file: Archive, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        asked(file, cast, **changes)
    assert refused.value.field == field
    assert refused.value.article and refused.value.remedy


@pytest.mark.parametrize(
    ("first", "second", "free"),
    [
        ("whole", "main", False),
        ("main", "whole", False),
        ("main", "main", False),
        ("main", "second", True),
    ],
)
def test_a_paper_original_is_out_once(
    cast: Cast, file: Archive, first: str, second: str, free: bool
) -> None:
    held = lent(file, cast, form="original", what=first)
    again = asked(file, cast, form="original", what=second)
    if free:
        assert lending.approve(again, by=cast.head, on=ON).status == "lent"
        return
    with pytest.raises(RuleError, match="原卷已由市人民法院高试借出"):
        lending.approve(again, by=cast.head, on=ON)
    lending.give_back(held, by=cast.officer1, on=ON)
    assert lending.approve(again, by=cast.head, on=ON).status == "lent"


@pytest.mark.parametrize(("on", "late"), [(UNTIL, False), (day(4, 11), True)])
def test_what_is_out_beyond_its_day_is_overdue_on_desk_and_list(
    cast: Cast, file: Archive, on: date, late: bool
) -> None:
    row = lent(file, cast, form="original")
    lent(file, cast, form="electronic", account=cast.outsider)
    assert list(Loan.objects.overdue(on)) == ([row] if late else [])
    assert row.late(on) is late
    desk = files.of(cast.officer1, on)
    assert (desk is not None and "逾期未还" in desk.entries[0].title) is late
    with pytest.raises(RuleError, match="不能早于借阅日期"):
        lending.give_back(row, by=cast.officer1, on=day(3, 27))


def test_the_head_finds_on_the_desk_what_waits_for_leave(cast: Cast, file: Archive) -> None:
    asked(file, cast)
    desk = files.of(cast.unithead, ON)
    assert desk is not None
    assert [entry.step for entry in desk.entries] == ["批准借阅"]
    assert files.of(cast.officer1, ON) is None


@pytest.mark.parametrize(
    ("on", "opens"), [(day(3, 27), False), (FROM, True), (UNTIL, True), (day(4, 11), False)]
)
def test_an_electronic_loan_opens_for_its_borrower_in_its_days_only(
    cast: Cast, file: Archive, on: date, opens: bool
) -> None:
    row = lent(file, cast, form="electronic", account=cast.outsider)
    with pytest.raises(RuleError):
        lending.look(row, by=cast.reviewer, on=on)
    if not opens:
        with pytest.raises(RuleError, match="已经到期"):
            lending.look(row, by=cast.outsider, on=on)
        return
    lending.look(row, by=cast.outsider, on=on)
    entry = AuditEntry.objects.get(action="loan.read")
    assert entry.actor_id == cast.outsider.pk
    lending.give_back(row, by=cast.officer1, on=on)
    with pytest.raises(RuleError):
        lending.look(Loan.objects.get(pk=row.pk), by=cast.outsider, on=on)


def test_a_loan_of_one_volume_shows_that_volume(
    cast: Cast, file: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "volumes": [{"key": "main"}, {"key": "second"}],
        "entries": [{"volume": "main", "id": "1"}, {"volume": "second", "id": "2"}],
    }
    shown: list[Any] = []
    monkeypatch.setattr(printing, "_content", lambda case: told)
    monkeypatch.setattr(printing, "_bound", lambda *given, **named: shown.append((given, named)))
    row = lent(file, cast, form="electronic", account=cast.outsider, what="main")
    printing.print_lent(row, by=cast.outsider, on=ON)
    [(given, named)] = shown
    assert [entry["id"] for entry in given[1]["entries"]] == ["1"]
    assert named == {"supplements_too": False}


def code_of(sql: str) -> str:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(sql)
    found = refusal(refused.value)
    return found[0] if found else str(refused.value)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE recording_loan SET until = '2027-01-01'", "APPEND_ONLY"),
        ("UPDATE recording_loan SET borrower = 'x'", "APPEND_ONLY"),
        ("UPDATE recording_loan SET status = 'requested'", "MOVE"),
        ("DELETE FROM recording_loan", "APPEND_ONLY"),
        ("UPDATE recording_loan SET decided_by_id = requested_by_id", "loan_decided_by_another"),
    ],
)
def test_raw_sql_does_not_change_the_register(
    cast: Cast, file: Archive, sql: str, code: str
) -> None:
    lent(file, cast)
    assert code in code_of(sql)


# ------------------------------------------------------------------------------- pages
def test_the_register_on_its_page(cast: Cast, file: Archive) -> None:
    officer, head = cast.client("officer1"), cast.client("unithead")
    url = reverse("loan-request", args=[file.pk])
    sent = {
        **{"what": "whole", "form": "electronic", "borrower": "外试人", "unit": "交通运输局"},
        **{"purpose": "移送案件办理", "basis": "移送函5号"},
        **{"starts_on": "2026-03-28", "until": "2026-04-10"},
    }
    assert "应当指定查阅人的账号" in officer.post(url, sent).content.decode()
    sent["account"] = str(cast.outsider.pk)
    assert officer.post(url, sent).status_code == 302
    row = Loan.objects.get()
    approve = reverse("loan-approve", args=[row.pk])
    page = reverse("loan-list")
    assert approve in head.get(page).content.decode()
    assert approve not in officer.get(page).content.decode()
    assert head.post(approve, {"on": "2026-03-28"}).status_code == 302
    assert "外试人" in officer.get(page, {"q": "交通运输"}).content.decode()
    assert "外试人" not in officer.get(page, {"q": "别的单位"}).content.decode()
    borrower = client_of(cast.outsider)
    assert file.number in borrower.get(reverse("loan-mine")).content.decode()
    assert "移送案件办理" not in borrower.get(page).content.decode()
    assert head.get(reverse("loan-file", args=[row.pk])).status_code == 404
