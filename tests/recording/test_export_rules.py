"""Handing out a file: to whom, for what, under which names, and what of it stays in the house."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry, Blob
from enforcement.models import Case
from recording import bag
from recording.models import Access, Archive, Closure, Evidence
from recording.services import export
from tests import factories
from tests.base import Cast
from tests.purposes import told
from tests.recording import bare
from tests.recording.archived import added, file_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NINTH = "国办发〔2018〕118号第九条"


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("services.documents", "services.supplements", "manifest"):
        monkeypatch.setattr(f"recording.{module}.pdf", bare.BlankPages())
    monkeypatch.setattr("core.files.open_blob", lambda blob, **span: iter([b"x"]))


@pytest.fixture
def case(cast: Cast) -> Case:
    row = factories.case(cast.bureau, filed=True)
    bare.paper(row, cast.officer1, "决定", kind="penalty_decision", title="决定书")
    bare.paper(row, cast.officer1, "报告", kind="investigation_report", title="调查终结报告")
    bare.item(row, cast.officer1, "片", title="货架照片", content_type="image/png")
    return row


@pytest.fixture
def file(cast: Cast, case: Case) -> Archive:
    return file_of(cast, case)


def package(file: Archive, cast: Cast, *, name: str = "officer1", purpose: str = "调卷") -> Any:
    """The package, opened."""
    at = timezone.localtime()
    parts = export.package(file, by=cast.people[name], purpose=purpose, at=at)
    return zipfile.ZipFile(io.BytesIO(b"".join(parts)))


def names(file: Archive, cast: Cast) -> list[str]:
    """Names below data/ of the pieces, without the list and the steps."""
    base = f"{file.number}/data/"
    found = (name for name in package(file, cast).namelist() if name.startswith(base))
    lists = (bag.LIST, bag.STEPS, bag.GONE)
    return [name.removeprefix(base) for name in found if not name.endswith(lists)]


# ------------------------------------------------------------------------------- what is in it
def test_a_folder_for_each_volume_holds_its_pieces_by_number(cast: Cast, file: Archive) -> None:
    assert names(file, cast) == [
        *("正卷/001_决定书.pdf", "正卷/002_货架照片.png", "副卷/001_调查终结报告.pdf")
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("现场 照片", "001_现场_照片.png"),
        ("a/../../b", "001_a....b.png"),
        ("照片（一）", "001_照片一.png"),
        ("../..", "001.png"),
        ("！？", "001.png"),
        ("……", "001.png"),
        ("—— ——", "001__.png"),
        (".隐藏.", "001_隐藏.png"),
        ("一\n二", "001_一_二.png"),
        ("长" * 200, f"001_{'长' * 60}.png"),
    ],
)
def test_whatever_a_piece_is_called_it_has_a_name_in_the_package(
    cast: Cast, title: str, name: str
) -> None:
    row = factories.case(cast.bureau, filed=True)
    bare.item(row, cast.officer1, "片", title=title, content_type="image/png")
    assert names(file_of(cast, row), cast) == [f"正卷/{name}"]


def test_pieces_of_one_title_do_not_cover_each_other(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    for no in range(3):
        bare.item(row, cast.officer1, str(no), title="照片", content_type="image/png")
    assert names(file_of(cast, row), cast) == [f"正卷/00{no}_照片.png" for no in (1, 2, 3)]


def test_a_supplementary_volume_has_a_folder_with_papers_pieces_and_list(
    cast: Cast, file: Archive
) -> None:
    row = added(file, cast, "判决书", "！")
    opened = package(file, cast)
    folder = f"{file.number}/data/补充卷1/"
    own = [name for name in opened.namelist() if name.startswith(folder)]
    assert sorted(name.removeprefix(folder) for name in own) == [
        *("000-1_案卷封面补充卷一.pdf", "000-2_卷内目录补充卷一.pdf"),
        *("000-3_卷内备考表补充卷一.pdf", "001_判决书.pdf", "002.pdf", "补充卷清单.json"),
    ]
    info = opened.read(f"{file.number}/bag-info.txt").decode()
    assert f"{export.SUPPLEMENT_SEAL}: {row.manifest_sha256}\n" in info
    kept = json.loads(opened.read(folder + "补充卷清单.json"))
    assert bag.seal_of(kept) == row.manifest_sha256


def test_the_list_in_the_package_has_the_seal_of_the_file(cast: Cast, file: Archive) -> None:
    opened = package(file, cast)
    kept = json.loads(opened.read(f"{file.number}/{bag.LIST}"))
    assert bag.seal_of(kept) == file.manifest_sha256
    info = opened.read(f"{file.number}/bag-info.txt").decode()
    for key, value in (
        ("Source-Organization", file.agency.name),
        ("External-Identifier", file.number),
        ("External-Description", file.case.title),
        ("Sealed-List-SHA256", file.manifest_sha256),
    ):
        assert f"{key}: {value}\n" in info


def test_what_lies_in_the_inner_volume_does_not_go_out(cast: Cast, case: Case) -> None:
    item = Evidence.objects.get(case=case)
    Closure.objects.create(
        case=case, evidence=item, group="trade", reason="配方。", set_by=cast.officer1
    )
    file = file_of(cast, case)
    assert names(file, cast) == ["正卷/001_决定书.pdf", "副卷/001_调查终结报告.pdf"]
    text = package(file, cast).read(f"{file.number}/{bag.LIST}").decode()
    assert "货架照片" not in text and item.blob.sha256 not in text
    assert not AuditEntry.objects.filter(action="evidence.export").exists()


# ------------------------------------------------------------------------------- who and what for
@pytest.mark.parametrize("name", ["reviewer", "head", "supervisor", "publisher", "admin"])
def test_only_who_may_archive_hands_it_out(cast: Cast, file: Archive, name: str) -> None:
    with pytest.raises(PermissionDenied):
        package(file, cast, name=name)
    assert not AuditEntry.objects.filter(action="archive.export").exists()


@pytest.mark.parametrize("purpose", ["", " ", "\n"])
def test_no_file_goes_out_without_a_purpose(cast: Cast, file: Archive, purpose: str) -> None:
    with pytest.raises(RuleError, match="没有写明用途") as refused:
        package(file, cast, purpose=purpose)
    assert (refused.value.field, refused.value.article) == ("purpose", NINTH)
    assert "接收单位" in refused.value.remedy


def test_a_record_sealed_by_law_goes_out_by_its_handlers_only(cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sealed=True)
    case.refresh_from_db()
    file = file_of(cast, case)
    other = factories.account_of(factories.officer(cast.bureau, name="安试三"))
    with pytest.raises(RuleError, match="依法封存") as refused:
        export.package(file, by=other, purpose="调卷", at=timezone.localtime())
    assert refused.value.article == "治安管理处罚法第一百三十六条"
    assert package(file, cast).testzip() is None


def test_evidence_closed_since_stops_who_may_not_see_it(
    cast: Cast, case: Case, file: Archive
) -> None:
    item = Evidence.objects.get(case=case)
    Closure.objects.create(
        case=case, evidence=item, group="trade", reason="配方。", set_by=cast.officer1
    )
    with pytest.raises(RuleError, match="限制查阅") as refused:
        package(file, cast, name="unithead")
    assert refused.value.article == NINTH


@pytest.mark.parametrize("result", ["damaged", "missing"])
def test_a_file_with_a_lost_original_stays(cast: Cast, file: Archive, result: str) -> None:
    item = Evidence.objects.get(case=file.case)
    Blob.objects.filter(pk=item.blob_id).update(check_result=result)
    with pytest.raises(RuleError, match="与归档时的清单不一致") as refused:
        package(file, cast)
    assert refused.value.article == NINTH and "立即报告" in refused.value.remedy


@pytest.mark.parametrize("result", ["damaged", "missing"])
def test_a_lost_piece_of_a_supplementary_volume_is_named(
    cast: Cast, file: Archive, result: str
) -> None:
    row = added(file, cast, "判决书")
    item = row.items.get(paper="")
    Blob.objects.filter(pk=item.blob_id).update(check_result=result)
    with pytest.raises(RuleError, match="“判决书”的原件损坏或者缺失") as refused:
        package(file, cast)
    assert "备份" in refused.value.remedy
    assert not AuditEntry.objects.filter(action="archive.export").exists()


def test_the_log_says_what_went_out_what_for_and_every_original(cast: Cast, file: Archive) -> None:
    package(file, cast, purpose=" 法院调卷〔2026〕3号 ")
    entry = AuditEntry.objects.get(action="archive.export")
    data = json.loads(entry.data)
    assert (data["purpose"], data["seal"]) == ("法院调卷〔2026〕3号", file.manifest_sha256)
    assert data["files"] == 5  # three pieces, the steps and the list
    item = Evidence.objects.get(case=file.case)
    assert AuditEntry.objects.get(action="evidence.export").object_id == str(item.pk)
    access = Access.objects.get(case=file.case, act=Access.Act.EXPORT)
    assert (access.user, access.what) == (cast.officer1, "法院调卷〔2026〕3号")


# ------------------------------------------------------------------------------- pages
def test_the_page_refuses_a_blank_purpose_and_hands_out_nothing(cast: Cast, file: Archive) -> None:
    client = told(cast.client("officer1"), file.case)
    url = reverse("archive-export", args=[file.case_id])
    for purpose in ("", "   "):
        answer = client.post(url, {"purpose": purpose})
        assert answer["Content-Type"].startswith("text/html")
        assert "必填" in answer.content.decode()
    answer = client.post(url, {"purpose": "长" * 201})
    assert "长" * 201 in answer.content.decode()
    assert not AuditEntry.objects.filter(action="archive.export").exists()


def test_the_page_says_why_a_file_that_differs_stays(cast: Cast, file: Archive) -> None:
    bare.item(file.case, cast.officer1, "新", title="后补照片", content_type="image/png")
    client = told(cast.client("officer1"), file.case)
    url = reverse("archive-export", args=[file.case_id])
    said = client.post(url, {"purpose": "法院调卷"}).content.decode()
    assert "与归档时的清单不一致，不能导出" in said and "法院调卷" in said
    page = client.get(reverse("archive-detail", args=[file.case_id])).content.decode()
    assert "后补照片" in page


@pytest.mark.parametrize(("name", "status"), [("reviewer", 403), ("head", 403), ("outsider", 404)])
def test_the_page_of_handing_out_is_for_who_archives(
    cast: Cast, file: Archive, name: str, status: int
) -> None:
    url = reverse("archive-export", args=[file.case_id])
    assert cast.client(name).get(url).status_code == status
    assert cast.client(name).post(url, {"purpose": "调卷"}).status_code == status
