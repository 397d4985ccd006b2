"""Forms of a delegation: the deed itself, and its early end."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from core.forms import PortalModelForm
from enforcement.models import Agency, Delegation
from enforcement.registers import TEXT

AREA = {"rows": 4}


class DelegationForm(PortalModelForm):
    """A written delegation (行政处罚法 20, 21)."""

    class Meta:
        model = Delegation
        fields = (
            *("delegator", "delegate", "number", "matters", "powers", "basis"),
            *("valid_from", "valid_to", "text", "staff", "filing_no", "filed_on", "published_on"),
        )
        widgets = {
            name: forms.Textarea(attrs=AREA)
            for name in ("matters", "powers", "basis", "text", "staff")
        }
        help_texts = {
            "published_on": _(
                "填写的，保存后报请批准，批准后公布；没有公布的委托，受委托组织不得据以执法。"
            )
        }

    def __init__(self, *args: Any, own: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegator"].queryset = own  # type: ignore[attr-defined]  # a ModelChoiceField
        # A side that was closed since stays the one that a deed on record names.
        offered = ~Q(status=Agency.Status.CLOSED) | Q(pk=self.instance.delegate_id)
        others = Agency.objects.filter(offered).order_by("path")
        self.fields["delegate"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Said here in words, because the constraint would only name itself."""
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("委托期限的截止日期早于开始日期，请核对委托书。"))
        return data


class DelegationEndForm(ActForm):
    """From which day it is over, why, and the day on which that is asked."""

    on = forms.DateField(label=_("提前终止日期"))
    reason = forms.CharField(
        label=_("提前终止理由"),
        max_length=TEXT,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("已经公布的委托，终止的日期和理由经批准后公布。"),
    )

    def clean(self) -> dict[str, Any]:
        """The values and today."""
        return {**(super().clean() or self.cleaned_data), "asked_on": self.today}
