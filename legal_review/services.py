"""Submitting a draft to legal review, returning it, passing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core import audit, deadlines, numbering
from core.errors import RuleError
from core.flow import Flow, Move
from core.models import Deadline
from core.permissions import demand
from enforcement.models import Case, Decision, Officer, User
from enforcement.services import cases, decisions, recusal
from legal_review import catalogue, papers
from legal_review.answers import Answer, assert_answered, keep
from legal_review.answers import hits as judged
from legal_review.models import Qualification, Review, ReviewCheck
from recording import completeness
from recording.services import documents

PERIOD = "review.days"
LABEL = gettext_noop("法制审核")

FLOW = Flow(
    Review,
    [
        Move("approve", ("open",), "passed", gettext_lazy("审核通过"), "行政处罚法第五十八条"),
        Move("return", ("open",), "returned", gettext_lazy("退回"), "国办发〔2018〕118号第十三条"),
        Move("withdraw", ("open",), "withdrawn", gettext_lazy("撤回送审"), ""),
    ],
)


@dataclass(frozen=True)
class Check:
    """One head of the checklist as the reviewer answered it."""

    head: str
    label: str
    result: str
    note: str = ""


@transaction.atomic
def submit(
    decision: Decision, *, by: User, on: date, declared: bool, answers: Sequence[Answer] = ()
) -> Review:
    """送审: the record is complete, the draft is frozen, the clock starts, the 送审表 is kept.

    `answers` judge every head of the profile; one yes makes review mandatory. Raises RuleError naming
    every missing material or answer, or when the handler does not declare the materials true.
    """
    demand(by, "legal_review.submit")
    cases.assert_handler(decision.case, by)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    rules = row.agency.rules()
    _assert_declared(declared)
    assert_answered(rules, answers)
    _assert_submittable(row, on)
    hits = [*catalogue.match(row, on), *judged(rules, answers)]
    decisions.set_review_scope(
        row, required=bool(hits), reasons=[hit.reason for hit in hits], by=by
    )
    version = decisions.freeze(row, by=by)
    review = Review.objects.create(
        agency_id=row.agency_id,
        decision=row,
        version=version,
        round=Review.objects.of(row).count() + 1,
        materials=papers.materials(row.case),
        reasons=[hit.as_dict() for hit in hits],
        declared=declared,
        submitted_by=by,
        submitted_on=on,
    )
    keep(review, answers)
    _keep_form(review, due=_start_clock(review, on).due_on)
    yes = [answer.head for answer in answers if answer.applies]
    audit.append("review.submit", obj=review, actor=by, data={"sha256": version.sha256, "yes": yes})
    return review


def _assert_declared(declared: bool) -> None:
    if not declared:
        raise RuleError(
            _("承办人应当承诺送审材料真实、准确、完整。"),
            article="国办发〔2018〕118号第十四条",
            remedy=_("请勾选承诺后再送审。"),
            field="declared",
        )


def _assert_submittable(decision: Decision, on: date) -> None:
    if decision.status != Decision.Status.DRAFT:
        raise RuleError(
            _("决定已经作出，不再送审。"),
            article="行政处罚法第五十八条",
            remedy=_("请刷新页面查看。"),
        )
    if Review.objects.of(decision).filter(status=Review.Status.OPEN).exists():
        raise RuleError(_("该草案已在审核中。"), remedy=_("请等待审核意见，或撤回后修改再送。"))
    pending = decision.notices.filter(hearing_requested_on__isnull=False, hearing_closed_on=None)
    if pending.filter(superseded=False).exists():
        raise RuleError(
            _("当事人已申请听证，法制审核应当在听证结束后进行。"),
            article="行政处罚法第五十八条、第六十五条",
            remedy=_("请先组织听证，再根据听证笔录送审。"),
        )
    completeness.refuse_gaps(decision.case, completeness.REVIEW, on)


def _start_clock(review: Review, on: date) -> Deadline:
    rules = review.agency.rules()
    return deadlines.open_deadline(
        key=PERIOD,
        label=LABEL,
        subject_type="review",
        subject_id=str(review.pk),
        agency_id=review.agency_id,
        region=rules.region,
        period=rules.period(PERIOD, on=on),
        start_on=on,
    )


def _keep_form(review: Review, *, due: date) -> None:
    """The 法制审核送审表, of what was submitted and as it was frozen."""
    documents.keep(
        review.decision.case,
        kind="review_submission",
        context=papers.submission(review, due=due),
        by=review.submitted_by,
        on=review.submitted_on,
        decision=review.decision,
    )


def qualification(user: User, on: date) -> Qualification | None:
    """The reviewer's qualification on the day, or None."""
    return Qualification.objects.valid(on).filter(account=user).first()


def assert_may_review(review: Review, by: User, on: date) -> Qualification:
    """Refuse a reviewer who is unqualified, of another agency, or has touched the case."""
    demand(by, "legal_review.review")
    recusal.assert_not_recused(review.decision.case, by)
    found = qualification(by, on)
    if found is None:
        raise RuleError(
            _("审核人员在%(on)s没有有效的法制审核资格。") % {"on": on},
            article="行政处罚法第五十八条第二款",
            remedy=_("请由具备国家统一法律职业资格的审核人员办理。"),
        )
    case = review.decision.case
    if by.agency_id != review.agency_id or has_touched(case, by):
        raise RuleError(
            _("审核人员不得是本案承办、拟稿或者决定人员。"),
            article="市场监督管理行政处罚程序规定第四十九条",
            remedy=_("请由未参与本案的审核人员办理。"),
        )
    return found


def has_touched(case: Case, user: User) -> bool:
    """Whether the account handled, drafted, decided, submitted or opened the case at any time."""
    if case.created_by_id == user.pk:
        return True
    if Officer.objects.filter(assignments__case=case, account=user).exists():
        return True
    if case.decisions.filter(Q(drafted_by=user) | Q(issued_by=user)).exists():
        return True
    return Review.objects.filter(decision__case=case, submitted_by=user).exists()


@transaction.atomic
def approve(review: Review, *, by: User, on: date, opinion: str, checks: list[Check]) -> Review:
    """审核通过: every head passes or does not apply; exactly the frozen draft is cleared."""
    assert_may_review(review, by, on)
    locked = FLOW.lock(review, "approve")
    _assert_opinion(locked, on, opinion, checks)
    _assert_after_hearing(locked)
    failed = [check.label for check in checks if check.result == ReviewCheck.Result.FAIL]
    if failed:
        raise RuleError(
            _("下列审核内容不通过，不得审核通过：%(list)s") % {"list": "、".join(failed)},
            article="国办发〔2018〕118号第十三条",
            remedy=_("请退回承办机构并说明理由。"),
            field="outcome",
        )
    passed = _decide(locked, "approve", by=by, on=on, opinion=opinion, checks=checks)
    decisions.clear(passed.decision, version=passed.version, by=by)
    return passed


@transaction.atomic
def send_back(review: Review, *, by: User, on: date, opinion: str, checks: list[Check]) -> Review:
    """审核不通过: returned with reasons; the handler corrects and submits again."""
    assert_may_review(review, by, on)
    locked = FLOW.lock(review, "return")
    _assert_opinion(locked, on, opinion, checks)
    return _decide(locked, "return", by=by, on=on, opinion=opinion, checks=checks)


def _assert_opinion(review: Review, on: date, opinion: str, checks: list[Check]) -> None:
    """The opinion is written, every head answered once, every failed one with its reason."""
    article = "国办发〔2018〕118号第十三条"
    if on < review.submitted_on:
        raise RuleError(
            _("审核日期不能早于送审日期%(day)s。") % {"day": review.submitted_on},
            article=article,
            remedy=_("请核对日期。"),
            field="on",
        )
    if not opinion.strip():
        raise RuleError(
            _("法制审核应当出具书面意见。"),
            article=article,
            remedy=_("请填写审核意见。"),
            field="opinion",
        )
    answered = [check.head for check in checks if check.result in ReviewCheck.Result.values]
    if len(answered) != len(checks) or sorted(answered) != sorted(
        catalogue.heads(review.agency.rules())
    ):
        raise RuleError(
            _("审核内容尚未逐项填写。"),
            article=article,
            remedy=_("请对每一项选择通过、不通过或者不适用。"),
        )
    silent = [c.label for c in checks if c.result == ReviewCheck.Result.FAIL and not c.note.strip()]
    if silent:
        raise RuleError(
            _("下列不通过的审核内容没有说明理由：%(list)s") % {"list": "、".join(silent)},
            article=article,
            remedy=_("请逐项说明不通过的理由。"),
        )


def _assert_after_hearing(review: Review) -> None:
    """What was submitted before the hearing lacks its record (行政处罚法 58, 65)."""
    if review.decision.notices.filter(hearing_closed_on__gt=review.submitted_on).exists():
        raise RuleError(
            _("送审后举行了听证，不能按听证前的送审材料通过。"),
            article="行政处罚法第五十八条、第六十五条",
            remedy=_("请退回，由承办人根据听证笔录重新送审。"),
            field="outcome",
        )


def _decide(
    review: Review, move: str, *, by: User, on: date, opinion: str, checks: list[Check]
) -> Review:
    # The checks come first: the database refuses an outcome without them.
    for check in checks:
        ReviewCheck.objects.create(
            review=review, head=check.head, label=check.label, result=check.result, note=check.note
        )
    number = numbering.take(
        agency_id=review.agency_id,
        kind="review",
        year=on.year,
        format=str(review.agency.rules().value("number.review")),
        prefix=review.agency.doc_prefix,
    )
    changes = {
        "reviewer": by,
        "decided_on": on,
        "opinion": opinion,
        "number": number,
    }
    decided = FLOW.move(review, move, by=by, changes=changes, note=opinion)
    deadlines.close("review", str(review.pk), on=on)
    documents.keep(
        decided.decision.case,
        kind="review_opinion",
        context=papers.opinion(decided, on),
        by=by,
        on=on,
        decision=decided.decision,
        number=number,
    )
    return decided


@transaction.atomic
def withdraw(review: Review, *, by: User, on: date) -> Review:
    """撤回送审, before it is decided."""
    demand(by, "legal_review.submit")
    cases.assert_handler(review.decision.case, by)
    moved = FLOW.move(review, "withdraw", by=by)
    deadlines.void("review", str(review.pk), on=on)
    return moved
