"""The code on a paper that was handed over: who holds it learns who made it, and nobody what it says."""

import gzip
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pypdfium2
import pytest
import segno
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import files, pdf, rehearsal
from core.models import AuditEntry
from disclosure import paper_codes
from disclosure.views.public import codes as pages
from enforcement import codes
from enforcement.models import Decision, Licence
from recording import kinds
from recording.models import Document
from recording.services import documents
from tests import factories
from tests.base import Cast, day
from tests.core.test_pdf import context as printed
from tests.disclosure.test_withdrawals import revoke
from tests.recording.bare import BlankPages, blob

pytestmark = pytest.mark.django_db
PARTY, SECRET = "云溪市柳试商行", "隐名食品添加剂案"
BASES = {"letter", "licence"}


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    cache.clear()
    yield
    cache.clear()


def paper_of(decision: Decision) -> Document:
    return Document.objects.filter(decision=decision, code__isnull=False).latest("pk")


@pytest.fixture
def paper(cast: Cast) -> Document:
    """The decision as its party holds it."""
    party = factories.party(cast.bureau, name=PARTY)
    return paper_of(factories.served(cast.bureau, on=day(3, 16), of=party, title=SECRET))


def ask(code: str) -> Any:
    return Client().get(reverse("verify-code", args=[code]))


def text(code: str | None) -> str:
    assert code is not None
    answer = ask(code)
    assert answer.status_code == 200
    return str(answer.content.decode())


# ------------------------------------------------------------------------------ which papers
def template_base(name: str) -> str:
    """The template at the root of what a document extends, below the frame of all."""
    source = (settings.BASE_DIR / f"templates/documents/{name}.html").read_text()
    found = re.match(r'\{% extends "documents/(\w+)\.html" %\}', source)
    assert found
    return name if found[1] == "base" else template_base(found[1])


def test_every_paper_with_the_head_of_the_agency_bears_a_code_and_no_other() -> None:
    kinds_ = kinds.document_kinds().values()
    assert {row.key for row in kinds_ if row.coded} == {
        row.key for row in kinds_ if template_base(row.template) in BASES
    }
    assert {"penalty_decision", "prior_notice", "order_notice"} <= {
        row.key for row in kinds_ if row.coded
    }


def test_papers_of_the_file_bear_none(cast: Cast, paper: Document) -> None:
    rows = Document.objects.filter(case=paper.case)
    bare = {row.kind for row in rows if row.code is None}
    assert {"filing_approval", "service_receipt"} <= bare
    assert not [row for row in rows if ("check_url" in row.context) != (row.code is not None)]


def test_no_two_papers_bear_the_same(cast: Cast, paper: Document) -> None:
    found = list(Document.objects.exclude(code=None).values_list("code", flat=True))
    assert len(found) == len(set(found)) > 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.create(
            case=paper.case,
            stage="decision",
            kind="penalty_decision",
            title="另一份",
            context={},
            blob=blob("另一份"),
            pages=1,
            dated_on=day(3, 16),
            code=paper.code,
        )


def test_nobody_changes_the_code_of_a_paper(paper: Document) -> None:
    for code in (codes.new_code(), None):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=paper.pk).update(code=code)


def test_a_rehearsed_paper_has_no_code(cast: Cast, paper: Document) -> None:
    before = Document.objects.count()
    with rehearsal.rehearse() as shown:
        documents.keep(
            paper.case, kind="order_notice", context={"date": "2026-03-16"}, by=None, on=day(3, 16)
        )
    assert Document.objects.count() == before
    assert len(shown) == 1
    assert b"check_url" not in shown[0].data


# ------------------------------------------------------------------------------ what is printed
@pytest.mark.parametrize("template", sorted(kinds.OUTGOING))
def test_the_code_takes_no_room_from_the_text(template: str) -> None:
    told = {
        "check_code": "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ",
        "check_url": "https://portal.example.gov.cn/v/ABCDEFGHJKLMNPQRSTUVWXYZ",
        "check_at": "https://portal.example.gov.cn/v/",
    }
    name = f"documents/{template}.html"
    with_code, without = pdf.render(name, {**printed(), **told}), pdf.render(name, printed())
    assert pdf.page_count(with_code) == pdf.page_count(without)
    pages_ = pdf.text(with_code).split("\f")
    assert told["check_code"] in pages_[0]
    assert not [page for page in pages_[1:] if told["check_code"] in page]
    assert "文书核验" not in pdf.text(without)


def modules(page: Image.Image) -> list[list[bool]]:
    """The symbol in the lower left of a page, read back module by module."""
    left = page.crop((0, int(page.height * 0.85), int(page.width * 0.215), page.height)).convert(
        "1"
    )
    box = Image.eval(left.convert("L"), lambda value: 255 - value).getbbox()
    assert box is not None
    wide = box[2] - box[0]
    count = 37
    size = wide / count
    return [
        [
            left.getpixel((int(box[0] + (x + 0.5) * size), int(box[1] + (y + 0.5) * size))) == 0
            for x in range(count)
        ]
        for y in range(count)
    ]


def test_the_printed_symbol_holds_the_address() -> None:
    address = codes.address("ABCDEFGHJKLMNPQRSTUVWXYZ")
    told = {"check_code": "ABCD", "check_url": address, "check_at": "x"}
    data = pdf.render("documents/penalty_decision.html", {**printed(), **told})
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0].render(scale=6).to_pil()
    symbol = segno.make(address, error="q", micro=False)
    wanted = [[bool(bit) for bit in row] for row in symbol.matrix]
    read = modules(page)
    assert (len(wanted), read) == (len(read), wanted)


def test_the_context_gives_the_same_paper_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", pdf)
    row = factories.notified(cast.bureau, on=day(3, 16))
    kept = Document.objects.filter(case=row.case, kind="prior_notice").latest("pk")
    again = pdf.render(documents.template_of(kept.kind), documents.plain_context(kept))
    assert again == files.read_bytes(kept.blob)
    assert codes.grouped(str(kept.code)) in pdf.text(again)


# ------------------------------------------------------------------------------ what is told
def test_the_page_says_who_made_it_and_when(cast: Cast, paper: Document) -> None:
    shown = text(paper.code)
    for words in (
        *(cast.bureau.name, paper.number, "行政处罚决定书", "2026-03-16", "由该机关制发"),
        *(paper.blob_id[:16], paper.blob_id[-16:]),
    ):
        assert words in shown, words


def test_it_says_nothing_of_the_party_and_the_text(cast: Cast, paper: Document) -> None:
    decision = paper.decision
    assert decision is not None
    shown = text(paper.code)
    officers = [row["name"] for row in paper.context["officers"]]
    for words in (
        *(PARTY, SECRET, "示范路", decision.facts, decision.result, paper.title, str(decision.pk)),
        *(str(paper.case.number), str(paper.case_id), paper.blob_id, *officers),
    ):
        assert words
        if words not in {"行政处罚决定书"}:
            assert words not in shown, words


def test_a_code_is_found_however_it_was_typed(paper: Document) -> None:
    code = str(paper.code)
    groups = codes.grouped(code)
    for typed in (code, groups, f" {groups} ", groups.lower(), groups.replace("-", "－")):
        assert paper_codes.find(typed) == paper, typed
    answer = Client().get(reverse("verify"), {"code": groups.lower()}, follow=True)
    assert paper.number in answer.content.decode()


def test_a_decision_that_fell_is_told_at_once(cast: Cast, paper: Document) -> None:
    notice = Document.objects.get(case=paper.case, kind="prior_notice")
    assert paper.decision is not None
    assert "已被撤销" not in text(paper.code)
    revoke(factories.duty(paper.decision), cast)
    assert "但已被撤销或者确认违法、无效" in text(paper.code)
    # The notice said what was proposed; that was so, whatever became of it.
    assert "已被撤销" not in text(notice.code)


def test_a_licence_that_ended_is_told(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, on=day(3, 16), procedure="permit")
    paper = paper_of(decision)
    assert "许可已经失效" not in text(paper.code)
    for status in ("withdrawn", "revoked", "cancelled", "expired"):
        with transaction.atomic():
            Licence.objects.filter(decision=decision).update(status=status, ended_on=day(3, 20))
            assert "许可已经失效" in text(paper.code), status
            transaction.set_rollback(True)


# ------------------------------------------------------------------------------ guessing, tracking
def test_nothing_is_kept_of_a_look(paper: Document, django_assert_max_num_queries: Any) -> None:
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(20) as seen:
        answer = ask(str(paper.code))
    assert not [one for one in seen.captured_queries if not one["sql"].startswith("SELECT")]
    assert AuditEntry.objects.count() == before
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"


def test_guessing_is_slowed_down_and_no_holder_is(
    paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST", 3)
    assert [ask(codes.new_code()).status_code for _turn in range(4)] == [404, 404, 404, 409]
    for _turn in range(5):
        assert paper.number in text(paper.code)
    # What cannot be a code is no guess.
    assert ask("云试罚〔2026〕999号").status_code == 404


HOSTILE = [
    "\0" * 24,
    "A" * 24,
    "A" * 5000,
    "-" * 24,
    "’ OR 1=1",
    "\ud800" * 24,
    "０" * 24,
    "i" * 24,
]


def test_anything_else_is_not_found(paper: Document) -> None:
    for value in HOSTILE:
        assert paper_codes.find(value) is None
        raw = quote(value.encode("utf-8", "surrogatepass"))
        assert Client().get(f"{reverse('verify')}{raw}").status_code in (400, 404), value


def test_a_paper_kept_before_codes_is_found_by_none(cast: Cast, paper: Document) -> None:
    old = Document.objects.filter(code=None).latest("pk")
    assert old.code is None
    assert paper_codes.find("") is None
    assert paper_codes.find(str(old.code)) is None


def test_the_page_is_light(paper: Document) -> None:
    """30 KB on the way, with its style and scripts."""
    page = text(paper.code).encode()
    sheets = ["css/frame.css", "css/portal.css", "js/portal.js", "js/proof.js", "js/paper.js"]
    parts = [page, *((settings.BASE_DIR / "static" / name).read_bytes() for name in sheets)]
    assert sum(len(gzip.compress(part)) for part in parts) <= 30_000
