"""The pages of public files: upload, areas typed or drawn, side by side, and what is told on them."""

import io
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry
from disclosure.models import Publication, PublicFile
from disclosure.public_file_forms import PageForm
from disclosure.services import public_files
from tests import factories
from tests.base import Cast
from tests.disclosure import leaky

pytestmark = pytest.mark.django_db
ROW = {"x": "10", "y": "20.5", "w": "30", "h": "5", "why": "PERSON"}
AREA = {"x": 1000, "y": 2050, "w": 3000, "h": 500, "why": "PERSON"}


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return factories.published(cast.bureau)


@pytest.fixture
def publisher(cast: Cast) -> Client:
    return cast.client("publisher")


@pytest.fixture
def row(cast: Cast, shown: Publication) -> PublicFile:
    upload = SimpleUploadedFile("1.pdf", leaky.pdf())
    return public_files.take(shown, by=cast.publisher, upload=upload, label="决定书扫描件")


def row_of_two(cast: Cast, shown: Publication) -> PublicFile:
    """A file of two pages."""
    whole = pypdfium2.PdfDocument.new()
    for _page in range(2):
        whole.import_pages(pypdfium2.PdfDocument(leaky.pdf()))
    out = io.BytesIO()
    whole.save(out)
    upload = SimpleUploadedFile("2.pdf", out.getvalue())
    return public_files.take(shown, by=cast.publisher, upload=upload, label="两页")


def typed(*rows: dict[str, str], drawn: str = "") -> dict[str, str]:
    """What the form of a page sends."""
    sent = {"area-TOTAL_FORMS": str(len(rows)), "area-INITIAL_FORMS": "0", "drawn": drawn}
    for number, one in enumerate(rows):
        sent |= {f"area-{number}-{name}": value for name, value in one.items()}
    return sent


def text_of(answer: Any) -> str:
    assert answer.status_code in (200, 422)
    return str(answer.content.decode())


# ------------------------------------------------------------------------------ upload
def test_a_publisher_uploads_and_is_led_to_the_first_page(
    shown: Publication, publisher: Client
) -> None:
    url = reverse("public-file-list", args=[shown.pk])
    assert "还没有附件" in text_of(publisher.get(url))
    sent = {"label": "决定书扫描件", "file": SimpleUploadedFile("a.pdf", leaky.under_a_box())}
    answer = publisher.post(url, sent)
    row = PublicFile.objects.get()
    assert answer["Location"] == reverse("public-file-cover", args=[row.pk, 1])
    page = text_of(publisher.get(answer["Location"]))
    assert 'value="ID_CARD" selected' in page, "what the text gives away is marked already"
    assert "附件1：决定书扫描件" in text_of(publisher.get(url))


def test_what_is_refused_keeps_the_name_that_was_typed(
    shown: Publication, publisher: Client
) -> None:
    url = reverse("public-file-list", args=[shown.pk])
    data = leaky.office({"xl/workbook.xml": '<sheet state="hidden"/>'})
    page = text_of(publisher.post(url, {"label": "明细", "file": SimpleUploadedFile("a", data)}))
    assert "隐藏工作表" in page and 'value="明细"' in page
    assert not PublicFile.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"label": "明细"}, {"label": "明\0细"}])
def test_a_form_that_is_not_whole_is_asked_again(
    shown: Publication, publisher: Client, sent: dict[str, str]
) -> None:
    page = text_of(publisher.post(reverse("public-file-list", args=[shown.pk]), sent))
    assert "aria-invalid" in page
    assert not PublicFile.objects.exists()


def test_a_withdrawn_decision_offers_no_upload(cast: Cast, publisher: Client) -> None:
    row = factories.published(cast.bureau)
    url = reverse("public-file-list", args=[row.pk])
    assert "上传附件" in text_of(publisher.get(url))
    Publication.objects.filter(pk=row.pk).update(status="withdrawn", public_reason="被撤销。")
    assert "上传附件" not in text_of(publisher.get(url))


# ------------------------------------------------------------------------------ areas
def test_areas_that_were_typed_are_kept(row: PublicFile, publisher: Client) -> None:
    url = reverse("public-file-cover", args=[row.pk, 1])
    empty = {"x": "", "y": "", "w": "", "h": "", "why": "ID_CARD"}
    answer = publisher.post(url, typed(ROW, empty))
    assert answer["Location"] == reverse("public-file-detail", args=[row.pk])
    row.refresh_from_db()
    assert row.areas == [[AREA]]
    assert AuditEntry.objects.filter(action="publicfile.mark").count() == 1
    assert 'value="10.00"' in text_of(publisher.get(url)), "and shown again"


def test_all_areas_of_a_page_can_be_taken_away(row: PublicFile, publisher: Client) -> None:
    url = reverse("public-file-cover", args=[row.pk, 1])
    publisher.post(url, typed(ROW))
    publisher.post(url, typed())
    row.refresh_from_db()
    assert row.areas == [[]]


def test_the_next_page_follows(cast: Cast, shown: Publication, publisher: Client) -> None:
    row = row_of_two(cast, shown)
    first = reverse("public-file-cover", args=[row.pk, 1])
    assert "保存，看下一页" in text_of(publisher.get(first))
    second = publisher.post(first, typed(ROW))["Location"]
    assert second == reverse("public-file-cover", args=[row.pk, 2])
    assert "第 2 页" in text_of(publisher.get(second))
    assert publisher.get(reverse("public-file-cover", args=[row.pk, 3])).status_code == 404
    assert publisher.get(reverse("public-file-cover", args=[row.pk, 0])).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"w": "0.1"}, "区域太小"),
        ({"x": "90"}, "超出页面"),
        ({"h": "95"}, "超出页面"),
        ({"w": ""}, "遮盖区域 1"),
        ({"y": "上面"}, "遮盖区域 1"),
        ({"x": "-3"}, "遮盖区域 1"),
        ({"x": "NaN"}, "遮盖区域 1"),
        ({"why": "NOTHING"}, "遮盖区域 1"),
        ({"x": "1\0"}, "遮盖区域 1"),
    ],
)
def test_a_wrong_area_is_told_and_stays_typed(
    row: PublicFile, publisher: Client, change: dict[str, str], words: str
) -> None:
    before = row.areas
    page = text_of(
        publisher.post(reverse("public-file-cover", args=[row.pk, 1]), typed({**ROW, **change}))
    )
    assert words in page
    assert 'value="20.5"' in page or "y" in change
    row.refresh_from_db()
    assert row.areas == before


@pytest.mark.parametrize("sent", [{}, {"area-TOTAL_FORMS": "x"}, {"area-TOTAL_FORMS": "5000"}])
def test_a_form_without_its_rows_is_no_failure(
    row: PublicFile, publisher: Client, sent: dict[str, str]
) -> None:
    before = row.areas
    text_of(publisher.post(reverse("public-file-cover", args=[row.pk, 1]), sent))
    row.refresh_from_db()
    assert row.areas == before


def test_what_is_shown_is_what_is_sent_back() -> None:
    form = PageForm(areas=[AREA])
    shown = {name: str(form.rows.forms[0][name].value()) for name in ROW}
    again = PageForm(typed(shown), areas=[])
    assert again.is_valid()
    assert again.areas() == [AREA]


# ------------------------------------------------------------------------------ side by side
def test_the_whole_way_by_pages(cast: Cast, row: PublicFile, publisher: Client) -> None:
    detail = reverse("public-file-detail", args=[row.pk])
    assert "制作公开副本" in text_of(publisher.get(detail))
    publisher.post(reverse("public-file-make", args=[row.pk]), {"sent": "1"})
    assert "后台正在制作" in text_of(publisher.get(detail))
    public_files.make_waiting()
    made = text_of(publisher.get(detail))
    assert "?copy" in made and "退回遮盖" in made
    cover = publisher.get(reverse("public-file-cover", args=[row.pk, 1]))
    assert cover["Location"] == detail, "the areas are settled"
    path, second = reverse("public-file-approve", args=[row.pk]), cast.client("publisher2")
    seen = second.get(path).context["form"]["seen"].value()
    refused = publisher.post(path, {"examined": "on", "seen": seen})
    assert "不得审批" in text_of(refused)
    assert "请先进行保密审查" in text_of(second.post(path, {"seen": seen}))
    second.post(path, {"examined": "on", "seen": seen})
    row.refresh_from_db()
    assert (row.status, row.approved_by) == ("approved", cast.publisher2)
    publisher.post(reverse("public-file-return", args=[row.pk]), {"reason": "漏遮了一处。"})
    told = text_of(publisher.get(detail))
    assert "漏遮了一处。" in told and "待遮盖" in told


@pytest.mark.parametrize("name", ["public-file-return", "public-file-drop"])
def test_taking_back_asks_for_a_reason(row: PublicFile, publisher: Client, name: str) -> None:
    public_files.cover(row, by=row.uploaded_by)
    public_files.make_waiting()
    page = text_of(publisher.post(reverse(name, args=[row.pk]), {"reason": " "}))
    assert "aria-invalid" in page
    assert PublicFile.objects.get().status == "made"


def test_a_look_at_the_original_is_on_the_log(row: PublicFile, publisher: Client) -> None:
    url = reverse("public-file-page", args=[row.pk, 1])
    answer = publisher.get(url)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    reads = AuditEntry.objects.filter(action="publicfile.read", object_id=str(row.pk))
    assert reads.count() == 1
    assert publisher.get(f"{url}?copy").status_code == 404, "there is none yet"
    assert publisher.get(reverse("public-file-page", args=[row.pk, 2])).status_code == 404


def test_the_copy_is_looked_at_without_a_trace_of_the_original(
    row: PublicFile, publisher: Client
) -> None:
    public_files.cover(row, by=row.uploaded_by)
    public_files.make_waiting()
    answer = publisher.get(reverse("public-file-page", args=[row.pk, 1]), {"copy": ""})
    assert answer.content[:2] == b"\xff\xd8"
    assert not AuditEntry.objects.filter(action="publicfile.read", object_id=str(row.pk)).exists()


def test_a_sealed_case_has_no_files(cast: Cast, publisher: Client) -> None:
    waiting = factories.duty(factories.served(cast.bureau))
    assert waiting.decision is not None
    case = waiting.decision.case
    url = reverse("public-file-list", args=[waiting.pk])
    assert publisher.get(url).status_code == 200
    type(case).objects.filter(pk=case.pk).update(sealed=True)
    assert publisher.get(url).status_code == 404
