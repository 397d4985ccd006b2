"""Asking for a coercive measure, its inventory, and the head's approval (行政强制法 16-19, 23)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, deadlines, periods
from core.errors import RuleError
from core.folding import fold_name
from core.permissions import demand
from enforcement import flows, review_scope
from enforcement.models import Agency, Case, Decision, Item, Measure, MeasureItem, User
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Profile
from enforcement.services import assignment, cases, coercion_review, recusal

SUBJECT = "measure"
RECORD = "enforcement.record_step"
DECIDE = "enforcement.decide"
EMERGENCY = "coerce.emergency_report_hours"
Kind, Status = Measure.Kind, Measure.Status
PERIODS = {
    Kind.SEAL: "coerce.seal_days",
    Kind.SEIZE: "coerce.seal_days",
    Kind.FREEZE: "coerce.freeze_days",
}


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An object to be listed. `necessity` and `sealed_elsewhere` are what the law excludes."""

    name: str
    quantity: Decimal
    unit: str
    state: str
    place: str
    owner: str
    relevance: str
    mark: str = ""
    necessity: bool = False
    sealed_elsewhere: bool = False


def assert_own_power(case: Case, on: date) -> None:
    """Refuse a delegated organisation or an officer of one: the power is never delegated (CL 17)."""
    strangers = [
        row.name
        for row in assignment.on_the_case(case, on).order_by("pk")
        if row.agency_id != case.agency_id or row.agency.kind == Agency.Kind.DELEGATED
    ]
    if case.agency.kind != Agency.Kind.DELEGATED and not strangers:
        return
    raise RuleError(
        _("行政强制措施权不得委托，应当由行政机关具备资格的执法人员实施%(names)s。")
        % {"names": f"（{'、'.join(strangers)}）" if strangers else ""},
        article="行政强制法第十七条",
        remedy=_("请由有权机关的两名以上执法人员办理。"),
        field="officers",
    )


@transaction.atomic
def plan(
    case: Case,
    *,
    by: User,
    on: date,
    kind: str,
    basis: str,
    reason: str,
    days: int,
    emergency: bool = False,
    item: Item | None = None,
) -> Measure:
    """报请批准: what is to be sealed, seized or frozen, on which ground, for how many days.

    RuleError for what the law does not allow: see the checks below.
    """
    demand(by, RECORD)
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=case.pk)
    if locked.status != Case.Status.FILED:
        raise RuleError(
            _("案件不在办理中，不能采取强制措施。"),
            article="行政强制法第十六条、第十八条",
            remedy=_("请先立案。"),
        )
    assert_own_power(locked, on)
    _assert_grounds(locked, kind, basis, reason, item)
    _assert_length(locked, kind, days, on)
    row = Measure.objects.create(
        case=locked,
        kind=kind,
        item=item,
        basis=basis.strip(),
        reason=reason.strip(),
        days=days,
        emergency=emergency,
        created_by=by,
    )
    audit.append("measure.plan", obj=row, actor=by, data={"kind": kind, "emergency": emergency})
    return row


def _assert_grounds(case: Case, kind: str, basis: str, reason: str, item: Item | None) -> None:
    if kind not in Kind.values:
        raise RuleError(
            _("没有选择强制措施种类，或者不属于查封、扣押、冻结。"),
            article="行政强制法第九条",
            remedy=_("请选择强制措施种类。"),
            field="kind",
        )
    if not basis.strip() or not reason.strip():
        raise RuleError(
            _("采取行政强制措施应当有法律、法规依据，并说明理由。"),
            article="行政强制法第十六条、第十八条",
            remedy=_("请填写依据的条款和理由。"),
            field="reason" if basis.strip() else "basis",
        )
    named = item is not None and item.agency_id == case.agency_id
    if kind == Kind.FREEZE and not (named and item and item.kind == ActionKind.COERCION):
        raise RuleError(
            _("冻结存款、汇款应当由法律规定的行政机关实施。"),
            article="行政强制法第二十九条",
            remedy=_("请选择本机关清单中由法律授予冻结权的行政强制事项；没有的，不得冻结。"),
            field="item",
        )


def _assert_length(case: Case, kind: str, days: int, on: date) -> None:
    period = case.agency.rules().period(PERIODS[Kind(kind)], on=on)
    if not 1 <= days <= period.count:
        raise RuleError(
            _("期限不得超过%(limit)s。") % {"limit": period.words()},
            article=period.article,
            remedy=_("请缩短期限；情况复杂的，届满前经批准可以延长一次。"),
            field="days",
        )


@transaction.atomic
def list_item(measure: Measure, *, by: User, thing: Thing) -> MeasureItem:
    """Put one object on the inventory, before the measure is carried out.

    RuleError for 生活必需品, an object unrelated to the case, or one already under a measure.
    """
    demand(by, RECORD)
    cases.assert_handler(measure.case, by)
    locked = Measure.objects.select_for_update().select_related("case").get(pk=measure.pk)
    if locked.status not in (Status.PLANNED, Status.APPROVED):
        raise RuleError(
            _("清单已经交付，不能增加财物。"),
            article="行政强制法第二十四条",
            remedy=_("需要另行查封、扣押的，请另行报批。"),
        )
    _assert_seizable(locked, thing)
    row = MeasureItem.objects.create(
        measure=locked,
        name=thing.name.strip(),
        mark=thing.mark.strip(),
        quantity=thing.quantity,
        unit=thing.unit.strip(),
        state=thing.state.strip(),
        place=thing.place.strip(),
        owner=thing.owner.strip(),
        relevance=thing.relevance.strip(),
        identity=identity(locked.case, thing),
    )
    audit.append("measure.list", obj=row, actor=by, data={"name": row.name, "mark": row.mark})
    return row


def identity(case: Case, thing: Thing) -> str:
    """What names an object: its mark wherever it is; without one, whose it is and where it lies."""
    name = fold_name(thing.name)
    if thing.mark.strip():
        return f"{name}|{fold_name(thing.mark)}"
    parts = (str(case.party_id), fold_name(thing.owner), fold_name(thing.place), name)
    return "|".join(parts)


def _assert_seizable(measure: Measure, thing: Thing) -> None:
    article = "行政强制法第二十三条"
    if thing.necessity or not thing.relevance.strip():
        raise RuleError(
            _(
                "查封、扣押限于涉案的场所、设施或者财物，不得查封、扣押公民个人及其所扶养家属的生活必需品。"
            ),
            article=article,
            remedy=_("请写明该物与案件的关系及不属于生活必需品的理由；属于的，不得列入清单。"),
            field="necessity" if thing.necessity else "relevance",
        )
    if thing.quantity <= 0:
        raise RuleError(
            _("数量应当大于零。"),
            article="行政强制法第二十四条",
            remedy=_("请核对数量。"),
            field="quantity",
        )
    taken = MeasureItem.objects.filter(identity=identity(measure.case, thing), held=True).first()
    if taken is not None or thing.sealed_elsewhere:
        where = str(taken.measure) if taken is not None else _("其他国家机关")
        raise RuleError(
            _("“%(name)s”已被查封、扣押（%(where)s），不得重复查封。")
            % {"name": thing.name, "where": where},
            article=article,
            remedy=_("请从清单中删去，或者待原措施解除后另行办理。"),
            field="sealed_elsewhere" if thing.sealed_elsewhere else "name",
        )


@transaction.atomic
def judge(
    measure: Measure,
    *,
    by: User,
    at: datetime,
    agree: bool,
    opinion: str,
    reviewed: Decision | None = None,
) -> Measure:
    """The head's answer: before the act, or after it in an emergency within the hours of the law.

    An emergency measure the head does not agree to is to be lifted at once. RuleError for an
    approval that comes too late: the measure can then only be lifted. `reviewed`: the decision on
    this party's coercion that passed legal review, where the list in force wants that; what was
    carried out at once could not wait for it.
    """
    recusal.demand_in_case(by, DECIDE, measure.case)
    locked = Measure.objects.select_for_update().select_related("case__agency").get(pk=measure.pk)
    if not agree and not opinion.strip():
        raise RuleError(
            _("不予批准应当说明理由。"),
            article="行政强制法第十八条、第十九条",
            remedy=_("请填写审批意见。"),
            field="opinion",
        )
    if locked.status == Status.IN_FORCE:
        return _judge_after(locked, by=by, at=at, agree=agree, opinion=opinion)
    changes: dict[str, Any] = {"approved_by": by, "approved_at": at, "opinion": opinion.strip()}
    if agree:
        on = timezone.localtime(at).date()
        due = coercion_review.demand_for(
            locked.case, review_scope.of_measure(locked, on), on, reviewed
        )
        changes |= {"review_due": due, "reviewed": reviewed}
    name = "approve" if agree else "refuse"
    moved = flows.MEASURE.move(measure, name, by=by, changes=changes, note=opinion)
    if not agree:
        moved.items.update(held=False)
    return moved


def _judge_after(measure: Measure, *, by: User, at: datetime, agree: bool, opinion: str) -> Measure:
    if not measure.emergency or measure.approved_at is not None:
        raise RuleError(
            _("该措施已经批准，无需再次审批。"),
            article="行政强制法第十九条",
            remedy=_("请刷新页面查看。"),
        )
    limit = approval_limit(measure)
    if at < started(measure) or (agree and at > limit):
        raise RuleError(
            _("情况紧急当场实施的，应当在%(limit)s前报告并补办批准手续，现已超过。")
            % {"limit": timezone.localtime(limit).strftime("%Y-%m-%d %H:%M")},
            article="行政强制法第十九条",
            remedy=_("请立即解除强制措施，退还财物。"),
            field="at",
        )
    changes = {"approved_by": by, "approved_at": at, "opinion": opinion.strip()}
    name = "approve_after" if agree else "disapprove"
    deadlines.close(SUBJECT, str(measure.pk), on=timezone.localtime(at).date(), key=EMERGENCY)
    return flows.MEASURE.move(measure, name, by=by, changes=changes, note=opinion)


def approval_hours(case: Case, on: date) -> int:
    """Within how many hours what was done in an emergency is reported and approved (CL 19)."""
    return case.agency.rules().period(EMERGENCY, on=on).count


def approval_limit(measure: Measure) -> datetime:
    """Until when an emergency measure is to be approved. ValueError before it was carried out."""
    return periods.until(rules_of(measure).period(EMERGENCY), started(measure))


def rules_of(measure: Measure) -> Profile:
    """The rules of the agency that takes the measure."""
    return measure.case.agency.rules()


def started(measure: Measure) -> datetime:
    """When the measure was carried out. ValueError before it was."""
    if measure.started_at is None:
        raise ValueError("the measure was not carried out yet")
    return measure.started_at
