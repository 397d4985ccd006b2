"""不能确定的，报请确定: who examines a text for secrets and is in doubt asks who may say (OGI 17(3)).

The text stays inside and as it is until there is an answer; the days for publication run on and show why.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand_in
from disclosure.models import Publication, SecrecyReferral, SecrecyReview
from disclosure.services import pipeline, secrecy
from enforcement.models import User

APPROVE = "disclosure.approve"
ARTICLE = "政府信息公开条例第十七条第三款；保守国家秘密法第三十五条"
Answer, Status = SecrecyReferral.Answer, Publication.Status
DETERMINED = gettext_noop("经有关主管部门或者保密行政管理部门确定，不予公开。")


def open_of(publication: Publication) -> SecrecyReferral | None:
    """The one that waits for its answer."""
    return SecrecyReferral.objects.filter(publication=publication, answered_on=None).first()


@transaction.atomic
def refer(
    publication: Publication, *, by: User, on: date, asked_on: date, asked_to: str, question: str
) -> SecrecyReferral:
    """报请确定, by who would have to examine the text: neither its redactor nor on the case."""
    demand_in(by, APPROVE, publication.agency_id)
    row = _locked(publication)
    version = row.shown
    if row.status != Status.REDACTED or version is None or row.decision is None:
        raise StaleError(
            _("该信息不在待审批的状态。"), remedy=_("请刷新页面，查看最新状态后再操作。")
        )
    secrecy.demand_other(row.decision, version, by)
    said = {"asked_to": _said(asked_to, "asked_to"), "question": _said(question, "question")}
    _assert_day(row.decided_on, asked_on, on, "asked_on")
    if open_of(row) is not None:
        raise StaleError(_("已经报请确定，尚未答复。"), remedy=_("请等待答复。"))
    made = SecrecyReferral.objects.create(
        publication=row, sha256=version.sha256, asked_on=asked_on, asked_by=by, **said
    )
    words = _("报请%(whom)s确定：%(question)s") % {
        "whom": made.asked_to,
        "question": made.question,
    }
    secrecy.object_to(row, SecrecyReview.Outcome.REFER, by=by, reason=words)
    return made


def _locked(publication: Publication) -> Publication:
    rows = Publication.objects.select_related("decision", "shown", "agency")
    return rows.select_for_update(of=("self",)).get(pk=publication.pk)


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise RuleError(
            _("应当写明报请的部门、内容和答复。"),
            article=ARTICLE,
            remedy=_("请填写。"),
            field=field,
        )
    return text.strip()


def _assert_day(first: date, day: date, on: date, field: str) -> None:
    if not first <= day <= on:
        raise RuleError(
            _("日期应当在%(day)s以后、今天以前。") % {"day": first},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field=field,
        )


@transaction.atomic
def answer(
    publication: Publication, *, by: User, on: date, answered_on: date, outcome: str, answer: str
) -> SecrecyReferral:
    """The answer that came, put on record by who might have asked.

    CLEAR lets the text be approved, PART sends it back, NEVER withholds it.
    """
    demand_in(by, APPROVE, publication.agency_id)
    row = _locked(publication)
    asked = open_of(row)
    if asked is None:
        raise StaleError(_("没有等待答复的报请。"), remedy=_("请刷新页面，查看最新状态后再操作。"))
    if row.decision is not None and row.shown is not None:
        secrecy.demand_other(row.decision, row.shown, by)
    if outcome not in Answer.values:
        raise RuleError(_("请选择答复结论。"), remedy=_("请选择。"), field="outcome")
    _assert_day(asked.asked_on, answered_on, on, "answered_on")
    asked.answer = _said(answer, "answer")
    asked.answered_on, asked.outcome, asked.answered_by = answered_on, outcome, by
    asked.save(update_fields=["answer", "answered_on", "outcome", "answered_by"])
    data = {"note": asked.answer, "outcome": outcome, "answered_on": answered_on}
    audit.append("publication.determined", obj=row, actor=by, data=data)
    _follow(row, asked, by=by, on=on)
    return asked


def _follow(row: Publication, asked: SecrecyReferral, *, by: User, on: date) -> None:
    if asked.outcome == Answer.PART and row.status == Status.REDACTED:
        pipeline.send_back(row, by=by, reason=asked.answer, secret=True)
    if asked.outcome == Answer.NEVER and row.status in (Status.PENDING, Status.REDACTED):
        pipeline.withhold(row, by=by, on=on, code="secret", reason=DETERMINED)
