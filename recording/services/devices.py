"""Recording devices: registered, checked and taken, given back, at fault, taken out of use."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Agency, Officer, User
from recording.models import Device, DeviceFault, DeviceLoan, Evidence

MANAGE, RECORD = "recording.manage_devices", "enforcement.record_step"
ARTICLE = "国办发〔2018〕118号第八条（设备配备、使用规范）"
# What a check before use must find at least; the jurisdiction's own rules on devices go first.
BATTERY, MINUTES, CLOCK = "device.battery", "device.free_minutes", "device.clock_seconds"
PER_DEVICE = "device.officers_per_device"


@transaction.atomic
def register(*, by: User, agency: Agency, **values: Any) -> Device:
    """Enter a device. RuleError for another agency, or a number the agency has already."""
    demand(by, MANAGE)
    if agency.pk not in by.visible_agency_ids():
        raise RuleError(
            _("只能登记本机关的设备。"), article=ARTICLE, remedy=_("请核对机关。"), field="agency"
        )
    if Device.objects.filter(agency=agency, number=values["number"]).exists():
        raise RuleError(
            _("设备编号“%(number)s”已经登记。") % {"number": values["number"]},
            article=ARTICLE,
            remedy=_("请核对编号；停用的设备也保留编号。"),
            field="number",
        )
    row = Device.objects.create(agency=agency, **values)
    audit.append("device.register", obj=row, actor=by, data={"number": row.number})
    return row


def _locked(device: Device, by: User) -> Device:
    row = Device.objects.select_for_update().select_related("agency").get(pk=device.pk)
    if row.agency_id not in by.visible_agency_ids():
        raise RuleError(_("只能办理本机关的设备。"), article=ARTICLE, remedy=_("请核对设备。"))
    return row


@transaction.atomic
def retire(device: Device, *, by: User, on: date, reason: str) -> Device:
    """Take a device out of use. RuleError while somebody holds it, or when it is already."""
    demand(by, MANAGE)
    row = _locked(device, by)
    _refuse_held(row)
    _refuse_retired(row)
    if on < row.registered_on:
        raise RuleError(
            _("停用日期不能早于启用日期。"), article=ARTICLE, remedy=_("请核对日期。"), field="on"
        )
    row.retired_on, row.retired_why = on, reason.strip()
    row.save(update_fields=["retired_on", "retired_why"])
    audit.append("device.retire", obj=row, actor=by, data={"reason": row.retired_why})
    return row


def _refuse_held(row: Device) -> None:
    loan = row.loans.filter(returned_at=None).select_related("officer").first()
    if loan is not None:
        raise RuleError(
            _("设备由%(name)s领用，尚未归还。") % {"name": loan.officer.name},
            article=ARTICLE,
            remedy=_("请先办理归还。"),
        )


def _refuse_retired(row: Device) -> None:
    if row.retired_on is not None:
        raise RuleError(
            _("设备已于%(day)s停用。") % {"day": row.retired_on},
            article=ARTICLE,
            remedy=_("请选择在用的设备。"),
        )


@transaction.atomic
def take(
    device: Device,
    *,
    by: User,
    officer: Officer,
    at: datetime,
    battery: int,
    free_minutes: int,
    clock_off: int,
) -> DeviceLoan:
    """An officer takes the device after the check: battery (%), room (minutes), clock (seconds fast).

    RuleError when the check fails, or the device is held, at fault, out of use or another agency's.
    """
    demand(by, RECORD)
    row = _locked(device, by)
    _refuse_retired(row)
    _refuse_held(row)
    if row.faults.filter(mended_at=None).exists():
        raise RuleError(
            _("设备有尚未修复的故障，不能使用。"),
            article=ARTICLE,
            remedy=_("请先修复并登记，或者领用其他设备。"),
        )
    if officer.agency_id != row.agency_id:
        raise RuleError(
            _("领用人不是本机关的执法人员。"),
            article=ARTICLE,
            remedy=_("请重新选择。"),
            field="officer",
        )
    _assert_checked(row, battery=battery, free_minutes=free_minutes, clock_off=clock_off)
    checked = {"battery": battery, "free_minutes": free_minutes, "clock_off": clock_off}
    loan = DeviceLoan.objects.create(
        device=row, officer=officer, taken_at=at, created_by=by, **checked
    )
    audit.append("device.take", obj=row, actor=by, data={"officer": officer.pk, **checked})
    return loan


def _assert_checked(row: Device, *, battery: int, free_minutes: int, clock_off: int) -> None:
    rules = row.agency.rules()
    low, room, off = (int(rules.value(key)) for key in (BATTERY, MINUTES, CLOCK))
    found = [
        ("battery", battery < low, _("电量低于%(limit)s%%。") % {"limit": low}),
        (
            "free_minutes",
            free_minutes < room,
            _("存储空间不足%(limit)s分钟。") % {"limit": room},
        ),
        (
            "clock_off",
            abs(clock_off) > off,
            _("设备时间与标准时间相差超过%(limit)s秒。") % {"limit": off},
        ),
    ]
    for field, failed, text in found:
        if failed:
            raise RuleError(
                text,
                article=ARTICLE,
                remedy=_("请充电、清理存储或者校时后再领用；无法解决的，请登记故障。"),
                field=field,
            )


@transaction.atomic
def give_back(device: Device, *, by: User, at: datetime) -> DeviceLoan:
    """The device came back. RuleError when nobody holds it, or before it was taken."""
    demand(by, RECORD)
    row = _locked(device, by)
    loan = row.loans.select_for_update().filter(returned_at=None).first()
    if loan is None:
        raise RuleError(_("设备没有被领用。"), article=ARTICLE, remedy=_("请刷新页面查看。"))
    if at < loan.taken_at:
        raise RuleError(
            _("归还时间不能早于领用时间。"), article=ARTICLE, remedy=_("请核对时间。"), field="at"
        )
    loan.returned_at = at
    loan.save(update_fields=["returned_at"])
    audit.append("device.give_back", obj=row, actor=by, data={"loan": loan.pk})
    return loan


@transaction.atomic
def report_fault(device: Device, *, by: User, at: datetime, text: str) -> DeviceFault:
    """A fault of the device; nobody takes it until it is mended."""
    demand(by, RECORD)
    row = _locked(device, by)
    _refuse_retired(row)
    fault = DeviceFault.objects.create(device=row, found_at=at, text=text.strip(), created_by=by)
    audit.append("device.fault", obj=row, actor=by, data={"text": fault.text})
    return fault


@transaction.atomic
def mend(device: Device, *, by: User, at: datetime, result: str) -> int:
    """All open faults are put right. RuleError when there is none, or before one was found."""
    demand(by, MANAGE)
    row = _locked(device, by)
    faults = row.faults.select_for_update().filter(mended_at=None)
    if not faults:
        raise RuleError(
            _("设备没有尚未修复的故障。"), article=ARTICLE, remedy=_("请刷新页面查看。")
        )
    if any(at < fault.found_at for fault in faults):
        raise RuleError(
            _("修复时间不能早于发现时间。"), article=ARTICLE, remedy=_("请核对时间。"), field="at"
        )
    count = faults.update(mended_at=at, mended_how=result.strip())
    audit.append("device.mend", obj=row, actor=by, data={"result": result.strip()})
    return count


def holder(agency_id: int, number: str, at: datetime) -> Officer | None:
    """Who held the device of that number at that time; None when nobody did."""
    loan = (
        DeviceLoan.objects.filter(
            Q(returned_at=None) | Q(returned_at__gte=at),
            device__agency=agency_id,
            device__number=number,
            taken_at__lte=at,
        )
        .select_related("officer")
        .order_by("-taken_at")
        .first()
    )
    return loan.officer if loan else None


def recordings(device: Device, user: User) -> QuerySet[Evidence]:
    """What was recorded with the device in the cases the account may see, the newest first."""
    seen = Evidence.objects.visible_to(user).filter(case__agency=device.agency)
    rows = seen.filter(device_no=device.number)
    return rows.select_related("case", "recorder").order_by("-started_at", "-pk")


def needed(agency: Agency, officers: int) -> int:
    """How many devices the agency should have for so many officers."""
    per = int(agency.rules().value(PER_DEVICE))
    return -(-officers // per)


def open_loans(devices: Iterable[Device]) -> dict[int, DeviceLoan]:
    """Who holds which of the devices now, by device."""
    rows = DeviceLoan.objects.filter(device__in=list(devices), returned_at=None)
    return {row.device_id: row for row in rows.select_related("officer")}
