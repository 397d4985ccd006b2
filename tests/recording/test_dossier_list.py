"""Taking the list of all material about an organisation out: as a paper, as a table, on record."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import pdf, tables
from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import file_papers
from recording.dossier import Wanted
from recording.models import Access
from recording.services import dossier as service
from tests.base import Cast
from tests.recording.test_dossier import filled, row, scope

__all__ = ["row"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    seen: list[dict[str, Any]] = []

    def render(template: str, context: dict[str, Any]) -> bytes:
        seen.append(context)
        return b"%PDF-1.4 a list"

    monkeypatch.setattr(pdf, "render", render)
    yield seen


def test_the_printed_list_says_whose_what_for_and_every_line(
    cast: Cast, row: Case, printed: list[dict[str, Any]]
) -> None:
    filled(row, cast.officer1)
    url = reverse("party-export", args=[row.party_id])
    given = {"group": "document", "year": "2024", "purpose": "准备现场检查", "form": "pdf"}
    answer = cast.client("officer1").post(url, given)
    assert (
        answer["Content-Type"] == "application/pdf"
        and "attachment" in answer["Content-Disposition"]
    )
    [paper] = printed
    fields = dict(paper["fields"])
    assert fields["执法对象"] == row.party.name and fields["用途"] == "准备现场检查"
    assert (fields["材料种类"], fields["年度"], fields["件数"]) == ("文书", "2024年", "1件")
    assert paper["rows"] == [["1", "2024-05-06", "文书", "询问笔录0", "1 页", row.number]]
    [entry] = AuditEntry.objects.filter(action="party.export")
    assert "准备现场检查" in entry.data and '"lines":1' in entry.data


def test_the_table_is_chinese_whatever_the_language_of_the_account(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    client = cast.client("officer1")
    client.cookies["django_language"] = "en"
    url = reverse("party-export", args=[row.party_id])
    answer = client.post(url, {"purpose": "案件讨论", "form": "xlsx"})
    assert ZipFile(io.BytesIO(answer.content)).testzip() is None
    [sheet] = tables.read_bytes(answer.content)
    assert sheet.name == "执法对象档案" and sheet.rows[0][1] == file_papers.OF_DOSSIER
    assert len(sheet.rows) == 12
    assert {cells[2] for _no, cells in sheet.rows[1:]} >= {"文书", "证据和音像资料", "送达"}
    assert Access.objects.filter(act="search").count() == 1


@pytest.mark.parametrize("purpose", ["", "   "])
def test_without_a_purpose_nothing_leaves(cast: Cast, row: Case, purpose: str) -> None:
    url = reverse("party-export", args=[row.party_id])
    answer = cast.client("officer1").post(url, {"purpose": purpose, "form": "xlsx"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    with pytest.raises(RuleError, match="没有写明用途") as refused:
        service.export(scope(row, cast.officer1), Wanted(), form="xlsx", purpose=purpose)
    assert refused.value.field == "purpose"
    assert not AuditEntry.objects.filter(action="party.export").exists()


def test_a_list_too_long_for_a_paper_is_refused_with_what_to_do(
    cast: Cast, row: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(row, cast.officer1)
    monkeypatch.setitem(service.MOST, "pdf", 3)
    url = reverse("party-export", args=[row.party_id])
    text = cast.client("officer1").post(url, {"purpose": "讨论", "form": "pdf"}).content.decode()
    assert "材料超过3件" in text and "分次导出" in text
    assert not AuditEntry.objects.filter(action="party.export").exists()


def test_who_may_open_no_evidence_takes_no_list_out(cast: Cast, row: Case) -> None:
    with pytest.raises(PermissionDenied):
        service.export(scope(row, cast.publisher), Wanted(), form="xlsx", purpose="查看")


def test_the_form_begins_with_the_filter_of_the_page(cast: Cast, row: Case) -> None:
    filled(row, cast.officer1)
    client = cast.client("officer1")
    page_of = client.get(
        reverse("party-detail", args=[row.party_id]), {"group": "document", "year": "2024"}
    ).content.decode()
    link = f"{reverse('party-export', args=[row.party_id])}?group=document&amp;year=2024"
    assert link in page_of
    text = client.get(link.replace("&amp;", "&")).content.decode()
    assert '<option value="document" selected' in text and '<option value="2024" selected' in text
