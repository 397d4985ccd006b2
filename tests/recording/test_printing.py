"""The whole file of a case as one PDF: cover, catalogue, every sheet in order, with its number."""

import base64
import io
from datetime import datetime

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageOps

from core import pdf
from core.errors import RuleError
from core.models import AuditEntry
from core.pdf import Sheet
from core.pdf_outline import Bookmark, outlined
from enforcement.models import Case, Officer
from enforcement.services import simple_report
from recording import manifest
from recording.models import Document, Evidence
from recording.services import archive, evidence, printing, steps, visits
from tests import factories
from tests.base import Cast, client_of, day
from tests.purposes import told

pytestmark = pytest.mark.django_db
ON = day(3, 16)
FILED = day(3, 4)


def recorded(cast: Cast) -> Case:
    """A filed case with two records, the second of several pages."""
    case = factories.case(cast.bureau, on=ON, filed=True)
    for kind, text in (("inquiry", "问答。"), ("site_inspection", "现场情况如下。\n" * 60)):
        steps.record(
            case,
            by=cast.officer1,
            kind=kind,
            at=factories.at(FILED),
            text=text,
            officers=cast.officers,
        )
    return case


def pages_of(client: Client, case: Case) -> list[str]:
    """The words of each page without blanks."""
    answer = client.get(reverse("case-print", args=[case.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a FileResponse
    return ["".join(page.split()) for page in pdf.text(data).split("\f")]


def attach(cast: Cast, case: Case, name: str, content: bytes) -> None:
    """An item of documentary evidence."""
    evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(content),
        file_name=name,
        kind="documentary",
        media="document",
        title=name.partition(".")[0],
        stage="investigation",
        at=factories.at(FILED),
    )


def picture(width: int, height: int) -> bytes:
    """A photograph of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (90, 140, 200)).save(file, "PNG")
    return file.getvalue()


def test_cover_and_catalogue_come_before_the_sheets_in_the_order_of_the_file(cast: Cast) -> None:
    case = recorded(cast)
    attach(cast, case, "货架照片.png", picture(320, 240))

    cover, catalogue, *sheets, notes = pages_of(cast.client("officer1"), case)

    assert "卷内备考表" in notes
    for words in ("案卷封面", case.number, case.party.name, "尚未归档", "安试一", "未结案"):
        assert words in cover
    for row in manifest.entries(case):
        assert row["title"] in catalogue or row["type"] == "step"
    assert len(sheets) == manifest.pages(manifest.entries(case))
    for row in manifest.entries(case):
        if row["type"] != "step":
            assert row["title"] in sheets[row["first"] - 1]
    # The number lies in the corner, above everything else of the page.
    assert [sheet.endswith(str(n)) for n, sheet in enumerate(sheets, 1)] == [True] * len(sheets)


def test_a_paper_of_evidence_is_bound_as_it_is(cast: Cast) -> None:
    case = recorded(cast)
    two = pdf.join([pdf.render("documents/letter.html", {"title": "外来件"})] * 2)
    attach(cast, case, "鉴定报告.pdf", two)

    sheets = pages_of(cast.client("officer1"), case)[2:-1]

    assert [page.count("外来件") for page in sheets[-2:]] == [1, 1]
    assert sheets[-1].endswith(str(len(sheets)))


def test_every_original_in_it_is_logged_as_read(cast: Cast) -> None:
    case = recorded(cast)
    attach(cast, case, "货架照片.png", picture(32, 24))

    visits.begin(case, by=cast.reviewer, purpose="review", at=timezone.now())

    pages_of(told(cast.client("reviewer"), case), case)

    read = AuditEntry.objects.filter(actor_id=cast.reviewer.pk)
    assert read.get(action="case.read", object_id=str(case.pk)).data == (
        '{"pieces":4,"purpose":"review","what":"file"}'
    )
    papers = set(read.filter(action="document.read").values_list("object_id", flat=True))
    assert papers == {str(key) for key in Document.objects.values_list("pk", flat=True)}
    assert read.filter(action="evidence.read").count() == 1


def test_a_sealed_file_is_printed_with_the_cover_it_was_sealed_with(cast: Cast) -> None:
    served = factories.served(cast.bureau, on=ON, procedure="simple")
    steps.record(
        served.case,
        by=cast.officer1,
        kind="performance",
        at=factories.at(day(3, 17)),
        text="当事人已当场改正。",
        officers=cast.officers,
    )
    factories.pay(served, on=day(3, 17))
    simple_report.report(served, by=cast.officer1, on=day(3, 17), receiver="法制科")
    case = archive.close_case(served.case, by=cast.officer1, on=day(3, 25), ground="executed")
    sealed = archive.seal(case, by=cast.officer1, on=day(3, 27))

    cover, catalogue, *rest = pages_of(cast.client("officer1"), case)

    assert sealed.number in cover
    assert "尚未归档" not in cover
    assert sealed.manifest_sha256 in catalogue
    main, second = (volume["pages"] for volume in sealed.manifest["volumes"])
    assert len(rest) == sealed.pages + 1 + 3  # the notes of one volume, all papers of the other
    assert "当场行政处罚决定书" in rest[0]
    assert [page.endswith(str(n)) for n, page in enumerate(rest[:main], 1)] == [True] * main
    assert "卷内备考表（正卷）" in rest[main]
    assert "案卷封面（副卷）" in rest[main + 1]
    assert "结案审批表" in rest[main + 3] and rest[main + 3].endswith("1")


def test_a_case_without_papers_has_nothing_to_print(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    client = cast.client("officer1")
    answer = client.get(reverse("case-print", args=[case.pk]))
    assert answer.status_code == 409
    assert "还没有可以打印的文书" in answer.content.decode()
    assert "打印全卷" not in client.get(reverse("case-record", args=[case.pk])).content.decode()


def test_a_file_too_large_is_refused_before_anything_is_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = recorded(cast)
    monkeypatch.setattr(printing, "MOST_BYTES", 1 << 10)
    with pytest.raises(RuleError, match="超过一次打印的上限"):
        printing.print_file(case, by=cast.officer1, on=ON)
    assert not AuditEntry.objects.filter(action="document.read").exists()


@pytest.mark.parametrize(("name", "may"), [("officer1", True), ("head", True), ("reviewer", False)])
def test_a_record_sealed_by_law_is_printed_by_handlers_and_heads_only(
    cast: Cast, name: str, may: bool
) -> None:
    case = recorded(cast)
    Case.objects.filter(pk=case.pk).update(sealed=True)
    client, url = told(cast.client(name), case), reverse("case-print", args=[case.pk])

    answer = client.get(url)

    assert answer.status_code == (200 if may else 409)
    page = client.get(reverse("case-record", args=[case.pk])).content.decode()
    assert ("打印全卷" in page) is may
    if not may:
        assert "治安管理处罚法第一百三十六条" in answer.content.decode()


def test_the_head_of_another_agency_is_no_head_of_this_one(cast: Cast) -> None:
    case = recorded(cast)
    head = factories.user("head", cast.other_bureau)
    assert client_of(head).get(reverse("case-print", args=[case.pk])).status_code == 404
    case.sealed = True
    assert not printing.may_print(case, head)


def bound(parts: list[Sheet]) -> bytes:
    file = io.BytesIO()
    pdf.bind(parts, file)
    return file.getvalue()


@pytest.mark.parametrize("sizes", [[1], [3, 1, 2], []])
def test_binding_numbers_what_has_numbers_and_leaves_the_rest(sizes: list[int]) -> None:
    sheet = pdf.render("documents/partials/page_numbers.html", {"numbers": ["甲"]})
    firsts = [1 + sum(sizes[:place]) for place in range(len(sizes))]
    body = [Sheet(pdf.join([sheet] * n), first) for n, first in zip(sizes, firsts, strict=True)]

    data = bound([Sheet(sheet), *body, Sheet(sheet)])

    pages = ["".join(page.split()) for page in pdf.text(data).split("\f")]
    assert pages == ["甲", *(f"甲{n}" for n in range(1, sum(sizes) + 1)), "甲"]


def test_every_piece_has_a_bookmark_below_that_of_its_volume() -> None:
    sheet = pdf.render("documents/partials/page_numbers.html", {"numbers": ["甲"]})
    two = pdf.join([sheet, sheet])
    data = bound(
        [
            Sheet(sheet, title="封面（正卷）", below=False),
            Sheet(two, 1, "1 决定书"),
            Sheet(sheet, 3, "2 送达回证 (𬱖)"),
            Sheet(sheet, title="封面（副卷）", below=False),
            Sheet(sheet, 1, "1 结案审批表"),
        ]
    )
    with pypdfium2.PdfDocument(data) as document:
        found = [
            (mark.level, mark.get_title(), mark.get_dest().get_index())
            for mark in document.get_toc()
        ]
    assert found == [
        (0, "封面（正卷）", 0),
        (1, "1 决定书", 1),
        (1, "2 送达回证 (𬱖)", 3),
        (0, "封面（副卷）", 4),
        (1, "1 结案审批表", 5),
    ]


def test_the_number_lies_in_the_lower_right_corner() -> None:
    blank = pdf.render("documents/partials/page_numbers.html", {"numbers": [" "]})
    with pypdfium2.PdfDocument(bound([Sheet(blank, 7)])) as document:
        image = document[0].render(scale=1).to_pil().convert("L")
    left, top, right, bottom = ImageOps.invert(image).getbbox() or (0, 0, 0, 0)
    assert left > image.width * 0.9 and top > image.height * 0.9
    assert right < image.width and bottom < image.height


def test_what_is_no_pdf_cannot_be_bound() -> None:
    with pytest.raises(ValueError, match="not a readable PDF"):
        bound([Sheet(b"nothing")])
    with pytest.raises(ValueError, match="not a PDF"):
        outlined(b"nothing", [Bookmark("甲", 0)])
    assert outlined(b"nothing", []) == b""


# --- the sheet of a picture -----------------------------------------------------------------------


def test_the_sheet_of_a_picture_says_when_where_by_whom_and_with_what() -> None:
    row = Evidence(
        started_at=timezone.make_aware(datetime(2026, 3, 4, 9, 5)),
        place="云溪市测试路1号",
        recorder=Officer(name="安试一"),
        device_no="示录0007",
    )

    assert printing.taken(row) == (
        "拍摄时间：2026年3月4日9时05分　地点：云溪市测试路1号　拍摄人：安试一　设备：示录0007"
    )
    assert printing.taken(Evidence(device_no="示录0007")) == "设备：示录0007"
    assert printing.taken(Evidence()) == ""


@pytest.mark.parametrize(
    ("size", "title", "place"),
    [((240, 800), 4, 6), ((240, 800), 200, 200), ((800, 240), 60, 100), ((30, 9000), 28, 41)],
)
def test_a_picture_takes_one_sheet_whatever_is_said_of_it(
    size: tuple[int, int], title: int, place: int
) -> None:
    """The contents count one page for it."""
    data = base64.b64encode(picture(*size)).decode()
    name, facts = "题" * title, "地点：" + "址" * place
    context = {
        "title": name,
        "facts": facts,
        "note": f"校验值（SHA-256）：{'ab' * 32}",
        "source": f"data:image/png;base64,{data}",
        "room": printing.room(name, facts),
    }
    whole = pdf.render("documents/partials/picture.html", context)

    assert pdf.page_count(whole) == 1
    said = pypdfium2.PdfDocument(whole)[0].get_textpage().get_text_bounded()
    assert "校验值" in said and "址址" in said


@pytest.mark.parametrize(
    ("title", "facts", "high"), [("", "", 200), ("题", "址", 200), ("题" * 29, "址" * 43, 190)]
)
def test_the_more_is_said_the_less_high_is_the_picture(title: str, facts: str, high: int) -> None:
    assert printing.room(title, facts) == high
