"""A document is kept by hash with the context that makes the same pages again."""

import json

import pytest
from django.utils import translation

from core import files, pdf
from core.errors import RuleError
from core.models import AuditEntry
from recording import kinds
from recording.models import Document
from recording.services import documents
from tests import factories
from tests.base import Cast, day
from tests.recording.papers import said

ON = day(3, 16)


def kept(cast: Cast, kind: str = "investigation_report", **context: object) -> Document:
    case = factories.case(cast.bureau, on=ON, filed=True)
    values = {**documents.base_context(case, on=ON), "opening": ["调查终结。"], **context}
    return documents.keep(case, kind=kind, context=values, by=cast.officer1, on=ON)


def test_the_kept_context_renders_the_same_bytes(cast: Cast) -> None:
    row = kept(cast)
    again = pdf.render(documents.template_of(row.kind), documents.plain_context(row))
    assert again == files.read_bytes(row.blob)
    assert row.pages == pdf.page_count(again)


def test_personal_values_lie_encrypted_in_the_database_but_are_on_the_paper(cast: Cast) -> None:
    row = kept(cast)
    stored = json.dumps(row.context, ensure_ascii=False)
    assert "云溪市示范路1号" not in stored
    assert documents.plain_context(row)["party"]["address"] == "云溪市示范路1号"
    assert "云溪市示范路1号" in said(row)


def test_a_long_document_counts_its_pages(cast: Cast) -> None:
    assert kept(cast, opening=["当事人经营场所现场情况。" * 40] * 12).pages > 1


def test_titles_are_chinese_whatever_language_the_officer_reads(cast: Cast) -> None:
    with translation.override("en"):
        assert kinds.document_kinds()["service_receipt"].label == "Service receipt"
        decision = factories.served(cast.bureau, on=ON, procedure="simple")
    receipt = Document.objects.get(decision=decision, kind="service_receipt")
    assert receipt.title == "送达回证"
    assert "直接送达" in said(receipt)


def test_reading_a_document_is_logged(cast: Cast) -> None:
    row = kept(cast)
    assert documents.open_for(row, by=cast.reviewer) == files.read_bytes(row.blob)
    entry = AuditEntry.objects.get(action="document.read", object_id=str(row.pk))
    assert entry.actor_id == cast.reviewer.pk


def test_an_unknown_character_is_named_and_nothing_is_kept(cast: Cast) -> None:
    with pytest.raises(RuleError, match="U\\+1F4A9"):
        kept(cast, opening=["\U0001f4a9"])
    assert not Document.objects.filter(kind="investigation_report").exists()


@pytest.mark.parametrize("kind", kinds.document_kinds())
def test_every_kind_of_document_renders_from_the_base_context(cast: Cast, kind: str) -> None:
    row = kept(cast, kind)
    words_of = said(row)
    assert kinds.document_kinds()[kind].label_zh in words_of
