"""The outcome of a review: returned, or passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import deadlines, numbering
from core.errors import RuleError
from enforcement import drafts
from enforcement.models import User
from enforcement.services import clearance, decisions, notices
from legal_review import catalogue, opinion_papers, outcomes, seals
from legal_review.flows import REVIEW as FLOW
from legal_review.models import Review, ReviewCheck, ReviewProblem
from legal_review.services.people import assert_may_review
from legal_review.services.supplements import awaited, lapse
from recording.services import documents

ARTICLE = "国办发〔2018〕118号第十三条"
AFTER_HEARING = "行政处罚法第五十八条、第六十五条"
STRICT = "review.no_conditional"
Result = ReviewCheck.Result


@dataclass(frozen=True)
class Check:
    """One head of the checklist as the reviewer answered it.

    `code`: why it failed (legal_review.outcomes); `refs`: what shows it, as {"kind", "id", "title"}.
    """

    head: str
    label: str
    result: str
    note: str = ""
    code: str = ""
    refs: tuple[dict[str, str], ...] = ()


@transaction.atomic
def approve(review: Review, *, by: User, on: date, opinion: str, checks: list[Check]) -> Review:
    """审核通过: no head fails; exactly the sealed draft is cleared.

    A head may pass with a flaw where the profile knows that and the flaw can be cured without
    touching the draft; then the draft is cleared when the unit has recorded the cure.
    """
    assert_may_review(review, by, on)
    locked = FLOW.lock(review, "approve")
    _assert_opinion(locked, on, opinion, checks)
    _assert_none_failed(locked, checks, on)
    _assert_coded(checks)
    _assert_as_submitted(locked)
    passed = _decide(locked, "approve", by=by, on=on, opinion=opinion, checks=checks)
    if not any(check.result == Result.FLAW for check in checks):
        decisions.clear(passed.decision, version=passed.version, by=by)
    return passed


@transaction.atomic
def send_back(
    review: Review,
    *,
    by: User,
    on: date,
    opinion: str,
    checks: list[Check],
    problems: Sequence[str] = (),
) -> Review:
    """审核不通过: returned with reasons; the handler corrects and submits again.

    `problems`: kinds of legal_review.outcomes; without any, those the codes of the failed heads
    amount to. RuleError when there is none at all.
    """
    assert_may_review(review, by, on)
    locked = FLOW.lock(review, "return")
    _assert_opinion(locked, on, opinion, checks)
    _assert_coded(checks)
    kinds = list(problems) or outcomes.usual([c.code for c in checks if c.result == Result.FAIL])
    unknown = [kind for kind in kinds if kind not in outcomes.problems()]
    if not kinds or unknown:
        raise _refusal(
            _("退回的，应当写明存在问题的类型。"),
            _("请选择补充调查、纠正、移送、不予处罚建议或者退回补正材料等类型。"),
            "problems",
        )
    for kind in dict.fromkeys(kinds):
        ReviewProblem.objects.create(review=locked, kind=kind)
    lapse(locked, by=by)
    clearance.void(locked.decision, by=by, reason="returned")
    return _decide(locked, "return", by=by, on=on, opinion=opinion, checks=checks)


def _refusal(message: str, remedy: str, field: str = "", *, article: str = ARTICLE) -> RuleError:
    return RuleError(message, article=article, remedy=remedy, field=field)


def _assert_opinion(review: Review, on: date, opinion: str, checks: list[Check]) -> None:
    """The opinion is written, every head answered once, every failed one with code and reason."""
    if on < review.submitted_on:
        raise _refusal(
            _("审核日期不能早于送审日期%(day)s。") % {"day": review.submitted_on},
            _("请核对日期。"),
            "on",
        )
    if not opinion.strip():
        raise _refusal(_("法制审核应当出具书面意见。"), _("请填写审核意见。"), "opinion")
    answered = [check.head for check in checks if check.result in Result.values]
    if len(answered) != len(checks) or sorted(answered) != sorted(
        catalogue.heads(review.agency.rules())
    ):
        raise _refusal(_("审核内容尚未逐项填写。"), _("请对每一项选择通过、不通过或者不适用。"))
    silent = [check.label for check in found_wanting(checks) if not check.note.strip()]
    if silent:
        raise _refusal(
            _("下列不通过的审核内容没有说明理由：%(list)s") % {"list": "、".join(silent)},
            _("请逐项说明不通过的理由。"),
        )


def found_wanting(checks: list[Check]) -> list[Check]:
    """The heads that failed or have a flaw."""
    return [check for check in checks if check.result in (Result.FAIL, Result.FLAW)]


def _assert_coded(checks: list[Check]) -> None:
    """Every head found wanting has a reason of its own, so that reasons can be counted."""
    for check in found_wanting(checks):
        if check.code not in {row.key for row in outcomes.reasons_of(check.head)}:
            raise _refusal(
                _("“%(head)s”没有选择原因，或者原因不属于该项。") % {"head": check.label},
                _("请从该项的原因代码中选择。"),
                f"code_{check.head}",
            )


def _assert_none_failed(review: Review, checks: list[Check], on: date) -> None:
    failed = [check.label for check in checks if check.result == Result.FAIL]
    if failed:
        raise _refusal(
            _("下列审核内容不通过，不得审核通过：%(list)s") % {"list": "、".join(failed)},
            _("请退回承办机构并说明理由。"),
            "outcome",
        )
    rules = review.agency.rules()
    flawed = [check for check in checks if check.result == Result.FLAW]
    if flawed and rules.value(STRICT, on=on):
        raise _refusal(
            _("本地规则规定，任一审核内容不通过的应当退回，不得附条件通过：%(list)s")
            % {"list": "、".join(check.label for check in flawed)},
            _("请退回承办机构补正。"),
            "outcome",
            article=rules.article(STRICT, on=on),
        )
    beyond = [check.label for check in flawed if not outcomes.curable(check.head)]
    if beyond:
        raise _refusal(
            _("只有不影响决定的文书瑕疵可以补正后作出决定：%(list)s") % {"list": "、".join(beyond)},
            _("请将该项改为不通过并退回承办机构。"),
            "outcome",
        )


def _assert_as_submitted(review: Review) -> None:
    """Nothing is awaited, told or heard since, and draft and materials are those that were sealed."""
    if not drafts.same(review.decision, review.version):
        raise _refusal(
            _("草案在送审后已被修改，不能按原送审稿通过。"),
            _("请承办人将修改后的草案重新送审。"),
            "outcome",
        )
    if awaited(review) is not None:
        raise _refusal(
            _("已要求补正材料，尚未补正，不能审核通过。"),
            _("请等待补正，或者退回承办机构。"),
            "outcome",
        )
    if review.decision.notices.filter(hearing_closed_on__gt=review.submitted_on).exists():
        raise _refusal(
            _("送审后举行了听证，不能按听证前的送审材料通过。"),
            _("请退回，由承办人根据听证笔录重新送审。"),
            "outcome",
            article=AFTER_HEARING,
        )
    told = notices.current(review.decision)
    now = (told.pk, told.hearing_closed_on) if told else (None, None)
    asked = told is not None and told.hearing_requested_on and not told.hearing_closed_on
    if review.seal is not None and (asked or now != (review.notice_id, review.heard_on)):
        raise _refusal(
            _("送审后重新告知了当事人，或者当事人申请了听证，不能按原送审材料通过。"),
            _("请退回，由承办人根据最近一次告知、听证重新送审。"),
            "outcome",
            article=AFTER_HEARING,
        )
    if review.seal not in (None, seals.seal(review.version.sha256, review.materials)):
        raise _refusal(
            _("送审稿或者材料目录与封存时的校验值不一致。"),
            _("请立即报告，并由承办人重新送审。"),
            "outcome",
        )


def _decide(
    review: Review, move: str, *, by: User, on: date, opinion: str, checks: list[Check]
) -> Review:
    # The checks come first: the database refuses an outcome without them.
    _keep_checks(review, checks)
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
        "opinion_seal": review.sealed()[1] or None,
    }
    decided = FLOW.move(review, move, by=by, changes=changes, note=opinion)
    deadlines.close("review", str(review.pk), on=on)
    documents.keep(
        decided.decision.case,
        kind="review_opinion",
        context=opinion_papers.opinion(decided, on),
        by=by,
        on=on,
        decision=decided.decision,
        number=number,
    )
    return decided


def _keep_checks(review: Review, checks: list[Check]) -> None:
    for check in checks:
        ReviewCheck.objects.create(
            review=review,
            head=check.head,
            label=check.label,
            result=check.result,
            note=check.note,
            code=check.code or None,
            refs=list(check.refs) or None,
        )
