"""The list of counsel, and asking one of them about one draft: the link is made, the advice is kept."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, periods
from core.errors import RuleError, StaleError
from core.permissions import demand, demand_in
from enforcement import drafts
from enforcement.models import User
from legal_review import counsel_papers
from legal_review.models import Counsel, CounselRequest, Review
from legal_review.qualifications import CHANGE
from legal_review.services.people import REVIEW, assert_may_review, has_touched
from recording import access
from recording.services import documents
from recording.services.supply_links import CODE_DIGITS, TOKEN_BYTES, hashed

LIFE, ARTICLE = "counsel.link_hours", "国办发〔2018〕118号第十一条"
PAPER = "review_advice"
# Kept with the row, so Chinese whatever the language of the account that acts.
ADVISED, REPLACED = gettext_noop("已出具意见"), gettext_noop("重新出具")


def _refusal(text: str, remedy: str, field: str = "") -> RuleError:
    return RuleError(text, article=ARTICLE, remedy=remedy, field=field)


@transaction.atomic
def register(
    *,
    by: User,
    kind: str,
    name: str,
    organisation: str,
    licence: str,
    valid_from: date,
    valid_to: date | None = None,
    account: User | None = None,
) -> Counsel:
    """Put a counsel on the list of the account's agency. RuleError for an end before the beginning,
    a licence on the list already, an account of another agency."""
    demand(by, CHANGE)
    if by.agency is None:
        raise PermissionDenied(CHANGE)
    if valid_to is not None and valid_to < valid_from:
        raise _refusal(_("聘期截止日期不能早于聘任日期。"), _("请核对日期。"), "valid_to")
    if account is not None and account.agency_id != by.agency_id:
        raise _refusal(_("该账号不属于本机关。"), _("请选择本机关的账号。"), "account")
    rows = Counsel.objects.filter(agency=by.agency, licence=licence.strip(), ended_on=None)
    if rows.exists():
        raise _refusal(_("该执业证号已经登记。"), _("请核对执业证号。"), "licence")
    row = Counsel.objects.create(
        agency=by.agency,
        kind=kind,
        name=name.strip(),
        organisation=organisation.strip(),
        licence=licence.strip(),
        account=account,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    data = {"kind": kind, "licence": row.licence, "from": valid_from}
    audit.append("counsel.register", obj=row, actor=by, data=data)
    return row


@transaction.atomic
def end(counsel: Counsel, *, by: User, on: date, reason: str) -> Counsel:
    """End an engagement; links that are still open end with it."""
    demand_in(by, CHANGE, counsel.agency_id)
    row = Counsel.objects.select_for_update().get(pk=counsel.pk)
    if row.ended_on is not None:
        raise StaleError(_("该聘任已经终止。"), remedy=_("请刷新页面查看。"))
    if on < row.valid_from or not reason.strip():
        raise _refusal(
            _("终止日期不能早于聘任日期，并应当说明理由。"), _("请核对后填写。"), "reason"
        )
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    audit.append("counsel.end", obj=row, actor=by, data={"on": on, "reason": reason.strip()})
    for request in CounselRequest.objects.select_for_update().filter(counsel=row, ended_at=None):
        close(request, by=by, at=timezone.now(), reason=reason.strip())
    return row


@dataclass(frozen=True)
class Handed:
    """A request with the two secrets that are shown once: of the address, and told apart from it."""

    request: CounselRequest
    token: str
    code: str


@transaction.atomic
def ask(review: Review, *, by: User, at: datetime, counsel: Counsel, question: str) -> Handed:
    """The reviewer asks a counsel of the agency about the frozen draft; a link is made for it.

    RuleError for a counsel who is not on the list today or has a part in the case, a sealed case, a
    draft that changed, or without a question. An earlier open link to the same counsel ends.
    """
    on = timezone.localtime(at).date()
    assert_may_review(review, by, on)
    locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    _assert_open(locked)
    _assert_engaged(locked, counsel, on)
    if not question.strip():
        raise _refusal(_("请写明请求提供意见的问题。"), _("请填写。"), "question")
    for old in CounselRequest.objects.select_for_update().filter(
        review=locked, counsel=counsel, ended_at=None
    ):
        close(old, by=by, at=at, reason=REPLACED)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    code = "".join(secrets.choice("0123456789") for _no in range(CODE_DIGITS))
    row = CounselRequest.objects.create(
        review=locked,
        counsel=counsel,
        version_sha256=locked.version.sha256,
        question=question.strip(),
        asked_by=by,
        asked_at=at,
        token_hash=hashed(token),
        code_hash=hashed(code),
        expires_at=periods.until(locked.agency.rules().period(LIFE, on=on), at),
    )
    data = {"review": str(locked.pk), "counsel": counsel.pk, "sha256": row.version_sha256}
    audit.append("counselrequest.ask", obj=row, actor=by, data=data)
    return Handed(row, token, code)


def _assert_open(review: Review) -> None:
    if not shows(review):
        raise StaleError(
            _("审核已经办结，或者草案在送审后已经修改，不能再请求法律意见。"),
            article=ARTICLE,
            remedy=_("请在草案重新送审后办理。"),
        )
    if review.decision.case.sealed:
        raise _refusal(
            _("违反治安管理的记录依法封存，不得通过网络链接提供。"),
            _("请当面听取法律顾问、公职律师的意见。"),
        )
    if "" in access.closed_items(review.decision.case):
        raise _refusal(
            _("本案全案限制查阅，不得通过网络链接提供。"),
            _("请当面听取法律顾问、公职律师的意见。"),
        )


def _assert_engaged(review: Review, counsel: Counsel, on: date) -> None:
    listed = Counsel.objects.on_list(on).filter(pk=counsel.pk, agency=review.agency_id)
    if not listed.exists():
        raise _refusal(_("该法律顾问、公职律师不在本机关当日的名册中。"), _("请另选。"), "counsel")
    account = counsel.account
    if account is not None and has_touched(review.decision.case, account):
        raise _refusal(_("该公职律师承办或者决定过本案，应当回避。"), _("请另选。"), "counsel")


def shows(review: Review) -> bool:
    """Whether the draft is still the one that was frozen, and its review open."""
    return review.status == Review.Status.OPEN and drafts.same(review.decision, review.version)


def opens(request: CounselRequest, at: datetime) -> bool:
    """Whether the address still opens: not ended nor expired, the same draft, the case not sealed."""
    review = request.review
    same = request.version_sha256 == review.version.sha256 and shows(review)
    return request.live(at) and same and not review.decision.case.sealed


def close(request: CounselRequest, *, by: User | None, at: datetime, reason: str) -> None:
    """End a link for good, with the reason."""
    request.ended_at, request.end_reason = at, reason
    request.save(update_fields=["ended_at", "end_reason"])
    audit.append("counselrequest.end", obj=request, actor=by, data={"reason": reason})


@transaction.atomic
def withdraw(request: CounselRequest, *, by: User, at: datetime, reason: str) -> CounselRequest:
    """The agency takes a link back."""
    demand_in(by, REVIEW, request.agency_id)
    row = CounselRequest.objects.select_for_update().get(pk=request.pk)
    if row.ended_at is not None:
        raise StaleError(_("该链接已经停用。"), remedy=_("请刷新页面查看。"))
    if not reason.strip():
        raise _refusal(_("停用链接应当说明理由。"), _("请填写。"), "reason")
    close(row, by=by, at=at, reason=reason.strip())
    return row


@transaction.atomic
def advise(request: CounselRequest, *, at: datetime, text: str) -> CounselRequest:
    """Keep the advice with the case file; the link has done its work. It opens no gate.

    The caller has seen to it that it is counsel who writes. RuleError without words or undertaking.
    """
    row = CounselRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.advised_at is not None or not opens(row, at):
        raise StaleError(_("不能再提交意见。"), remedy=_("请联系出具链接的机关。"))
    if row.accepted_at is None:
        raise _refusal(_("请先作出保密承诺。"), _("请阅读并接受保密承诺。"))
    if not text.strip():
        raise _refusal(_("请写明意见。"), _("请填写。"), "text")
    on = timezone.localtime(at).date()
    row.advice, row.advised_at = text.strip(), at
    row.document = documents.keep(
        row.review.decision.case,
        kind=PAPER,
        context=counsel_papers.advice(row, on),
        by=None,
        on=on,
        decision=row.review.decision,
    )
    row.save(update_fields=["advice", "advised_at", "document"])
    audit.append("counselrequest.advise", obj=row, data={"document": row.document.pk})
    close(row, by=None, at=at, reason=ADVISED)
    return row
