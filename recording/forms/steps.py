"""Recording a step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, RowsField
from enforcement.models import Case, Officer
from recording import contexts, kinds
from recording.forms.base import PastTimeField, long_text


class StepForm(PortalForm):
    """One step: what, when, where, who took part, the record itself."""

    kind = forms.ChoiceField(label=_("环节"))
    at = PastTimeField(label=_("时间"))
    ended_at = PastTimeField(
        label=_("结束时间"),
        required=False,
        help_text=_("应当全程音像记录的，请填写；据此核对录音录像是否从开始记录到结束。"),
    )
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    text = forms.CharField(
        label=_("记录"),
        widget=long_text(12),
        help_text=_("如实记录经过；保存后不能修改，有误的另作一条记录说明。"),
    )
    officers = RowsField(
        label=_("在场执法人员"),
        queryset=Officer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不少于两名，且当日持有效执法证。"),
    )
    party_present = forms.BooleanField(label=_("当事人在场并签名"), required=False, initial=True)
    av_exemption = forms.CharField(
        label=_("不进行音像记录的理由"),
        max_length=300,
        required=False,
        help_text=_("文字记录能够全面有效记录执法行为的，可以不进行音像记录；应当全程记录的除外。"),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.key, kind.label) for kind in kinds.steps_of(case.procedure)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        officers = Officer.objects.filter(agency=case.agency_id, status=Officer.Status.ACTIVE)
        self.fields["officers"].queryset = officers.order_by("pk")  # type: ignore[attr-defined]  # a RowsField
        self.fields["officers"].initial = [officer.pk for officer in contexts.handlers(case)]
