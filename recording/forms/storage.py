"""What is asked about storing recordings in time, and about what is kept for good."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm
from recording.classes import FACTS, PERMANENT_WHEN
from recording.forms.base import PastTimeField
from recording.forms.retention import ReasonForm
from recording.models import DeviceLoan


class ReturnForm(ActForm):
    """When they came back, and why nothing was stored the same day."""

    returned_at = PastTimeField(label=_("返回单位时间"))
    reason = forms.CharField(
        label=_("未能当日储存的理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明路途、时间、网络等客观情形。"),
    )

    def known(self) -> dict[str, Any]:
        """The return of a device by an officer of the step is known already."""
        loan = (
            DeviceLoan.objects.filter(
                officer__in=self.row.officers.all(),
                taken_at__lte=self.row.at,
                returned_at__gte=self.row.at,
            )
            .order_by("returned_at")
            .first()
        )
        return {"returned_at": timezone.localtime(loan.returned_at)} if loan else {}


class SpecialForm(ReasonForm):
    """What the recording turned into."""

    fact = forms.ChoiceField(label=_("特殊情形"))
    field_order = ("fact", "reason")

    def shape(self) -> None:
        named = self.row.case.agency.rules().value(PERMANENT_WHEN)
        self.fields["fact"].choices = [(key, FACTS[key]) for key in named]  # type: ignore[attr-defined]  # a ChoiceField
