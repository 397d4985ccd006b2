"""Recording a step of the procedure, with the paper kept of it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement.models import Case, Decision, Officer, User
from enforcement.services import cases, suspension, visits
from recording import inspection_papers, kinds
from recording.models import Step
from recording.models.step import Stage
from recording.services import coverage_lines, documents

FULL_RECORD = "国办发〔2018〕118号第七条"
# When a step of a stage may be recorded: what comes after the decision follows it.
OPEN_STATES = {
    Stage.START: (Case.Status.DRAFT, Case.Status.FILED),
    Stage.SERVICE: (Case.Status.DECIDED,),
    Stage.EXECUTION: (Case.Status.DECIDED,),
}
AFTER_DECISION = (Stage.SERVICE, Stage.EXECUTION)
BINDING = (Decision.Status.ISSUED, Decision.Status.SERVED)


@transaction.atomic
def record(
    case: Case,
    *,
    by: User,
    kind: str,
    at: datetime,
    text: str,
    place: str = "",
    officers: Sequence[Officer],
    party_present: bool = True,
    av_exemption: str = "",
    ended_at: datetime | None = None,
) -> Step:
    """Record a step as it happened and keep its paper (笔录).

    RuleError for uncertified officers, a kind or state that does not fit, what is left out unduly."""
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("agency", "party").get(pk=case.pk)
    documents.refuse_archived(locked)
    row, on = kinds.step_kind(locked, kind), timezone.localtime(at).date()
    _assert_open(locked, row, on)
    _assert_certified(locked, officers, on)
    _assert_exemption(locked, row, party_present=party_present, reason=av_exemption)
    _assert_text(text)
    _assert_end(at, ended_at)
    step = Step.objects.create(
        case=locked,
        stage=row.stage,
        kind=kind,
        at=at,
        ended_at=ended_at,
        **{"place": place, "text": text, "party_present": party_present},
        av_exemption=av_exemption.strip(),
        created_by=by,
    )
    step.officers.set(officers)
    coverage_lines.changed([locked.pk])
    _keep_paper(step, list(officers), kind=row.document, by=by, on=on)
    audit.append("step.record", obj=step, actor=by, data={"kind": kind, "at": at})
    return step


def _keep_paper(step: Step, officers: list[Officer], *, kind: str, by: User, on: date) -> None:
    documents.keep_filing_form(step.case, by=by)
    visits.follow_step(step.case, kind=step.kind, by=by, on=on)
    context = inspection_papers.for_step(step, officers)
    documents.keep(step.case, kind=kind, context=context, by=by, on=on, stage=step.stage)


def _assert_text(text: str) -> None:
    if not text.strip():
        raise RuleError(
            _("过程记录不能为空。"), article=FULL_RECORD, remedy=_("请填写记录内容。"), field="text"
        )


def _assert_end(at: datetime, ended_at: datetime | None) -> None:
    if ended_at is not None and ended_at < at:
        raise RuleError(
            _("结束时间不能早于开始时间。"),
            article=FULL_RECORD,
            remedy=_("请核对时间；结束时间不明的，可以不填。"),
            field="ended_at",
        )


def _assert_open(case: Case, row: kinds.StepKind, on: date) -> None:
    states = OPEN_STATES.get(Stage(row.stage), (Case.Status.FILED,))
    if case.status not in states:
        raise RuleError(
            _("案件状态为“%(state)s”，不能记录“%(kind)s”。")
            % {"state": case.get_status_display(), "kind": row.label},
            article=row.article,
            remedy=_("请核对案件所处的阶段。"),
            field="kind",
        )
    if row.stage != Stage.START and case.filed_on and on < case.filed_on:
        raise RuleError(
            _("该环节的日期不能早于立案（受理）日期%(day)s。") % {"day": case.filed_on},
            article="行政处罚法第五十四条",
            remedy=_("请核对时间。"),
            field="at",
        )
    if row.stage in AFTER_DECISION:
        _assert_decided(case, row, on)
    if not row.awaited:
        suspension.assert_running(case, on)


def _assert_decided(case: Case, row: kinds.StepKind, on: date) -> None:
    decision = case.decisions.filter(status__in=BINDING, issued_on__gt=on).first()
    if decision is not None:
        raise RuleError(
            _("“%(kind)s”的日期不能早于决定日期%(day)s。")
            % {"kind": row.label, "day": decision.issued_on},
            article=row.article,
            remedy=_("请核对时间。"),
            field="at",
        )


def _assert_certified(case: Case, officers: Sequence[Officer], on: date) -> None:
    article = "行政处罚法第四十二条"
    keys = {officer.pk for officer in officers}
    known = Officer.objects.filter(pk__in=keys, agency_id=case.agency_id)
    certified = set(known.certified(on).values_list("pk", flat=True))
    bad = "、".join(officer.name for officer in officers if officer.pk not in certified)
    if bad:
        raise RuleError(
            _("下列人员在%(day)s没有本机关的有效执法证：%(names)s。") % {"day": on, "names": bad},
            article=article,
            remedy=_("请更换为当日持有效执法证的人员。"),
            field="officers",
        )
    needed = int(case.agency.rules().value("officer.min_count", on=on))
    if len(keys) < needed:
        raise RuleError(
            _("执法人员只有%(count)s名，不得少于%(needed)s名。")
            % {"count": len(keys), "needed": needed},
            article=article,
            remedy=_("请补充在场的执法人员。"),
            field="officers",
        )


def _assert_exemption(case: Case, row: kinds.StepKind, *, party_present: bool, reason: str) -> None:
    rules = kinds.av_rules(case, row, party_present=party_present)
    kinds.refuse_exemption(rules, reason)
