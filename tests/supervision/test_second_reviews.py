"""Filling in a second review: what was submitted, the draft, the signature, standing aside, the note."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from legal_review import outcomes
from legal_review.models import Review
from recording.models import Closure, Document, Evidence
from recording.services import closures
from supervision.models import SecondReview
from supervision.services import second_reviews
from supervision.services.second_reviews import Entry
from tests import factories
from tests.base import Cast, day
from tests.supervision import sampled
from tests.supervision.sampled import LOOKED, OPINION, fill, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(cast: Cast) -> SecondReview:
    return sampled.sheet_of(cast)


def entries(row: SecondReview, **results: str) -> list[Entry]:
    return [Entry(check.head, results.get(check.head, "")) for check in row.checks.all()]


def save(row: SecondReview, given: list[Entry], outcome: str = "", opinion: str = "") -> Any:
    return second_reviews.save(
        row, by=row.reviewer, on=LOOKED, entries=given, outcome=outcome, opinion=opinion
    )


# --- what was submitted -------------------------------------------------------------------------


def test_the_materials_are_those_submitted_each_with_what_may_be_opened(
    sheet: SecondReview,
) -> None:
    found = second_reviews.materials(sheet.review, sheet.reviewer)

    assert [row.title for row in found] == [row["title"] for row in sheet.review.materials]
    assert all(row.document or row.evidence for row in found)


def test_what_came_after_the_submission_is_not_among_them(sheet: SecondReview) -> None:
    later = Document.objects.filter(
        case=sheet.review.decision.case, kind__in=["review_opinion", "review_submission"]
    )

    assert later.count() == 2
    assert not second_reviews.documents(sheet.review).filter(pk__in=later.values("pk")).exists()


def test_the_papers_of_an_earlier_round_are_neither_named_nor_opened(cast: Cast) -> None:
    first = factories.submitted(cast.bureau, on=day(3, 3))
    factories.send_back(first, on=day(2, 27))
    second = factories.submit(first.decision, on=day(3, 9))
    factories.approve(second, on=day(3, 10))
    review = Review.objects.get(pk=second.pk)
    kinds = {row["kind"] for row in review.materials}
    person = sampled.seconds(cast, 1)[0]

    assert {"review_opinion", "review_submission"} <= kinds
    shown = {row.title for row in second_reviews.materials(review, person)}
    assert not [title for title in shown if "审核" in title]
    assert not second_reviews.documents(review).filter(kind__startswith="review_").exists()


def test_closed_evidence_is_neither_named_nor_opened(sheet: SecondReview) -> None:
    case, person = sheet.review.decision.case, sheet.reviewer
    row = Evidence.objects.filter(case=case)[0]
    before = [one.title for one in second_reviews.materials(sheet.review, person)]
    closures.close(
        case,
        by=case.created_by,
        group=Closure.Group.MINOR,
        reason="当事人未满十八周岁",
        evidence=row,
    )
    found = second_reviews.materials(sheet.review, person)

    assert [one.title for one in found].count(row.title) == before.count(row.title) - 1
    [closed] = [one for one in found if one.title == "限制查阅的证据"]
    assert (closed.document, closed.evidence) == (None, None)
    assert not second_reviews.evidence(sheet.review, person).filter(pk=row.pk).exists()


# --- the draft ----------------------------------------------------------------------------------


def test_a_draft_may_leave_anything_open(sheet: SecondReview) -> None:
    first = sheet.checks.all()[0].head
    save(sheet, entries(sheet, **{first: "pass"}))

    assert list(sheet.checks.exclude(result="").values_list("head", "result")) == [(first, "pass")]
    assert SecondReview.objects.get(pk=sheet.pk).status == "open"


def test_the_log_of_a_draft_holds_no_answer(sheet: SecondReview) -> None:
    fill(sheet, "return", **{sheet.checks.all()[0].head: "证据缺一份笔录。"})
    entry = AuditEntry.objects.get(object_id=str(sheet.pk), action="secondreview.save")

    assert "digest" in entry.data
    assert "笔录" not in entry.data
    assert OPINION not in entry.data


@pytest.mark.parametrize(
    ("given", "outcome", "words"),
    [
        ([Entry("nonsense", "pass")], "", "没有这一审核内容"),
        ([Entry("", "pass")], "", "没有这一审核内容"),
        ([], "maybe", "没有这一复审结论"),
    ],
)
def test_what_is_not_on_the_sheet_is_refused(
    sheet: SecondReview, given: list[Entry], outcome: str, words: str
) -> None:
    with pytest.raises(RuleError, match=words):
        save(sheet, given, outcome)


def test_an_answer_that_is_none_of_the_three_is_refused(sheet: SecondReview) -> None:
    head = sheet.checks.all()[0].head

    with pytest.raises(RuleError, match="没有这一审核内容或者结果"):
        save(sheet, [Entry(head, "perhaps")])
    assert sheet.checks.get(head=head).result == ""


def test_a_flaw_is_an_answer_only_where_the_agency_knows_it_and_the_head_can_be_cured(
    cast: Cast, sheet: SecondReview
) -> None:
    assert not [head for head, may in second_reviews.answers(sheet).items() if "flaw" in may]
    cast.government.profile = "national"
    cast.government.save(update_fields=["profile"])
    row = SecondReview.objects.select_related("reviewer").get(pk=sheet.pk)
    found = second_reviews.answers(row)
    curable = [head for head, may in found.items() if "flaw" in may]

    assert curable
    assert all(outcomes.curable(head) for head in curable)
    save(row, [Entry(curable[0], "flaw", "送达回证缺一处签名。")])
    assert row.checks.get(head=curable[0]).result == "flaw"
    other = next(head for head in found if head not in curable)
    with pytest.raises(RuleError, match="没有这一审核内容或者结果"):
        save(row, [Entry(other, "flaw", "有瑕疵。")])


# --- the signature ------------------------------------------------------------------------------


def test_a_whole_sheet_is_signed_and_stays(sheet: SecondReview) -> None:
    sign(sheet)
    row = SecondReview.objects.get(pk=sheet.pk)

    assert (row.status, row.outcome, row.opinion) == ("signed", "pass", OPINION)
    assert row.signed_at == factories.at(LOOKED)
    with pytest.raises(StaleError, match="已签署"):
        fill(sheet)
    entry = AuditEntry.objects.get(object_id=str(sheet.pk), action="secondreview.sign")
    assert OPINION not in entry.data


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("answer", "尚未逐项填写"),
        ("note", "不通过或者有瑕疵的审核内容应当说明理由"),
        ("opinion", "应当写明意见"),
        ("outcome", "没有选择复审结论"),
        ("contradiction", "复审结论不能是通过"),
    ],
)
def test_a_sheet_that_is_not_whole_is_not_signed(
    sheet: SecondReview, missing: str, words: str
) -> None:
    heads = [check.head for check in sheet.checks.all()]
    given = [Entry(head, "pass") for head in heads]
    if missing == "answer":
        given[0] = Entry(heads[0], "")
    if missing in ("note", "contradiction"):
        given[0] = Entry(heads[0], "fail", "理由" if missing == "contradiction" else " ")
    outcome = "" if missing == "outcome" else "pass"
    save(sheet, given, outcome, "" if missing == "opinion" else OPINION)

    with pytest.raises(RuleError, match=words):
        second_reviews.sign(sheet, by=sheet.reviewer, at=factories.at(LOOKED))
    assert SecondReview.objects.get(pk=sheet.pk).status == "open"


def test_a_return_without_a_failed_head_is_the_reviewers_to_explain(sheet: SecondReview) -> None:
    assert sign(sheet, "return").outcome == "return"


def test_nobody_fills_in_or_signs_for_another(cast: Cast, sheet: SecondReview) -> None:
    other = sheet.sample.reviewers.exclude(pk=sheet.reviewer_id).get()

    with pytest.raises(RuleError, match="只能填写自己的复审表"):
        second_reviews.sign(sheet, by=other, at=factories.at(LOOKED))
    with pytest.raises(PermissionDenied):
        second_reviews.sign(sheet, by=cast.supervisor, at=factories.at(LOOKED))


# --- standing aside -----------------------------------------------------------------------------


def test_who_stands_aside_says_why_and_the_next_of_the_seed_takes_over(
    sheet: SecondReview,
) -> None:
    with pytest.raises(RuleError, match="回避应当写明理由"):
        second_reviews.recuse(sheet, by=sheet.reviewer, on=LOOKED, reason=" ")
    second_reviews.recuse(sheet, by=sheet.reviewer, on=LOOKED, reason="与当事人有亲属关系。")
    after = SecondReview.objects.exclude(pk=sheet.pk).get()

    assert SecondReview.objects.get(pk=sheet.pk).status == "recused"
    assert (after.turn, after.status) == (2, "open")
    assert after.reviewer_id != sheet.reviewer_id


# --- what follows -------------------------------------------------------------------------------


def test_the_organiser_notes_what_follows_from_a_disagreement(
    cast: Cast, sheet: SecondReview
) -> None:
    sign(sheet, "return")
    second_reviews.note(sheet, by=cast.supervisor, on=LOOKED, text="通知原审核机关研究。")
    second_reviews.note(sheet, by=cast.supervisor, on=day(6, 9), text="已列入培训。")
    row = SecondReview.objects.get(pk=sheet.pk)

    assert (row.note, row.noted_by, row.noted_on) == ("已列入培训。", cast.supervisor, day(6, 9))
    said = AuditEntry.objects.filter(object_id=str(sheet.pk), action="secondreview.note")
    assert "研究" in said.order_by("pk")[0].data


def test_a_note_needs_words_and_a_signature_and_the_organiser(
    cast: Cast, sheet: SecondReview
) -> None:
    with pytest.raises(RuleError, match="签署以后才能记录"):
        second_reviews.note(sheet, by=cast.supervisor, on=LOOKED, text="研究。")
    sign(sheet)
    with pytest.raises(RuleError, match="应当写明内容"):
        second_reviews.note(sheet, by=cast.supervisor, on=LOOKED, text="  ")
    with pytest.raises(PermissionDenied):
        second_reviews.note(sheet, by=cast.head, on=LOOKED, text="研究。")
