"""What a publisher does about how long a penalty is public, and a decision is not."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm, DayActForm
from core.forms import PastDateField
from disclosure import period
from disclosure.models import CreditRepair, Publication
from disclosure.services import automatic, reconsideration, repairs, terms, withheld
from enforcement.models.kinds import ActionKind

Status, CreditClass = Publication.Status, Publication.CreditClass


def rows(user: Any) -> QuerySet[Publication]:
    """The publications of the account's own agency."""
    found = Publication.objects.visible_to(user).filter(agency=user.agency_id)
    return found.select_related("agency", "decision__case__party", "record", "shown")


def home(row: Publication) -> tuple[str, str]:
    """The page of the publication."""
    return row.name, reverse("publication-detail", args=[row.pk])


class RepairForm(ActForm):
    """The paper that ends the publication, and the conditions of an early stop."""

    ground = forms.ChoiceField(
        label=gettext_lazy("停止公示的依据"), choices=CreditRepair.Ground.choices
    )
    organ = forms.CharField(label=gettext_lazy("作出通知或者决定的机关"), max_length=200)
    paper_no = forms.CharField(label=gettext_lazy("通知或者决定文号"), max_length=128)
    dated_on = PastDateField(label=gettext_lazy("通知或者决定日期"))
    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("提前停止公示的条件（本机关决定的，应当全部符合）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Whatever the date of the paper, the display stops today."""
        return {**(super().clean() or {}), "on": self.today}

    def shape(self) -> None:
        field: Any = self.fields["conditions"]
        agency = self.row.agency
        field.choices = [
            (row["key"], f"{row['label']}（{row['article']}）")
            for row in agency.rules().early_stop(agency.field)
        ]


class ClassForm(ActForm):
    """Another class than the suggested one, and by which standard."""

    credit_class = forms.ChoiceField(label=gettext_lazy("失信类别"), choices=CreditClass.choices)
    reason = forms.CharField(
        label=gettext_lazy("分类依据"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def known(self) -> dict[str, Any]:
        return {"credit_class": period.code_of(self.row.agency, repairs.penalty_of(self.row))}


class KeepForm(DayActForm):
    """Why the ground of withholding still holds."""

    reason = forms.CharField(
        label=gettext_lazy("不公开事由仍然存在的理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def repair(row: Publication, *, by: Any, on: date, **given: Any) -> CreditRepair:
    """What the form says."""
    ground, conditions = given.pop("ground"), given.pop("conditions")
    return repairs.stop(
        row,
        by=by,
        on=on,
        ground=ground,
        paper=repairs.Paper(**given),
        conditions=conditions,
    )


def _penalty(*states: str) -> Any:
    return lambda row: row.kind == ActionKind.PENALTY and row.status in states


def _suggested(row: Publication, on: Any) -> str:
    penalty = repairs.penalty_of(row)
    name = CreditClass(period.code_of(row.agency, penalty)).label
    return _("现按“%(name)s”公示。行业主管部门另有分类标准的，从其标准。") % {"name": name}


def _kept(row: Publication, on: Any) -> str:
    rule = _("不公开的决定应当定期评估；事由已经消失的，应当重新列入公开。")
    who = automatic.decided_by(row)
    return rule + (_("不公开的审批人：%(who)s。") % {"who": who} if who else "")


PUBLICATION_REPAIR = Act(
    name="publication-repair",
    permission="disclosure.withdraw",
    title=gettext_lazy("信用修复、提前停止公示"),
    done=gettext_lazy("已停止公示。原网址不再提供任何信息。"),
    rows=rows,
    form=RepairForm,
    do=repair,
    home=home,
    lead=lambda row, on: _(
        "收到信用修复通知的，应当立即停止公示；停止后网页、检索、接口不再显示，也不说明曾经公示。"
    ),
    open=_penalty(Status.PUBLISHED),
    question=gettext_lazy("停止公示后不能恢复，确定停止？"),
)
PUBLICATION_CLASS = Act(
    name="publication-class",
    permission="disclosure.approve",
    title=gettext_lazy("确定失信类别"),
    done=gettext_lazy("已确定，公示截止期随之确定。"),
    rows=rows,
    form=ClassForm,
    do=terms.classify,
    home=home,
    lead=_suggested,
    open=_penalty(*terms.CLASSED),
)
PUBLICATION_KEEP = Act(
    name="publication-keep",
    permission="disclosure.approve",
    title=gettext_lazy("评估后继续不公开"),
    done=gettext_lazy("已记录评估，到期再次评估。"),
    rows=rows,
    form=KeepForm,
    do=withheld.keep,
    home=home,
    lead=_kept,
    open=lambda row: row.status == Status.WITHHELD and reconsideration.may_reconsider(row),
)
ACTS = (PUBLICATION_REPAIR, PUBLICATION_CLASS, PUBLICATION_KEEP)
