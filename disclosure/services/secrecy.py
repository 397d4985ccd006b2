"""公开前保密审查: what goes out was examined for secrets first, by somebody who did not draft it.

The approver examines and approves in one act (domain §6.17). The record is bound to the SHA-256 of
what was examined; another text or copy needs another examination, which the database holds as well.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from disclosure.models import (
    Publication,
    PublicFile,
    RedactedVersion,
    SecrecyReferral,
    SecrecyReview,
)
from enforcement.models import Agency, CaseOfficer, Decision, User

STATEMENT, REVIEWER = "disclosure.secrecy.statement", "disclosure.secrecy.reviewer"
ARTICLE = "政府信息公开条例第十七条；保守国家秘密法第三十五条"
# Of the grounds of withholding those that an examination for secrets finds.
GROUNDS = frozenset({"secret", "security"})
Outcome = SecrecyReview.Outcome


def statement(agency: Agency, on: date | None = None) -> str:
    """What the examiner states, by the rules of the agency."""
    return str(agency.rules().value(STATEMENT, on=on))


def rule(agency: Agency, on: date | None = None) -> str:
    """Who may examine, in the words of the agency's rules."""
    return str(agency.rules().value(REVIEWER, on=on))


def clear(
    publication: Publication, version: RedactedVersion, *, by: User, examined: bool
) -> SecrecyReview:
    """可以公开: exactly this version. RuleError unless it was examined, by nobody who handled the case."""
    _demand_examined(examined)
    _demand_determined(publication)
    if publication.decision is not None:
        _not_a_handler(publication.decision, by)
    row = SecrecyReview.objects.create(
        publication=publication,
        version=version,
        sha256=version.sha256,
        outcome=Outcome.CLEAR,
        statement=statement(publication.agency),
        reviewed_by=by,
    )
    _log(row)
    return row


def clear_file(file: PublicFile, *, by: User, examined: bool) -> SecrecyReview:
    """可以公开: exactly this copy of a public file."""
    _demand_examined(examined)
    public = file.publication
    if public is not None and public.decision is not None:
        _not_a_handler(public.decision, by)
    row = SecrecyReview.objects.create(
        file=file,
        sha256=file.copy.sha256 if file.copy else "",
        outcome=Outcome.CLEAR,
        statement=statement(file.answerable),
        reviewed_by=by,
    )
    _log(row)
    return row


def demand_answered(publication: Publication) -> None:
    """RuleError while it is asked whether the text may be public: it stays as it was asked about."""
    if SecrecyReferral.objects.filter(publication=publication, answered_on=None).exists():
        raise RuleError(
            _("是否可以公开已经报请确定，尚未答复。"),
            article=ARTICLE,
            remedy=_("请在收到答复后登记答复，再办理。"),
        )


def _demand_determined(publication: Publication) -> None:
    demand_answered(publication)
    last = SecrecyReferral.objects.filter(publication=publication).order_by("pk").last()
    if last is not None and last.outcome == SecrecyReferral.Answer.NEVER:
        raise RuleError(
            _("报请确定的答复是不予公开。"),
            article=ARTICLE,
            remedy=_("情况已经变化的，请重新报请确定；否则办理不公开。"),
        )


def demand_other(decision: Decision, version: RedactedVersion, by: User) -> None:
    """RuleError for who may not examine the text: who redacted it, drafted the decision or is on the case."""
    if version.redacted_by_id == by.pk:
        raise RuleError(
            _("脱敏人不得审批自己的脱敏结果。"),
            article=ARTICLE,
            remedy=_("请由另一名公示审核人审批。"),
        )
    _not_a_handler(decision, by)


def cleared() -> Exists:
    """A condition over publications: exactly the text shown was found fit for the public."""
    rows = SecrecyReview.objects.filter(version=OuterRef("shown"), outcome=Outcome.CLEAR)
    return Exists(rows)


def files_cleared() -> Q:
    """The same: each file that goes out with it was examined, as it is now."""
    return Q(~_unseen_files())


def _unseen_files() -> Exists:
    seen = SecrecyReview.objects.filter(
        file=OuterRef("pk"), sha256=OuterRef("copy"), outcome=Outcome.CLEAR
    )
    return Exists(
        PublicFile.objects.filter(
            ~Exists(seen), publication=OuterRef("pk"), status=PublicFile.Status.APPROVED
        )
    )


def undetermined() -> Exists:
    """A condition over publications: whether it may be public is asked, or the last answer was no."""
    later = SecrecyReferral.objects.filter(
        publication=OuterRef("publication"), pk__gt=OuterRef("pk")
    )
    last = SecrecyReferral.objects.filter(~Exists(later), publication=OuterRef("pk"))
    return Exists(last.filter(Q(answered_on=None) | Q(outcome=SecrecyReferral.Answer.NEVER)))


def with_holds(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """The rows as `hold` reads them; no query more."""
    open_ = SecrecyReferral.objects.filter(publication=OuterRef("pk"), answered_on=None)
    asked = Subquery(open_.values("asked_to")[:1])
    return rows.annotate(
        text_clear=cleared(),
        files_open=_unseen_files(),
        asked_whom=asked,
        forbidden=undetermined(),
    )


def hold(row: Publication) -> str:
    """Why a publication of `with_holds` waits or will not go out by itself, in words; "" if it does not."""
    if whom := getattr(row, "asked_whom", None):
        return _("已报请%(whom)s确定是否可以公开，尚未答复；公开期限继续计算。") % {"whom": whom}
    if row.status != Publication.Status.APPROVED:
        return ""
    if getattr(row, "forbidden", False):
        return _("报请确定的答复是不予公开，不会公开；请办理不公开，或者退回脱敏后重新报请确定。")
    if not getattr(row, "text_clear", True):
        return _("公开文本未经保密审查，不会自动公开；请退回脱敏，重新提交审批。")
    if getattr(row, "files_open", False):
        return _("有公开附件未经保密审查，不会自动公开；请在“公开附件”中退回，重新制作后审批。")
    return ""


def demand_cleared(publication: Publication) -> None:
    """RuleError where nobody examined the text, as with what was approved before there were examinations.

    Or a file beside it; and where the answer to a referral was that it may not be public.
    """
    _demand_determined(publication)
    row = Publication.objects.filter(pk=publication.pk)
    if not row.filter(cleared()).exists():
        raise _unexamined(_("请退回脱敏，重新提交后由审批人审查。"))
    if not row.filter(files_cleared()).exists():
        raise _unexamined(
            _("有公开附件未经保密审查。请在“公开附件”中退回，重新制作后由审批人审查。")
        )


def _unexamined(remedy: str, field: str = "") -> RuleError:
    message = _("拟公开的内容应当先经保密审查，未经审查不得公开。")
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def demand_seen(sha256: str, seen: str) -> None:
    """StaleError when what is cleared is another than who clears it looked at; "" names nothing."""
    if seen and seen != sha256:
        raise StaleError(
            _("拟公开的内容在您查看之后已被修改。"),
            article=ARTICLE,
            remedy=_("请重新打开本页，核对后再审批。"),
        )


def object_to(publication: Publication, outcome: Outcome, *, by: User, reason: str) -> None:
    """Keep that secrets were found: part of the text must go, or nothing may be published."""
    version = publication.shown
    row = SecrecyReview.objects.create(
        publication=publication,
        version=version,
        sha256=version.sha256 if version is not None else "",
        outcome=outcome,
        statement=reason.strip(),
        reviewed_by=by,
    )
    _log(row)


def _demand_examined(examined: bool) -> None:
    if not examined:
        raise _unexamined(
            _("请逐项审查并确认；含有不得公开内容的，退回脱敏或者办理不公开。"), "examined"
        )


def handled(decision: Decision, by: User) -> bool:
    """Whether the account drafted the decision or is on its case."""
    on_the_case = CaseOfficer.objects.filter(case=decision.case_id, officer__account=by)
    return decision.drafted_by_id == by.pk or on_the_case.exists()


def has_part(publication: Publication, by: User) -> bool:
    """Whether the account redacted it, drafted the decision or is on its case."""
    redacted = publication.shown is not None and publication.shown.redacted_by_id == by.pk
    return redacted or (publication.decision is not None and handled(publication.decision, by))


def demand_no_part(publication: Publication, by: User) -> None:
    """RuleError for who may not answer for it that the publication is withheld."""
    if has_part(publication, by):
        raise RuleError(
            _("本案的承办人员、决定的起草人和脱敏人不得决定或者确认本案的不公开。"),
            article="政府信息公开条例第十四条、第十五条、第十七条",
            remedy=_("请由另一名公示审核人办理。"),
        )


def _not_a_handler(decision: Decision, by: User) -> None:
    if handled(decision, by):
        raise RuleError(
            _("本案的承办人员、决定的起草人不得对本案拟公开的内容进行保密审查。"),
            article=ARTICLE,
            remedy=_("请由另一名公示审核人审查。"),
        )


def _log(row: SecrecyReview) -> None:
    data = {"note": row.statement, "outcome": row.outcome, "sha256": row.sha256}
    of = row.publication or row.file
    name = "publication" if row.publication_id else "publicfile"
    audit.append(f"{name}.secrecy", obj=of, actor=row.reviewed_by, data=data)
