"""Uploads on their way (上传): what is being received, from whom, for which case."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from enforcement.models import Agency, Case, Officer
from recording.models.evidence import Evidence
from recording.models.step import Stage, Step


class Station(models.Model):
    """A docking station (采集站) that sends recordings by itself, known by a token of its own."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("采集站")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                condition=models.Q(revoked_at=None),
                name="station_name_once",
            )
        ]


class Upload(models.Model):
    """One file on its way to be evidence. The bytes lie in a part file until they are sealed.

    Of a person: with case and circumstances. Of a station: without; an officer adds them later.
    """

    class Status(models.TextChoices):
        RECEIVING = "receiving", _("正在接收")
        VERIFYING = "verifying", _("正在校验")
        WAITING = "waiting", _("待归入案件")
        SEALED = "sealed", _("已封存")
        REJECTED = "rejected", _("未接受")
        CANCELLED = "cancelled", _("已取消")
        EXPIRED = "expired", _("已过期")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("原文件名"), max_length=255)
    size = models.PositiveBigIntegerField(_("大小"))  # bytes
    declared_sha256 = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=14, choices=Evidence.Kind.choices, blank=True)
    media = models.CharField(max_length=10, choices=Evidence.Media.choices, blank=True)
    stage = models.CharField(max_length=14, choices=Stage.choices, blank=True)
    title = models.CharField(max_length=200, blank=True)
    step = models.ForeignKey(
        Step, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorder = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The rest of what was told about the taking; times in ISO 8601.
    told = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVING
    )
    sha256 = models.CharField(max_length=64, blank=True)
    sm3 = models.CharField(max_length=64, blank=True)
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.OneToOneField(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("未接受的原因"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(_("过期时间"))

    class Meta:
        verbose_name = _("上传")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["status", "expires_at"], name="upload_open")]
        constraints = [
            models.CheckConstraint(
                name="upload_of_a_person_or_a_station",
                condition=models.Q(owner__isnull=False, case__isnull=False, station=None)
                | models.Q(owner=None, case=None, station__isnull=False),
            ),
            models.CheckConstraint(
                name="upload_sealed_has_evidence",
                condition=models.Q(status="sealed", evidence__isnull=False, blob__isnull=False)
                | models.Q(evidence=None) & ~models.Q(status="sealed"),
            ),
            models.CheckConstraint(
                name="upload_waiting_is_kept",
                condition=~models.Q(status="waiting")
                | models.Q(blob__isnull=False, station__isnull=False),
            ),
            models.CheckConstraint(name="upload_not_empty", condition=models.Q(size__gt=0)),
        ]
