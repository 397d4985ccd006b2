"""A new officer and a changed one start the clock of the lists, once, at the agency that answers."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from core import deadlines, tables
from core.errors import RuleError
from core.models import AuditEntry, Deadline
from enforcement.directory import Directory
from enforcement.imports.officers import OfficerImport
from enforcement.models import Agency, Delegation, ListChange, ListVersion, Officer, User
from enforcement.services import announcing, delegations, freshness, list_versions, officers
from tests import factories
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(4, 1)
TWENTIETH, NEXT = day(4, 30), day(5, 6)  # over 清明; the 1st to the 5th of May are free
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def the_first_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are written on ON by the clock of the place, which is still March by that of Greenwich."""
    first, ticks = datetime(2026, 4, 1, 7, 30, tzinfo=CHINA), count()
    monkeypatch.setattr("django.utils.timezone.now", lambda: first + timedelta(seconds=next(ticks)))


def made(cast: Cast, by: User | None = None, name: str = "安试九") -> Officer:
    return officers.create(by=by or cast.listadmin, agency=cast.bureau, name=name, post="科员")


def clock(row: ListChange) -> Deadline:
    return deadlines.for_subject(freshness.SUBJECT, str(row.pk)).get()


def add(cast: Cast) -> None:
    made(cast)


def promote(cast: Cast) -> None:
    officers.update(cast.officers[0], by=cast.listadmin, post="副科长")


def rename(cast: Cast) -> None:
    officers.update(cast.officers[0], by=cast.listadmin, name="新名", unit="二科")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (add, "新增执法人员安试九"),
        (promote, "的职务变动"),
        (rename, "新名的姓名、内设机构变动"),
    ],
)
@pytest.mark.parametrize(("answered", "outcome"), [(TWENTIETH, "met"), (NEXT, "late")])
def test_a_new_or_changed_officer_starts_twenty_working_days(
    cast: Cast, act: Callable[[Cast], None], words: str, answered: date, outcome: str
) -> None:
    act(cast)
    row = ListChange.objects.get()
    assert (row.agency, row.cause, row.changed_on) == (cast.bureau, "officer", ON)
    assert words in row.what
    assert (clock(row).start_on, clock(row).due_on) == (ON, TWENTIETH)
    freshness.settle(row, by=cast.listadmin, on=answered, note="已更新。")
    assert clock(row).outcome == outcome


def test_an_officer_who_moves_starts_it_at_both_agencies(cast: Cast) -> None:
    sub = factories.agency("云溪市市场监督管理局分局", parent=cast.bureau, prefix="分")
    officer = cast.officers[0]
    officers.update(officer, by=cast.listadmin, agency=sub)
    rows = {row.agency: row.what for row in ListChange.objects.all()}
    assert rows == {
        cast.bureau: f"{officer.name}调离",
        sub: f"新增执法人员{officer.name}",
    }


def unchanged(cast: Cast) -> None:
    officers.update(cast.officers[0], by=cast.listadmin, post=cast.officers[0].post)


def account_only(cast: Cast) -> None:
    officers.update(cast.officers[0], by=cast.listadmin, account=None)


def stock(cast: Cast) -> None:
    row = officers.create(agency=cast.bureau, name="安试九", post="科员")
    officers.update(row, post="科长")


def unannounced(cast: Cast) -> None:
    sub = factories.agency("筹备组", parent=cast.bureau, prefix="筹", status="pending")
    row = officers.create(by=cast.listadmin, agency=sub, name="安试九", post="科员")
    officers.update(row, by=cast.listadmin, post="科长")


@pytest.mark.parametrize("act", [unchanged, account_only, stock, unannounced])
def test_what_no_list_shows_starts_nothing(cast: Cast, act: Callable[[Cast], None]) -> None:
    act(cast)
    assert not ListChange.objects.exists()


def test_leaving_and_coming_back_without_a_certificate_starts_it_too(cast: Cast) -> None:
    officer = made(cast)
    ListChange.objects.all().delete()
    officers.set_status(officer, "left", by=cast.listadmin, on=ON)
    officers.set_status(officer, "active", by=cast.listadmin, on=day(4, 2))
    rows = ListChange.objects.order_by("changed_on")
    assert [(row.what, row.changed_on) for row in rows] == [
        ("安试九：已注销", ON),
        ("安试九：在岗", day(4, 2)),
    ]


# --- a sheet is one change ------------------------------------------------------------------------


def sheet(*people: tuple[str, str]) -> list[tables.Sheet]:
    head = ["姓名", "职务", "执法证号", "发证机关", "执法区域", "有效期自", "有效期至"]
    rows = [[n, post, f"YX{n}", "某政府", "某市", "2026-1-1", "2028-12-31"] for n, post in people]
    return tables.read_bytes(tables.xlsx_bytes([head, *rows]))


def bring(cast: Cast, *people: tuple[str, str], dry: bool = False, by: Any = "cast") -> None:
    who = cast.listadmin if by == "cast" else by
    run = OfficerImport(who, cast.bureau, Directory([cast.bureau]), ON)
    run.run(sheet(*people), dry_run=dry)


def test_a_sheet_of_many_officers_starts_one_clock(cast: Cast) -> None:
    people = [(f"安试{name}", "科员") for name in "甲乙丙丁戊"]
    bring(cast, *people, dry=True)
    assert not ListChange.objects.exists()
    bring(cast, *people)
    row = ListChange.objects.get()
    assert row.what == "导入执法人员清单：安试甲、安试乙、安试丙等5人"
    assert clock(row).due_on == TWENTIETH
    bring(cast, *people)
    assert ListChange.objects.count() == 1
    list_versions.publish_all(
        ListVersion.objects.open(), by=cast.head, examined=True, seen={}, on=ON
    )
    bring(cast, ("安试甲", "科长"), *people[1:])
    assert set(ListChange.objects.values_list("what", flat=True)) == {
        row.what,
        "导入执法人员清单：安试甲等1人",
    }


def test_a_sheet_that_a_command_loads_starts_none(cast: Cast) -> None:
    bring(cast, ("安试甲", "科员"), by=None)
    assert not ListChange.objects.exists()


# --- the service itself asks whose row it is ------------------------------------------------------


@pytest.fixture
def stranger(cast: Cast) -> User:
    """The list administrator of another bureau."""
    return factories.user("listadmin", cast.other_bureau, username="listadmin2", name="别处人")


@pytest.fixture
def deed(cast: Cast) -> Delegation:
    return delegations.create(
        delegator=cast.bureau,
        delegate=cast.justice,
        number="甲",
        matters="监督检查",
        powers="日常检查",
        valid_from=day(1, 1),
        valid_to=day(12, 31),
    )


def test_another_agencys_row_is_refused_by_the_service(
    cast: Cast, stranger: User, deed: Delegation
) -> None:
    change = freshness.note(cast.bureau, ListChange.Cause.OFFICER, "甲调离", on=ON)
    officer, card = cast.officers[0], cast.officers[0].certificates.get()
    period: dict[str, Any] = {"valid_from": day(1, 1, 2030), "valid_to": day(1, 1, 2031)}
    named: dict[str, Any] = {"number": "Z1", "issuer": "某政府", "area": "某市"}
    log, rows = AuditEntry.objects.count(), ListChange.objects.count()
    acts: list[Callable[[], object]] = [
        lambda: freshness.settle(change, by=stranger, on=ON, note="已更新。"),
        lambda: announcing.end_deed(deed, by=stranger, on=ON, reason="调整", asked_on=ON),
        lambda: made(cast, stranger),
        lambda: officers.update(officer, by=stranger, post="科长"),
        lambda: officers.update(officer, by=cast.listadmin, agency=cast.other_bureau),
        lambda: officers.set_status(officer, "left", by=stranger, on=ON),
        lambda: officers.certify(officer, by=stranger, **named, **period),
        lambda: officers.end_certificate(card, by=stranger, on=ON, reason="调离"),
    ]
    for act in acts:
        with pytest.raises(RuleError) as caught:
            act()
        assert caught.value.field == "agency" and "不由您维护" in str(caught.value)
    assert (AuditEntry.objects.count(), ListChange.objects.count()) == (log, rows)
    for row in (change, deed, officer, card):
        row.refresh_from_db()
    assert (change.done_on, deed.ended_on, card.ended_on, officer.status) == (
        *(None, None, None),
        "active",
    )


def test_a_deed_is_recorded_by_its_giver_not_by_its_taker(cast: Cast, stranger: User) -> None:
    sides: dict[str, Agency] = {"delegator": cast.bureau, "delegate": cast.other_bureau}
    texts: dict[str, Any] = {"number": "乙", "matters": "监督检查", "powers": "日常检查"}
    period: dict[str, Any] = {"valid_from": day(1, 1), "valid_to": day(12, 31)}
    with pytest.raises(RuleError, match="不由您维护"):
        delegations.create(by=stranger, **sides, **texts, **period)
    row = delegations.create(by=cast.listadmin, **sides, **texts, **period)
    with pytest.raises(RuleError, match="不由您维护"):
        announcing.end_deed(row, by=stranger, on=ON, reason="调整", asked_on=ON)
    announcing.end_deed(row, by=cast.listadmin, on=ON, reason="调整", asked_on=ON)
    row.refresh_from_db()
    assert row.ended_on == ON


def test_an_agency_below_the_own_one_is_the_account_s_and_the_right_is_still_asked_for(
    cast: Cast,
) -> None:
    sub = factories.agency("云溪市市场监督管理局分局", parent=cast.bureau, prefix="分")
    row = freshness.note(sub, ListChange.Cause.OFFICER, "甲调离", on=ON)
    with pytest.raises(PermissionDenied):
        freshness.settle(row, by=cast.head, on=ON, note="已更新。")
    assert freshness.settle(row, by=cast.listadmin, on=ON, note="已更新。").done_on == ON
