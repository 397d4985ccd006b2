"""Forms of an inspection task and of the lists it rests on."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import LookUpForm, PortalForm, RowsField
from enforcement.forms.cases import CaseForm
from enforcement.models import Agency, InspectionCap, InspectionPlan, InspectionTask, Item
from enforcement.models.inspection_list import DECEMBER, JANUARY
from enforcement.models.kinds import ActionKind
from enforcement.services import inspection_tasks

# What the columns hold; beyond it the database itself would fail.
MOST, MOST_ASKED = 32_767, 1_000_000
TASK_FIELDS = (
    *("kind", "source", "source_note", "plan", "item", "more_items", "joint_agencies", "method"),
    *("visit_from", "visit_to", "place", "grade", "assistants", "assistants_note", "summary"),
)


def public_items(on: date) -> Any:
    """Published inspection items: no other may be used."""
    return Item.objects.public(on).filter(kind=ActionKind.INSPECTION).order_by("agency_id", "name")


class TaskForm(CaseForm):
    """A visit to plan: why, what, whom, when, by which officers."""

    # What a case is asked and a task answers by itself.
    ANSWERED = ("title", "cause", "procedure", "discovered_on", "act_from", "act_to")

    kind = forms.ChoiceField(label=_("检查类型"), choices=InspectionTask.Kind.choices)
    source = forms.ChoiceField(  # type: ignore[assignment]  # that of a case is free text
        label=_("任务来源"), choices=InspectionTask.Source.choices
    )
    source_note = forms.CharField(
        label=_("来源说明"),
        max_length=300,
        required=False,
        help_text=_("投诉举报、转办交办、数据监测等，写明登记号、文号或者预警编号。"),
    )
    plan = forms.ModelChoiceField(
        label=_("年度检查计划"), queryset=InspectionPlan.objects.none(), required=False
    )
    item = forms.ModelChoiceField(label=_("检查事项"), queryset=Item.objects.none())
    more_items = RowsField(
        label=_("一并检查的事项"),
        queryset=Item.objects.none(),
        required=False,
        help_text=_("同一时期对同一企业的多个事项，合并为一次检查。"),
    )
    joint_agencies = RowsField(
        label=_("联合检查的机关"), queryset=Agency.objects.none(), required=False
    )
    method = forms.ChoiceField(
        label=_("检查方式"),
        choices=InspectionTask.Method.choices,
        help_text=_("能够以书面、网络方式核查的，不再现场检查。"),
    )
    visit_from = forms.DateField(label=_("检查期间自"))
    visit_to = forms.DateField(label=_("检查期间至"))
    grade = forms.CharField(label=_("企业类别"), max_length=60, required=False)
    assistants = forms.IntegerField(
        label=_("协助检查人员人数"),
        min_value=0,
        max_value=MOST,
        required=False,
        help_text=_("没有执法证的人员只能协助，人数事先确定；不得由第三方机构实施检查。"),
    )
    assistants_note = forms.CharField(
        label=_("协助检查人员的单位和职责"), max_length=200, required=False
    )
    summary = forms.CharField(
        label=_("检查内容"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    field_order = [*TASK_FIELDS, "lead", "second"]

    def __init__(self, *args: Any, agency: Agency, on: date, **kwargs: Any) -> None:
        super().__init__(*args, agency=agency, on=on, **kwargs)
        for name in self.ANSWERED:
            del self.fields[name]
        rows: dict[str, Any] = {
            "item": public_items(on).filter(agency=agency),
            "more_items": public_items(on).select_related("agency"),
            "joint_agencies": Agency.objects.public().exclude(pk=agency.pk),
            "plan": InspectionPlan.objects.public(on).filter(agency=agency),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["kind"].choices = InspectionTask.Kind.choices  # type: ignore[attr-defined]  # a ChoiceField

    def visit(self, party: Any) -> inspection_tasks.Visit:
        """What enforcement.services.inspection_tasks.plan takes."""
        data = self.cleaned_data
        names = set(TASK_FIELDS) - {"item", "more_items", "assistants"}
        more = [row for row in data["more_items"] if row != data["item"]]
        return inspection_tasks.Visit(
            party=party,
            items=[data["item"], *more],
            officers=self.officers(),
            assistants=data["assistants"] or 0,
            **{name: data[name] for name in names},
        )


class ApproveForm(DayActForm):
    """行政检查审批表: the day and the opinion of the head of the unit."""

    opinion = forms.CharField(label=_("审批意见"), max_length=300, required=False)


class ReasonedForm(DayActForm):
    """A day and a reason."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoNoticeForm(DayActForm):
    """Why nobody was told beforehand."""

    no_notice_reason = forms.CharField(
        label=_("不事先通知的理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如突发应急、事先通知会使检查失去意义。"),
    )


class FollowUpForm(DayActForm):
    """The case that follows; what the visit knows is filled in."""

    cause = forms.CharField(label=_("案由"), max_length=200)
    item = forms.ModelChoiceField(label=_("执法事项"), queryset=Item.objects.none(), required=False)

    def known(self) -> dict[str, Any]:
        decision = self.row.case.decisions.exclude(violation="").first()
        return {"cause": decision.violation if decision else self.row.case.cause[:200]}

    def shape(self) -> None:
        items = Item.objects.filter(agency=self.row.agency, kind=ActionKind.PENALTY)
        self.fields["item"].queryset = items.in_force(self.today).order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField


class RecheckForm(DayActForm):
    """When the further visit is to be made."""

    visit_from = forms.DateField(label=_("检查期间自"))
    visit_to = forms.DateField(label=_("检查期间至"))


class TaskFilter(LookUpForm):
    """Filters of the list of tasks."""

    q = forms.CharField(label=_("企业名称"), max_length=100, required=False)
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *InspectionTask.Status.choices]
    )
    kind = forms.ChoiceField(
        label=_("检查类型"), required=False, choices=[("", _("全部")), *InspectionTask.Kind.choices]
    )
    source = forms.ChoiceField(
        label=_("任务来源"),
        required=False,
        choices=[("", _("全部")), *InspectionTask.Source.choices],
    )


class YearFilter(LookUpForm):
    """The year of a count."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100, required=False)


class ListForm(PortalForm):
    """What a plan and a limit share: the agency that announces it, and the item."""

    agency = forms.ModelChoiceField(label=_("执法主体"), queryset=Agency.objects.none())
    item = forms.ModelChoiceField(label=_("检查事项"), queryset=Item.objects.none())

    def __init__(self, *args: Any, own: Any, on: date, row: Any = None, **kwargs: Any) -> None:
        """`row`: the line that is changed; its item may have left the list since."""
        said = {} if row is None else {name: getattr(row, name) for name in self.base_fields}
        kwargs["initial"] = {**said, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        listed = public_items(on).filter(agency__in=own)
        if row is not None:
            listed = Item.objects.filter(Q(pk__in=listed.values("pk")) | Q(pk=row.item_id))
        self.fields["agency"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["item"].queryset = listed  # type: ignore[attr-defined]  # a ModelChoiceField
        if row is not None:
            self.fields["published_on"] = forms.DateField(
                label=_("公布日期"), required=False, help_text=_("撤下时清空。")
            )
            self.initial["published_on"] = row.published_on


class PlanForm(ListForm):
    """One line of the yearly plan."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    target = forms.CharField(label=_("检查对象范围"), max_length=300)
    count = forms.IntegerField(label=_("计划检查户数"), min_value=1, max_value=MOST_ASKED)
    first_month = forms.IntegerField(label=_("开始月份"), min_value=JANUARY, max_value=DECEMBER)
    last_month = forms.IntegerField(label=_("结束月份"), min_value=JANUARY, max_value=DECEMBER)


class CapForm(ListForm):
    """One limit, as announced."""

    item = forms.ModelChoiceField(
        label=_("检查事项"),
        queryset=Item.objects.none(),
        required=False,
        help_text=_("不选择事项的，适用于本机关的全部检查事项。"),
    )
    grade = forms.CharField(
        label=_("企业类别"),
        max_length=InspectionCap._meta.get_field("grade").max_length,
        required=False,
        help_text=_("分级分类检查的类别；不填写的适用于全部企业。"),
    )
    times = forms.IntegerField(label=_("每年最多次数"), min_value=0, max_value=MOST)
    basis = forms.CharField(label=_("公布文件"), max_length=200)
    published_on = forms.DateField(label=_("公布日期"))
    valid_from = forms.DateField(label=_("生效日期"))
    valid_to = forms.DateField(label=_("失效日期"), required=False)
