"""Procedural measures: asking, deciding, carrying out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import DayActForm
from core.forms import RowsField
from enforcement.incidents import measures
from enforcement.models import Agency, Incident, Officer, User
from enforcement.services.incidents import Verdict
from recording import contexts
from recording.forms.base import long_text

NONE_HELP = _("写明名称、数量或者份数；没有的，写明“无”及原因。")


class MeasureForm(DayActForm):
    """Ground and reason, which every measure needs; `kind` names its row of the table."""

    kind = ""
    ground = forms.ChoiceField(label=_("事由"))
    reason = forms.CharField(label=_("事实和理由"), widget=long_text(6))

    def shape(self) -> None:
        rows = measures()[self.kind].grounds
        self.fields["ground"].choices = [(key, row.label) for key, row in rows.items()]  # type: ignore[attr-defined]  # a ChoiceField


class SuspensionForm(MeasureForm):
    kind = Incident.Kind.SUSPENSION


class TerminationForm(MeasureForm):
    kind = Incident.Kind.TERMINATION


class FilingWithdrawalForm(MeasureForm):
    kind = Incident.Kind.FILING_WITHDRAWAL


class OrderForm(MeasureForm):
    """Recusal of somebody the head names: an officer of the case, or another account."""

    kind = Incident.Kind.RECUSAL
    subject = forms.ChoiceField(label=_("回避人员"))

    def shape(self) -> None:
        super().shape()
        staff = contexts.handlers(self.row)
        shown = [(f"officer-{officer.pk}", officer.name) for officer in staff]
        known = [officer.account_id for officer in staff if officer.account_id]
        people = User.objects.filter(agency=self.row.agency_id, is_active=True).exclude(
            pk__in=known
        )
        shown += [(f"person-{person.pk}", person.name) for person in people.order_by("pk")]
        self.fields["subject"].choices = shown  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        kind, _dash, key = data.pop("subject", "").partition("-")
        data["officer"] = Officer.objects.filter(pk=key).first() if kind == "officer" else None
        data["person"] = User.objects.filter(pk=key).first() if kind == "person" else None
        return data


class RecusalForm(OrderForm):
    """The same as asked for, by whom."""

    applicant = forms.ChoiceField(
        label=_("提出方式"),
        choices=[
            (value.value, value.label)
            for value in (
                Incident.Applicant.SELF,
                Incident.Applicant.PARTY,
                Incident.Applicant.HANDLER,
            )
        ],
    )


class CrimeForm(MeasureForm):
    """Report of a suspected crime by the officers who verified it."""

    kind = Incident.Kind.CRIME_TRANSFER
    target_name = forms.CharField(label=_("受移送的公安机关"), max_length=200)
    verified_by = RowsField(
        label=_("核实人员"),
        queryset=Officer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不少于两名，且当日持有效执法证。"),
    )

    def shape(self) -> None:
        super().shape()
        rows = Officer.objects.filter(agency=self.row.agency_id, status=Officer.Status.ACTIVE)
        self.fields["verified_by"].queryset = rows.order_by("pk")  # type: ignore[attr-defined]  # a RowsField

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        return {**data, "verified_by": tuple(data.get("verified_by", ()))}


class JurisdictionForm(MeasureForm):
    """Where the case belongs: an organ of this portal, or another one by its name."""

    kind = Incident.Kind.JURISDICTION_TRANSFER
    target = forms.ModelChoiceField(
        label=_("受移送机关（本平台）"), queryset=Agency.objects.none(), required=False
    )
    target_name = forms.CharField(
        label=_("受移送机关（其他）"),
        max_length=200,
        required=False,
        help_text=_("受移送机关不在本平台的，填写其名称。"),
    )

    def shape(self) -> None:
        super().shape()
        rows = Agency.objects.public().exclude(pk=self.row.agency_id)
        self.fields["target"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


class DecideForm(DayActForm):
    """Approved or refused, why, and by whom it was decided."""

    approved = forms.TypedChoiceField(
        label=_("审批结果"),
        choices=[("1", _("同意")), ("0", _("不予批准"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("审批意见和理由"), widget=long_text(4))
    body = forms.ChoiceField(label=_("决定机构"), choices=Incident.Body.choices)
    note = forms.CharField(label=_("参加讨论人员或者上级决定文号"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or {})
        if self.errors:
            return data
        words = {name: data[name] for name in ("approved", "opinion", "body", "note")}
        return {"on": data["on"], "verdict": Verdict(**words)}


class SendCrimeForm(DayActForm):
    """What goes to the police with the letter and the report."""

    goods = forms.CharField(label=_("涉案物品清单"), widget=long_text(4), help_text=NONE_HELP)
    opinion = forms.CharField(
        label=_("有关检验报告或者鉴定结论"), widget=long_text(3), help_text=NONE_HELP
    )
    other = forms.CharField(
        label=_("其他有关涉嫌犯罪的材料"), widget=long_text(3), help_text=NONE_HELP
    )


class ReplyForm(DayActForm):
    """What the other organ answered."""

    accepted = forms.TypedChoiceField(
        label=_("答复"),
        choices=[("1", _("立案或者受理")), ("0", _("不予立案或者不受理"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("答复的文号和内容"), widget=long_text(4))


class ObjectionForm(DayActForm):
    """Why the refusal to file is wrong."""

    objection = forms.CharField(label=_("提请复议的理由"), widget=long_text(6))


class ResultForm(DayActForm):
    """How it came out."""

    result = forms.CharField(label=_("情况"), widget=long_text(4))
