"""Asking for a procedural measure of a case: who may, when, and what each kind needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand, demand_in
from enforcement.incidents import Measure, measures
from enforcement.models import Agency, Case, Incident, Officer, User
from enforcement.services import assignment, recusal
from enforcement.services.incident_course import RECORD, assert_no_decision, require, turn

DECIDE = "enforcement.decide"
Kind, Status = Incident.Kind, Incident.Status


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked for: `ground` is a key of the measure's grounds, `reason` the facts and why.

    officer or person: whom a recusal concerns; target, target_name: the organ a transfer goes to;
    verified_by: the officers who verified a suspected crime.
    """

    kind: str
    ground: str
    reason: str
    applicant: str = Incident.Applicant.HANDLER
    officer: Officer | None = None
    person: User | None = None
    target: Agency | None = None
    target_name: str = ""
    verified_by: tuple[Officer, ...] = ()


@transaction.atomic
def apply(case: Case, *, by: User, on: date, request: Request) -> Incident:
    """Ask for a measure. A handler asks; a recusal may also be ordered by the head.

    RuleError when anything else is ordered, the case, its procedure or its state knows no such
    measure, the ground is not of the table, the reason is blank, one is pending already, or what the kind needs is missing.
    """
    _assert_may_ask(case, by, request)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=case.pk)
    row = measures()[request.kind]
    _assert_open(locked, row, on)
    _assert_said(row, request)
    CHECKS.get(request.kind, _nothing)(locked, request, on)
    incident = Incident.objects.create(
        case=locked,
        kind=request.kind,
        applicant=request.applicant,
        ground=request.ground,
        reason=request.reason.strip(),
        applied_on=on,
        applied_by=by,
        officer=request.officer,
        person=request.person,
        target=request.target,
        target_name=_target_name(request),
    )
    incident.verified_by.set(request.verified_by)
    data = {"kind": request.kind, "ground": request.ground, "on": on}
    audit.append("incident.apply", obj=incident, actor=by, data=data)
    turn(incident, "apply", on=on)
    return incident


def _assert_may_ask(case: Case, by: User, request: Request) -> None:
    if request.applicant == Incident.Applicant.ORDER:
        demand_in(by, DECIDE, case.agency_id)
        recusal.assert_not_recused(case, by)
        _assert_orders_recusal(request)
        return
    demand(by, RECORD)
    assignment.assert_handler(case, by)


def _assert_orders_recusal(request: Request) -> None:
    """Whoever approves the other measures does not ask himself for them."""
    if request.kind != Kind.RECUSAL:
        raise RuleError(
            _("负责人只能指令回避，不能自行提出“%(kind)s”。") % {"kind": Kind(request.kind).label},
            article=measures()[request.kind].article,
            remedy=_("请由承办人员提出申请，再由负责人审批。"),
            field="applicant",
        )


def _target_name(request: Request) -> str:
    return request.target.name if request.target else request.target_name.strip()


def _assert_open(case: Case, row: Measure, on: date) -> None:
    if case.status not in row.states or case.procedure not in row.procedures:
        raise RuleError(
            _("案件状态为“%(state)s”、适用%(procedure)s，不能办理“%(kind)s”。")
            % {
                "state": case.get_status_display(),
                "procedure": case.get_procedure_display(),
                "kind": Kind(row.key).label,
            },
            article=row.article,
            remedy=_("请核对案件所处的阶段；决定作出后不能终止调查或者撤销立案。"),
        )
    earliest = case.filed_on or case.discovered_on
    if on < earliest:
        raise RuleError(
            _("日期不能早于%(day)s。") % {"day": earliest},
            article=row.article,
            remedy=_("请核对日期。"),
            field="on",
        )
    if row.key != Kind.RECUSAL and case.incidents.open().filter(kind=row.key).exists():
        raise RuleError(
            _("本案已有正在办理的“%(kind)s”。") % {"kind": Kind(row.key).label},
            article=row.article,
            remedy=_("请先办结该事项。"),
        )


def _assert_said(row: Measure, request: Request) -> None:
    if request.ground not in row.grounds:
        raise RuleError(
            _("不存在的事由。"), article=row.article, remedy=_("请重新选择。"), field="ground"
        )
    require(request.reason, _("应当写明事实和理由。"), row.article, "reason")


def _nothing(case: Case, request: Request, on: date) -> None:
    """Kinds that need nothing more."""


def _check_recusal(case: Case, request: Request, on: date) -> None:
    article = measures()[Kind.RECUSAL].article
    if (request.officer is None) == (request.person is None):
        raise RuleError(
            _("应当写明申请谁回避。"),
            article=article,
            remedy=_("请选择一名人员。"),
            field="subject",
        )
    subject = request.officer or request.person
    if subject is not None and subject.agency_id != case.agency_id and not _assigned(case, request):
        raise RuleError(
            _("%(name)s不是本机关人员。") % {"name": subject.name},
            article=article,
            remedy=_("请重新选择。"),
            field="subject",
        )
    same = case.incidents.filter(kind=Kind.RECUSAL, officer=request.officer, person=request.person)
    if same.filter(status__in=[Status.APPLIED, Status.DONE]).exists():
        raise RuleError(
            _("该人员的回避已在办理或者已经决定。"),
            article=article,
            remedy=_("请在列表中查看。"),
            field="subject",
        )


def _assigned(case: Case, request: Request) -> bool:
    return case.assignments.filter(officer=request.officer).exists()


def _check_crime(case: Case, request: Request, on: date) -> None:
    article = "行政执法机关移送涉嫌犯罪案件的规定第五条"
    require(_target_name(request), _("应当写明受移送的公安机关。"), article, "target_name")
    recusal.assert_none_recused(case, request.verified_by)
    keys = {officer.pk for officer in request.verified_by}
    certified = Officer.objects.certified(on).filter(pk__in=keys, agency_id=case.agency_id).count()
    needed = int(case.agency.rules().value("transfer.min_officers", on=on))
    if certified < needed or certified < len(keys):
        raise RuleError(
            _("应当由%(needed)s名以上当日持有效执法证的本机关执法人员核实情况并提出书面报告。")
            % {"needed": needed},
            article=article,
            remedy=_("请补充或者更换核实人员。"),
            field="verified_by",
        )


def _check_jurisdiction(case: Case, request: Request, on: date) -> None:
    article = measures()[Kind.JURISDICTION_TRANSFER].article
    require(_target_name(request), _("应当写明受移送机关。"), article, "target_name")
    if request.target is not None and request.target.pk == case.agency_id:
        raise RuleError(
            _("受移送机关不能是本机关。"),
            article=article,
            remedy=_("请重新选择。"),
            field="target",
        )
    assert_no_decision(case, article)


def _check_ending(case: Case, request: Request, on: date) -> None:
    assert_no_decision(case, measures()[request.kind].article)


CHECKS: Mapping[str, Callable[[Case, Request, date], None]] = {
    Kind.RECUSAL: _check_recusal,
    Kind.CRIME_TRANSFER: _check_crime,
    Kind.JURISDICTION_TRANSFER: _check_jurisdiction,
    Kind.TERMINATION: _check_ending,
    Kind.FILING_WITHDRAWAL: _check_ending,
}
