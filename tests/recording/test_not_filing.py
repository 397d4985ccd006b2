"""不予立案 keeps its own approval form; nobody writes it a second time."""

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Case
from recording import papers
from recording.models import Document
from recording.services import documents, filing
from tests import factories
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON, WHY = day(3, 16), "经核查没有违法事实。"


def test_the_form_says_what_came_in_what_was_found_and_who_decided(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON)
    filing.reject(case, by=cast.unithead, on=ON, reason=WHY)
    row = Document.objects.get(case=case)
    assert (row.kind, row.title, row.stage) == ("filing_refusal", "不予立案审批表", "start")
    assert (row.dated_on, row.created_by) == (ON, cast.unithead)
    context = documents.plain_context(row)
    fields = dict(context["fields"])
    assert (fields["案由"], fields["案件来源"]) == (case.cause, case.source)
    said = {each["heading"]: each["paragraphs"] for each in context["sections"]}
    assert said["不予立案的理由和依据"] == [WHY]
    (opinion,) = context["opinions"]
    assert (opinion["name"], opinion["date"]) == (cast.unithead.name, ON.isoformat())
    assert "不予立案" in opinion["text"]


def test_without_a_reason_there_is_neither_answer_nor_paper(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON)
    with pytest.raises(RuleError, match="说明理由"):
        filing.reject(case, by=cast.unithead, on=ON, reason=" ")
    assert Case.objects.get(pk=case.pk).status == "draft"
    assert not Document.objects.exists()


def test_what_is_no_penalty_case_has_no_such_form(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, kind="inspection", procedure="inspection")
    filing.reject(case, by=cast.unithead, on=ON, reason=WHY)
    assert Case.objects.get(pk=case.pk).status == "rejected"
    assert not Document.objects.exists()


def test_the_page_shows_the_form_before_and_keeps_it_after(cast: Cast) -> None:
    case, head = factories.case(cast.bureau), cast.client("unithead")
    url = reverse("case-reject", args=[case.pk])
    shown = head.post(url, {"reason": WHY, "preview": "1"})
    assert shown["Content-Type"] == "application/pdf"
    assert not Document.objects.exists()
    head.post(url, {"reason": WHY})
    assert Document.objects.get().kind == "filing_refusal"


def test_nobody_writes_it_by_hand() -> None:
    assert filing.REFUSAL not in papers.papers()
