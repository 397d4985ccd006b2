"""Submitting a draft to legal review, and taking it back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError
from core.models import Deadline
from core.permissions import demand
from enforcement.gates import Gap
from enforcement.models import Decision, User
from enforcement.services import cases, clearance, decisions, notices
from legal_review import catalogue, materials, papers, seals
from legal_review.answers import Answer, asked_of, assert_answered, keep
from legal_review.answers import hits as judged
from legal_review.flows import REVIEW as FLOW
from legal_review.models import Review
from legal_review.services import assignment, handling
from legal_review.services.supplements import lapse
from recording import completeness
from recording.services import documents

PERIOD = "review.days"
LABEL = gettext_noop("法制审核")


@transaction.atomic
def submit(
    decision: Decision,
    *,
    by: User,
    on: date,
    declared: bool,
    answers: Sequence[Answer] = (),
    handled: str = "",
) -> Review:
    """送审: the record is complete, draft and materials are sealed, the clock starts.

    `answers` judge every head of the profile; one yes makes review mandatory. `handled`: what was
    done about the opinion of the last round, unless it is on record. The 送审表 is kept. Raises
    RuleError naming every missing material or answer, or when the materials are not declared true.
    """
    demand(by, "legal_review.submit")
    cases.assert_handler(decision.case, by)
    row = Decision.objects.select_for_update().get(pk=decision.pk)
    _assert_declared(declared)
    asked = asked_of(row, on)
    assert_answered(asked, answers)
    _assert_submittable(row, on)
    handling.before_next_round(row, by=by, on=on, text=handled)
    hits = [*catalogue.match(row, on), *judged(asked, answers)]
    decisions.set_review_scope(
        row, required=bool(hits), reasons=[hit.reason for hit in hits], by=by
    )
    clearance.void(row, by=by, reason="submitted again")
    review = _sealed(row, by=by, on=on, reasons=[hit.as_dict() for hit in hits])
    keep(review, answers)
    _keep_form(review, due=_start_clock(review, on).due_on)
    assignment.assign(review, on=on)
    yes = [answer.head for answer in answers if answer.applies]
    data = {"sha256": review.version.sha256, "seal": review.seal, "yes": yes}
    audit.append("review.submit", obj=review, actor=by, data=data)
    return review


def _sealed(row: Decision, *, by: User, on: date, reasons: list[dict[str, str]]) -> Review:
    """The next round: the draft frozen with the list of materials and what the party was told."""
    version, listed = decisions.freeze(row, by=by), papers.materials(row.case)
    notice = notices.current(row)
    last = Review.objects.of(row).last()
    return Review.objects.create(
        agency_id=row.agency_id,
        decision=row,
        version=version,
        round=last.round + 1 if last else 1,
        materials=listed,
        seal=seals.seal(version.sha256, listed),
        notice=notice,
        heard_on=notice.hearing_closed_on if notice else None,
        reasons=reasons,
        declared=True,
        submitted_by=by,
        submitted_on=on,
    )


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
    refuse_gaps(decision, on)


def gaps(decision: Decision, on: date) -> list[Gap]:
    """What the submission still lacks: a hearing asked for, materials due, and what the record must
    hold before review."""
    due = [*_unheard(decision, on), *materials.missing(decision)]
    found = {gap.message: gap for gap in due}
    record = completeness.gaps(decision.case, completeness.REVIEW, on)
    return [*found.values(), *(gap for gap in record if gap.message not in found)]


def refuse_gaps(decision: Decision, on: date) -> None:
    """Raise the first gap as RuleError, the others in its `extra`."""
    found = gaps(decision, on)
    if found:
        error = found[0].error()
        error.extra = [gap.message for gap in found[1:]]
        raise error


def _unheard(decision: Decision, on: date) -> list[Gap]:
    """Review comes after the hearing, and has its record (行政处罚法 58, 65)."""
    article = "行政处罚法第五十八条、第六十五条"
    asked = decision.notices.filter(hearing_requested_on__isnull=False, superseded=False)
    found = []
    if asked.filter(hearing_closed_on=None).exists():
        text = _("当事人已申请听证，法制审核应当在听证结束后进行。")
        found.append(Gap("hearing_open", text, article, _("请先组织听证，再根据听证笔录送审。")))
    if asked.filter(hearing_closed_on__gt=on).exists():
        text = _("送审日期不能早于听证结束日期。")
        found.append(Gap("hearing_ahead", text, article, _("请核对日期。")))
    return found


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


@transaction.atomic
def withdraw(review: Review, *, by: User, on: date) -> Review:
    """撤回送审, before it is decided."""
    demand(by, "legal_review.submit")
    cases.assert_handler(review.decision.case, by)
    moved = FLOW.move(review, "withdraw", by=by)
    lapse(moved, by=by)
    deadlines.void("review", str(review.pk), on=on)
    return moved
