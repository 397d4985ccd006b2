"""Forms of the register of recording devices."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PastDateField, PortalForm
from enforcement.models import Agency, Officer
from recording.forms.base import PastTimeField
from recording.models import Device


class DeviceForm(PortalForm):
    """A new device."""

    agency = forms.ModelChoiceField(label=_("机关"), queryset=Agency.objects.none())
    number = forms.CharField(label=_("设备编号"), max_length=60)
    kind = forms.ChoiceField(label=_("种类"), choices=Device.Kind.choices)
    model = forms.CharField(label=_("型号"), max_length=100, required=False)
    serial = forms.CharField(label=_("出厂编号"), max_length=100, required=False)
    registered_on = PastDateField(label=_("启用日期"))

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["agency"].initial = agencies.first()


class MomentForm(ActForm):
    """The time something was done, now unless told otherwise."""

    at = PastTimeField(label=_("时间"))

    def known(self) -> dict[str, Any]:
        return {"at": timezone.localtime()}


class TakeForm(MomentForm):
    """Who takes the device, and what its check found."""

    officer = forms.ModelChoiceField(label=_("领用人"), queryset=Officer.objects.none())
    battery = forms.IntegerField(label=_("电量（%）"), min_value=0, max_value=100)
    free_minutes = forms.IntegerField(
        label=_("存储空间可录制的分钟数"), min_value=0, max_value=100_000
    )
    clock_off = forms.IntegerField(
        label=_("设备时间快慢（秒）"),
        min_value=-1_000_000,
        max_value=1_000_000,
        help_text=_("与标准时间核对：快填正数，慢填负数，一致填 0。"),
    )

    def shape(self) -> None:
        rows = Officer.objects.filter(agency=self.row.agency_id, status=Officer.Status.ACTIVE)
        self.fields["officer"].queryset = rows.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.order_fields(["officer", "battery", "free_minutes", "clock_off", "at"])


class FaultForm(MomentForm):
    """What is wrong with the device."""

    text = forms.CharField(label=_("故障情况"), max_length=300)


class MendForm(MomentForm):
    """How the faults were put right."""

    result = forms.CharField(label=_("处理结果"), max_length=300)


class RetireForm(DayActForm):
    """Why the device is taken out of use."""

    reason = forms.CharField(label=_("停用原因"), max_length=200)
