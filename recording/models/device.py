"""Recording devices (执法记录仪等): the register, who held which when, and their faults."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Officer


class DeviceQuerySet(models.QuerySet["Device"]):
    """Reading vocabulary of devices."""

    def visible_to(self, user: Any) -> "DeviceQuerySet":
        """Those of the agencies whose internal rows the account may see."""
        return self.filter(agency__in=user.visible_agency_ids())


class Device(models.Model):
    """One device of an agency. It is taken out of use, never deleted."""

    class Kind(models.TextChoices):
        BODY = "body", _("执法记录仪")
        CAMERA = "camera", _("照相机、摄像机")
        RECORDER = "recorder", _("录音笔")
        ROOM = "room", _("询问室、听证室固定设备")
        DRONE = "drone", _("无人机")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("设备编号"), max_length=60)
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    model = models.CharField(_("型号"), max_length=100, blank=True)
    serial = models.CharField(_("出厂编号"), max_length=100, blank=True)
    registered_on = models.DateField(_("启用日期"))
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    retired_why = models.CharField(_("停用原因"), max_length=200, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("音像记录设备")
        ordering = ["agency", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="device_number_once"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=models.F("registered_on")),
                name="device_retired_after_registered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class DeviceLoan(models.Model):
    """An officer took the device, having checked it; `returned_at` is written once."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="loans")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("领用时间"))
    battery = models.PositiveSmallIntegerField(_("电量（%）"))
    free_minutes = models.PositiveIntegerField(_("存储空间可录制的分钟数"))
    clock_off = models.IntegerField(_("设备时间快慢（秒）"))
    returned_at = models.DateTimeField(_("归还时间"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("设备领用记录")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(returned_at__isnull=True), name="device_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=models.F("taken_at")),
                name="device_returned_after_taken",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the device."""
        return int(self.device.agency_id)


class DeviceFault(models.Model):
    """A fault, and when it was put right; until then nobody takes the device."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="faults")
    found_at = models.DateTimeField(_("发现时间"))
    text = models.CharField(_("故障情况"), max_length=300)
    mended_at = models.DateTimeField(_("修复时间"), null=True, blank=True)
    mended_how = models.CharField(_("处理结果"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("设备故障记录")
        ordering = ["-found_at", "-pk"]

    @property
    def agency_id(self) -> int:
        """The agency of the device."""
        return int(self.device.agency_id)
