"""What is done with a measure, one page each (行政强制法 18-28)."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, Measure, MeasureItem, User
from enforcement.services import measure_course, measure_end
from enforcement.services import measures as asking
from enforcement.services.measures import Status, Thing
from recording.forms.decision import DeliveryForm
from recording.forms.measures import (
    ConfiscateForm,
    CustodyForm,
    FreezeForm,
    HandOverForm,
    JudgeForm,
    MeasurePlanForm,
    ReasonedForm,
    ReleaseForm,
    SceneForm,
    TestForm,
    ThingForm,
)
from recording.models import Document
from recording.services import coercion, measures
from recording.services.measures import Scene

RECORD, DECIDE = "enforcement.record_step", "enforcement.decide"
HELD = (Status.IN_FORCE, Status.DUE_RELEASE)


def tab(row: Any) -> tuple[str, str]:
    """The coercion page of the case a row belongs to."""
    case = row if isinstance(row, Case) else row.case
    return case.title, reverse("case-measures", args=[case.pk])


def _measures(user: Any) -> Any:
    return Measure.objects.visible_to(user).select_related("case__agency", "case__party")


def _papers(user: Any) -> Any:
    rows = Document.objects.filter(kind__in=coercion.SERVED_LATER).select_related("case__party")
    return rows.filter(case__in=Case.objects.visible_to(user))


def _list(measure: Measure, *, by: User, **values: Any) -> MeasureItem:
    return asking.list_item(measure, by=by, thing=Thing(**values))


def _enforce(measure: Measure, *, by: User, **values: Any) -> Measure:
    return measures.enforce(measure, by=by, scene=Scene(**values))


def _asked(measure: Measure, on: date) -> str:
    """What the head answers: the measure with its length and everything it takes."""
    things = "、".join(
        f"{item.name}{item.quantity.normalize():f}{item.unit}"
        for item in measure.items.order_by("pk")
    )
    return _("%(kind)s%(days)d日：%(things)s。理由：%(reason)s（%(basis)s）") % {
        "kind": measure.get_kind_display(),
        "days": measure.days,
        "things": things or _("清单上没有财物"),
        "reason": measure.reason,
        "basis": measure.basis,
    }


def _goods(measure: Measure) -> bool:
    return measure.kind != Measure.Kind.FREEZE


def _awaits_answer(measure: Measure) -> bool:
    unapproved = measure.emergency and measure.approved_at is None
    return measure.status == Status.PLANNED or (measure.status == Status.IN_FORCE and unapproved)


def _ready(measure: Measure) -> bool:
    at_once = measure.emergency and measure.status == Status.PLANNED
    return measure.status == Status.APPROVED or at_once


MEASURE_PLAN = Act(
    name="measure-plan",
    permission=RECORD,
    title=gettext_lazy("报请采取强制措施"),
    done=gettext_lazy("已报请，请逐项登记清单后由机关负责人审批。"),
    rows=Case.objects.visible_to,
    form=MeasurePlanForm,
    do=asking.plan,
    home=tab,
    open=lambda case: case.status == Case.Status.FILED,
)
MEASURE_LIST = Act(
    name="measure-list",
    permission=RECORD,
    title=gettext_lazy("登记清单"),
    done=gettext_lazy("已列入清单。"),
    rows=_measures,
    form=ThingForm,
    do=_list,
    home=tab,
    open=lambda row: row.status in (Status.PLANNED, Status.APPROVED),
)
MEASURE_JUDGE = Act(
    name="measure-judge",
    permission=DECIDE,
    title=gettext_lazy("审批强制措施"),
    done=gettext_lazy("已记录审批意见。"),
    rows=_measures,
    form=JudgeForm,
    do=measures.judge,
    home=tab,
    lead=_asked,
    open=_awaits_answer,
    papers=True,
)
MEASURE_ENFORCE = Act(
    name="measure-enforce",
    permission=RECORD,
    title=gettext_lazy("实施强制措施"),
    done=gettext_lazy("已实施，决定书、清单和现场笔录已保存；请当日上传全程音像记录。"),
    rows=_measures,
    form=SceneForm,
    do=_enforce,
    home=tab,
    open=lambda row: _goods(row) and _ready(row),
    papers=True,
)
MEASURE_FREEZE = Act(
    name="measure-freeze",
    permission=RECORD,
    title=gettext_lazy("实施冻结"),
    done=gettext_lazy("已冻结，冻结通知书和现场笔录已保存；请在期限内向当事人交付冻结决定书。"),
    rows=_measures,
    form=FreezeForm,
    do=measures.freeze,
    home=tab,
    open=lambda row: not _goods(row) and _ready(row),
    papers=True,
)
MEASURE_TEST = Act(
    name="measure-test",
    permission=RECORD,
    title=gettext_lazy("扣除检测期间"),
    done=gettext_lazy("已记录，期限已重新计算，告知书已保存并送达。"),
    rows=_measures,
    form=TestForm,
    do=measures.exclude_test,
    home=tab,
    open=lambda row: row.status == Status.IN_FORCE and _goods(row),
    papers=True,
)
MEASURE_EXTEND = Act(
    name="measure-extend",
    permission=DECIDE,
    title=gettext_lazy("延长期限"),
    done=gettext_lazy("已批准延长，请送达延长决定书。"),
    rows=_measures,
    form=ReasonedForm,
    do=measures.extend,
    home=tab,
    open=lambda row: row.status == Status.IN_FORCE and row.extended_on is None,
    papers=True,
)
MEASURE_CUSTODY = Act(
    name="measure-custody",
    permission=RECORD,
    title=gettext_lazy("记录保管情况"),
    done=gettext_lazy("已记录。"),
    rows=_measures,
    form=CustodyForm,
    do=measure_course.log_custody,
    home=tab,
    open=lambda row: row.status in HELD and _goods(row),
)
MEASURE_RELEASE = Act(
    name="measure-release",
    permission=RECORD,
    title=gettext_lazy("解除强制措施"),
    done=gettext_lazy("已解除，解除决定书已保存并送达。"),
    rows=_measures,
    form=ReleaseForm,
    do=measures.release,
    home=tab,
    open=lambda row: row.status in HELD,
    papers=True,
)
MEASURE_HAND_OVER = Act(
    name="measure-hand-over",
    permission=RECORD,
    title=gettext_lazy("随案移送"),
    done=gettext_lazy("已移送，告知书已保存。"),
    rows=_measures,
    form=HandOverForm,
    do=measures.hand_over,
    home=tab,
    open=lambda row: row.status in HELD,
    papers=True,
)
MEASURE_CONFISCATE = Act(
    name="measure-confiscate",
    permission=RECORD,
    title=gettext_lazy("没收、销毁"),
    done=gettext_lazy("已记录处理情况。"),
    rows=_measures,
    form=ConfiscateForm,
    do=measure_end.confiscate,
    home=tab,
    open=lambda row: row.status in HELD and _goods(row),
)
PAPER_SERVE = Act(
    name="coercion-paper-serve",
    permission=RECORD,
    title=gettext_lazy("送达强制文书"),
    done=gettext_lazy("已记录送达，送达回证已保存。"),
    rows=_papers,
    form=DeliveryForm,
    do=coercion.serve,
    home=tab,
    open=lambda row: not row.services.exists(),
    papers=True,
)
ON_CASE = (MEASURE_PLAN,)
ON_MEASURE = (
    *(MEASURE_LIST, MEASURE_JUDGE, MEASURE_ENFORCE, MEASURE_FREEZE, MEASURE_TEST),
    *(MEASURE_EXTEND, MEASURE_CUSTODY, MEASURE_RELEASE, MEASURE_HAND_OVER, MEASURE_CONFISCATE),
)
