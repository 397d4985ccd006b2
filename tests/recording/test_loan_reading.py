"""Electronic lending: what the borrower reads, in the days of the loan and as far as it goes."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import inner_volume
from recording.models import Access, AccessGrant, Archive, Closure, Evidence, Loan
from recording.services import lending, printing
from tests import factories
from tests.base import Cast, client_of, day
from tests.recording import bare
from tests.recording.archived import FROM, UNTIL, added, asked, file_of, lent

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NINTH = "国办发〔2018〕118号第九条"


class Bound:
    """Stands in the place of the engine that binds: remembers the sheets."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.pages: list[int] = []

    def bind(self, sheets: list[Any], file: io.BufferedRandom) -> None:
        self.titles = [sheet.title for sheet in sheets]
        self.pages = [sheet.first for sheet in sheets]
        file.write(b"%PDF-1.4")

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        return bare.BlankPages().render(template, context)


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> Bound:
    found = Bound()
    monkeypatch.setattr(printing, "pdf", found)
    for module in ("services.documents", "services.supplements", "manifest"):
        monkeypatch.setattr(f"recording.{module}.pdf", bare.BlankPages())
    monkeypatch.setattr("core.files.read_bytes", lambda blob: b"%PDF-1.4")
    monkeypatch.setattr("core.files.open_blob", lambda blob, **span: iter([b"%PDF-1.4"]))
    return found


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with a decision, a photograph and an internal paper."""
    row = factories.case(cast.bureau, filed=True)
    bare.paper(row, cast.officer1, "决定", kind="penalty_decision", title="决定书", pages=2)
    bare.item(row, cast.officer1, "片", title="货架照片", content_type="image/png")
    bare.paper(row, cast.officer1, "报告", kind="investigation_report", title="调查终结报告")
    return row


@pytest.fixture
def file(cast: Cast, case: Case) -> Archive:
    return file_of(cast, case)


def electronic(file: Archive, cast: Cast, **changes: Any) -> Loan:
    return lent(file, cast, form="electronic", **{"account": cast.outsider, **changes})


def pieces(bound: Bound) -> list[str]:
    """Titles of the numbered sheets without their numbers."""
    pairs = zip(bound.titles, bound.pages, strict=True)
    return [title.partition(" ")[2] for title, first in pairs if first]


# ------------------------------------------------------------------------------- what is shown
@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("whole", ["决定书", "货架照片", "调查终结报告"]),
        ("main", ["决定书", "货架照片"]),
        ("second", ["调查终结报告"]),
    ],
)
def test_the_borrower_reads_the_volumes_that_were_lent(
    cast: Cast, file: Archive, bound: Bound, what: str, shown: list[str]
) -> None:
    row = electronic(file, cast, what=what)
    printing.print_lent(row, by=cast.outsider, on=FROM)
    assert pieces(bound) == shown


@pytest.mark.parametrize(("what", "count"), [("whole", 4), ("main", 2), ("second", 1)])
def test_supplementary_volumes_go_with_the_whole_file_only(
    cast: Cast, file: Archive, bound: Bound, what: str, count: int
) -> None:
    added(file, cast, "判决书")
    row = electronic(file, cast, what=what)
    printing.print_lent(row, by=cast.outsider, on=FROM)
    assert len(pieces(bound)) == count
    assert ("判决书" in pieces(bound)) is (what == "whole")


def test_what_lies_in_the_inner_volume_is_never_lent(cast: Cast, case: Case, bound: Bound) -> None:
    item = Evidence.objects.get(case=case)
    closed(item, cast)
    file = file_of(cast, case)
    assert file.manifest["inner"]["pieces"] == 1
    row = electronic(file, cast)
    printing.print_lent(row, by=cast.outsider, on=FROM)
    assert pieces(bound) == ["决定书", "调查终结报告"]
    assert not AuditEntry.objects.filter(action="evidence.read").exists()


def closed(item: Evidence | None, cast: Cast, case: Case | None = None) -> Closure:
    found = case or (item.case if item else None)
    assert found is not None
    return Closure.objects.create(
        case=found, evidence=item, group="trade", reason="配方。", set_by=cast.officer1
    )


@pytest.mark.parametrize("whole", [False, True])
def test_evidence_closed_after_sealing_is_not_read_by_a_loan(
    cast: Cast, case: Case, file: Archive, bound: Bound, *, whole: bool
) -> None:
    row = electronic(file, cast)
    item = Evidence.objects.get(case=case)
    closed(None if whole else item, cast, case)
    with pytest.raises(RuleError, match="归档后限制查阅的证据") as refused:
        printing.print_lent(row, by=cast.outsider, on=FROM)
    assert refused.value.article == NINTH and "授权" in refused.value.remedy
    assert bound.titles == []
    assert not AuditEntry.objects.filter(action="loan.read").exists()


def test_a_grant_for_the_class_opens_it_to_the_borrower_again(
    cast: Cast, case: Case, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast)
    closed(Evidence.objects.get(case=case), cast)
    AccessGrant.objects.create(
        case=case,
        group="trade",
        person=cast.outsider,
        purpose="办案",
        ends_at=timezone.now() + timedelta(days=3),
        granted_by=cast.head,
    )
    printing.print_lent(row, by=cast.outsider, on=FROM)
    assert "货架照片" in pieces(bound)


def test_a_handler_borrows_what_is_closed_to_others(
    cast: Cast, case: Case, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast, account=cast.officer2)
    closed(Evidence.objects.get(case=case), cast)
    printing.print_lent(row, by=cast.officer2, on=FROM)
    assert "货架照片" in pieces(bound)
    inner_volume.assert_lendable(file, cast.officer1)


# ------------------------------------------------------------------------------- when and by whom
@pytest.mark.parametrize(
    ("on", "opens"),
    [
        *((day(3, 27), False), (FROM, True), (day(4, 1), True), (UNTIL, True)),
        *((day(4, 11), False), (day(12, 31), False), (date(2025, 3, 28), False)),
    ],
)
def test_a_loan_opens_from_its_first_to_its_last_day(
    cast: Cast, file: Archive, on: date, opens: bool
) -> None:
    row = electronic(file, cast)
    assert row.open(on) is opens
    if opens:
        assert lending.look(row, by=cast.outsider, on=on) == row
        return
    with pytest.raises(RuleError, match="已经到期") as refused:
        lending.look(row, by=cast.outsider, on=on)
    assert refused.value.article == NINTH and "重新申请" in refused.value.remedy


@pytest.mark.parametrize("name", ["officer1", "unithead", "head", "reviewer", "supervisor"])
def test_a_loan_opens_to_its_borrower_and_to_nobody_else(
    cast: Cast, file: Archive, name: str
) -> None:
    row = electronic(file, cast)
    with pytest.raises(RuleError):
        lending.look(row, by=cast.people[name], on=FROM)
    assert not AuditEntry.objects.filter(action="loan.read").exists()


@pytest.mark.parametrize("state", ["requested", "refused", "returned"])
def test_a_loan_that_is_not_out_opens_to_nobody(cast: Cast, file: Archive, state: str) -> None:
    row = asked(file, cast, form="electronic", account=cast.outsider)
    if state == "refused":
        lending.refuse(row, by=cast.unithead, on=FROM, opinion="无关。")
    if state == "returned":
        lending.approve(row, by=cast.unithead, on=FROM)
        lending.give_back(row, by=cast.officer1, on=FROM)
    assert not row.open(FROM)
    with pytest.raises(RuleError, match="已经收回"):
        lending.look(row, by=cast.outsider, on=FROM)


@pytest.mark.parametrize("form", ["copy", "original"])
def test_a_loan_on_paper_opens_nothing_on_a_screen(cast: Cast, file: Archive, form: str) -> None:
    row = lent(file, cast, form=form)
    assert not row.open(FROM)
    with pytest.raises(RuleError):
        lending.look(row, by=cast.outsider, on=FROM)


# ------------------------------------------------------------------------------- on record
def test_each_opening_is_logged_with_the_loan_the_file_and_every_original(
    cast: Cast, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast)
    for _ in range(2):
        printing.print_lent(row, by=cast.outsider, on=FROM)
    log = AuditEntry.objects.filter(actor_id=cast.outsider.pk)
    for action, count in (("loan.read", 2), ("case.read", 2), ("evidence.read", 2)):
        assert log.filter(action=action).count() == count, action
    assert log.filter(action="document.read").count() == 4
    assert file.number in log.filter(action="loan.read")[0].data


def test_an_opening_leaves_its_trace_in_the_record_of_accesses(
    cast: Cast, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast)
    printing.print_lent(row, by=cast.outsider, on=FROM)
    found = Access.objects.filter(case=file.case, user=cast.outsider, act=Access.Act.PRINT)
    assert found.count() == 2  # the file as a whole, and the photograph
    notes = set(found.values_list("purpose", "note"))
    assert notes == {("other", f"电子借阅：{row.purpose}（{row.basis}）")}, "never 未说明"


# ------------------------------------------------------------------------------- pages
def current(**changes: Any) -> dict[str, Any]:
    """A loan that runs today."""
    today = timezone.localdate()
    return {"starts_on": today, "until": today, **changes}


def test_the_borrower_opens_the_file_from_the_own_page(
    cast: Cast, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast, **current())
    url = reverse("loan-file", args=[row.pk])
    client = client_of(cast.outsider)
    page = client.get(reverse("loan-mine")).content.decode()
    assert url in page and "可以查看" in page
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"  # type: ignore[attr-defined]  # a stream


@pytest.mark.parametrize("name", ["officer1", "unithead", "head", "reviewer", "supervisor"])
def test_the_address_of_a_lent_file_does_not_exist_for_others(
    cast: Cast, file: Archive, name: str
) -> None:
    row = electronic(file, cast, **current())
    assert cast.client(name).get(reverse("loan-file", args=[row.pk])).status_code == 404


def test_after_its_day_the_page_says_what_to_do_and_offers_no_way(
    cast: Cast, file: Archive, bound: Bound
) -> None:
    row = electronic(file, cast)
    client, url = client_of(cast.outsider), reverse("loan-file", args=[row.pk])
    page = client.get(reverse("loan-mine")).content.decode()
    assert file.number in page and url not in page
    answer = client.get(url)
    assert 400 <= answer.status_code < 500
    assert "重新申请借阅" in answer.content.decode()
    assert bound.titles == []


def test_the_own_page_is_empty_for_who_borrowed_nothing(cast: Cast, file: Archive) -> None:
    electronic(file, cast, **current())
    page = cast.client("publisher").get(reverse("loan-mine")).content.decode()
    assert "没有借给您的电子案卷" in page
    assert file.number not in page


def test_the_borrower_sees_the_lent_file_and_not_the_case(cast: Cast, file: Archive) -> None:
    electronic(file, cast, **current())
    client = client_of(cast.outsider)
    for name in ("archive-detail", "case-print", "archive-manifest", "archive-inner"):
        assert client.get(reverse(name, args=[file.case_id])).status_code == 404
