"""The 送审表 fills itself from the record when a draft is submitted; nobody types it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from enforcement.models import Decision
from legal_review import answers, services
from legal_review.models import Review
from recording import kinds, papers
from recording.models import Document
from recording.services import documents
from recording.wording import day as day_words
from tests import factories
from tests.base import Cast
from tests.contents import Days
from tests.enforcement.dossier import ON, clock

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SENT = Days.before(ON).submitted
KIND = "review_submission"


@pytest.fixture
def review(cast: Cast) -> Review:
    with translation.override("en"):
        return factories.submit(factories.draft(cast.bureau), on=SENT)


def form_of(review: Review) -> dict[str, Any]:
    """The plain context of the form of one submission."""
    row = Document.objects.get(kind=KIND, context__fields__0__1=f"第{review.round}次")
    return documents.plain_context(row)


def section(context: dict[str, Any], heading: str) -> str:
    (found,) = [row for row in context["sections"] if row["heading"] == heading]
    return "\n".join(found["paragraphs"])


def test_the_form_is_kept_in_the_stage_of_the_review_by_who_submitted(review: Review) -> None:
    row = Document.objects.get(case=review.decision.case, kind=KIND)
    assert (row.title, row.stage, row.dated_on) == ("法制审核送审表", "review", SENT)
    assert (row.created_by, row.decision) == (review.submitted_by, review.decision)


def test_it_says_which_draft_was_sent_when_and_by_whom(review: Review) -> None:
    said = dict(form_of(review)["fields"])
    assert said == {
        "送审次数": "第1次",
        "送审日期": day_words(SENT),
        "送审人": review.submitted_by.name,
        "送审稿校验值（SHA-256）": review.version.sha256,
        "送审稿和材料目录校验值（SHA-256）": review.seal,
    }


def test_it_carries_the_frozen_draft_and_why_review_is_due(review: Review) -> None:
    context, version = form_of(review), review.version
    for heading, text in (
        ("基本事实", version.facts),
        ("证据", version.evidence),
        ("拟作出的决定", version.result),
    ):
        assert section(context, heading) == text
    assert version.basis in section(context, "法律适用和裁量")
    assert section(context, "应当审核的理由") == review.reasons[0]["reason"]


def test_it_lists_every_material_with_number_day_and_pages(review: Review) -> None:
    rows = form_of(review)["rows"]
    before = Document.objects.filter(case=review.decision.case).exclude(kind=KIND)
    filing = before.get(kind="filing_approval")
    assert [row[1] for row in rows] == [row["title"] for row in review.materials]
    assert [row[0] for row in rows] == [str(no) for no in range(1, len(rows) + 1)]
    wanted = [filing.title, filing.number, filing.dated_on.isoformat(), str(filing.pages)]
    assert wanted in [row[1:] for row in rows]
    assert "电子" in {row[4] for row in rows}, "evidence is kept as files"


def test_each_handler_stands_with_the_certificate_of_the_day(cast: Cast, review: Review) -> None:
    said = section(form_of(review), "执法主体和人员资格")
    for officer in cast.officers:
        certificate = officer.certificate_on(SENT)
        assert certificate is not None
        assert f"{officer.name}：执法证{certificate.number}，有效期至" in said


def test_the_declaration_is_signed_and_the_receipt_names_the_last_day(review: Review) -> None:
    promise, unit, receipt = form_of(review)["opinions"]
    due = clock(review, "review").due_on
    assert (promise["name"], promise["date"]) == (review.submitted_by.name, SENT.isoformat())
    assert "真实、准确、完整" in promise["text"]
    assert (unit["text"], unit["name"], unit["date"]) == ("", "", "")
    assert f"审核期限至{due.year}年{due.month}月{due.day}日" in receipt["text"]


def test_a_second_round_has_a_form_of_its_own(cast: Cast, review: Review) -> None:
    services.withdraw(review, by=cast.officer1, on=SENT)
    again = factories.submit(Decision.objects.get(pk=review.decision_id), on=SENT)
    assert Document.objects.filter(kind=KIND).count() == 2
    assert "法制审核送审表" in [row[1] for row in form_of(again)["rows"]]


def test_nobody_writes_one_by_hand() -> None:
    assert KIND in kinds.document_kinds()
    assert KIND not in papers.papers()


def test_the_form_is_seen_before_it_is_sent(cast: Cast) -> None:
    draft = factories.draft(cast.bureau)
    heads = answers.questions(draft.agency.rules())
    data = {"declared": "on", "preview": "1"}
    data |= {f"applies_{key}": "no" for key in heads}
    data |= {f"reason_{key}": "依据调查终结报告判断。" for key in heads}
    answer = cast.client("officer1").post(reverse("review-submit", args=[draft.case_id]), data)
    assert answer["Content-Type"] == "application/pdf"
    assert not Review.objects.exists()
    assert not Document.objects.filter(kind=KIND).exists()


def test_a_draft_in_review_is_not_offered_for_a_second_submission(
    cast: Cast, review: Review
) -> None:
    url, officer = reverse("case-review", args=[review.decision.case_id]), cast.client("officer1")
    sent = reverse("review-submit", args=[review.decision.case_id])
    text = officer.get(url).content.decode()
    assert "草案正在法制审核" in text
    assert sent not in text
    services.withdraw(review, by=cast.officer1, on=SENT)
    text = officer.get(url).content.decode()
    assert "草案正在法制审核" not in text
    assert sent in text
