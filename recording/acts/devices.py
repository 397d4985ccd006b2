"""What may be done with a recording device."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from recording.forms.devices import FaultForm, MendForm, MomentForm, RetireForm, TakeForm
from recording.models import Device
from recording.services import devices


def _rows(user: Any) -> QuerySet[Device]:
    return Device.objects.visible_to(user).select_related("agency")


def _home(row: Device) -> tuple[str, str]:
    return str(row), reverse("device-detail", args=[row.pk])


def _held(row: Device) -> bool:
    return row.loans.filter(returned_at=None).exists()


def _faulty(row: Device) -> bool:
    return row.faults.filter(mended_at=None).exists()


def _free(row: Device) -> bool:
    return row.retired_on is None and not _held(row)


DEVICE_TAKE = Act[Device](
    name="device-take",
    permission=devices.RECORD,
    title=gettext_lazy("领用设备"),
    done=gettext_lazy("已登记领用。"),
    rows=_rows,
    form=TakeForm,
    do=devices.take,
    home=_home,
    lead=lambda row, on: _("使用前应当检查电量、存储空间和时间，检查结果记入领用记录。"),
    open=lambda row: _free(row) and not _faulty(row),
)
DEVICE_RETURN = Act[Device](
    name="device-return",
    permission=devices.RECORD,
    title=gettext_lazy("归还设备"),
    done=gettext_lazy("已登记归还；音像资料应当当日上传。"),
    rows=_rows,
    form=MomentForm,
    do=devices.give_back,
    home=_home,
    open=_held,
)
DEVICE_FAULT = Act[Device](
    name="device-fault",
    permission=devices.RECORD,
    title=gettext_lazy("登记故障"),
    done=gettext_lazy("已登记故障，修复前不能领用。"),
    rows=_rows,
    form=FaultForm,
    do=devices.report_fault,
    home=_home,
    open=lambda row: row.retired_on is None,
)
DEVICE_MEND = Act[Device](
    name="device-mend",
    permission=devices.MANAGE,
    title=gettext_lazy("登记修复"),
    done=gettext_lazy("已登记修复，可以领用。"),
    rows=_rows,
    form=MendForm,
    do=devices.mend,
    home=_home,
    open=_faulty,
)
DEVICE_RETIRE = Act[Device](
    name="device-retire",
    permission=devices.MANAGE,
    title=gettext_lazy("停用设备"),
    done=gettext_lazy("已停用；编号和记录继续保留。"),
    rows=_rows,
    form=RetireForm,
    do=devices.retire,
    home=_home,
    open=_free,
    question=gettext_lazy("停用后不能恢复，确定吗？"),
)
ACTS = (DEVICE_TAKE, DEVICE_RETURN, DEVICE_FAULT, DEVICE_MEND, DEVICE_RETIRE)


def offered(row: Device, user: Any) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the device now."""
    return [
        (str(act.title), reverse(act.name, args=[row.pk])) for act in ACTS if act.offered(row, user)
    ]
