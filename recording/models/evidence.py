"""Evidence (证据): the original as it came, sealed by SHA-256 and SM3 while it streamed in."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from enforcement.models import Case, Officer
from recording.models.closure import Closure
from recording.models.step import Stage, Step


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reading vocabulary of evidence: every page, list, copy and package goes through it."""

    def visible_to(self, user: Any) -> "EvidenceQuerySet":
        """Evidence of the cases the account sees, without what is closed to it (404)."""
        if not user.is_authenticated:
            return self.none()
        return self.unclosed_to(user).filter(case__in=Case.objects.visible_to(user))

    def unclosed_to(self, user: Any) -> "EvidenceQuerySet":
        """Evidence that no closure keeps from the account, whether or not it sees the case."""
        items, cases = Closure.objects.keys(user)
        return self.exclude(pk__in=items).exclude(case__in=cases)


class Evidence(models.Model):
    """One item of evidence. Append-only; the same bytes twice are two rows and one blob."""

    class Kind(models.TextChoices):
        DOCUMENTARY = "documentary", _("书证")
        PHYSICAL = "physical", _("物证")
        AUDIOVISUAL = "audiovisual", _("视听资料")
        ELECTRONIC = "electronic", _("电子数据")
        TESTIMONY = "testimony", _("证人证言")
        STATEMENT = "statement", _("当事人的陈述")
        APPRAISAL = "appraisal", _("鉴定意见")
        RECORD = "record", _("勘验笔录、现场笔录")

    class Media(models.TextChoices):
        PHOTO = "photo", _("照片")
        AUDIO = "audio", _("录音")
        VIDEO = "video", _("录像")
        DOCUMENT = "document", _("文件")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(
        Step, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    stage = models.CharField(_("阶段"), max_length=14, choices=Stage.choices)
    kind = models.CharField(_("证据种类"), max_length=14, choices=Kind.choices)
    media = models.CharField(_("媒体"), max_length=10, choices=Media.choices)
    title = models.CharField(_("名称"), max_length=200)
    file_name = models.CharField(_("原文件名"), max_length=255)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    full_recording = models.BooleanField(_("全程记录"), default=False)
    device_no = models.CharField(_("设备编号"), max_length=60, blank=True)
    recorder = models.ForeignKey(
        Officer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("地点"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("记录开始时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("记录结束时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("返回单位时间"), null=True, blank=True)
    late_reason = models.CharField(_("逾期上传的理由"), max_length=300, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("证据")
        ordering = ["uploaded_at"]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)

    @property
    def dated_on(self) -> date:
        """The local day it came into being: that of its recording, else the day it was stored."""
        return timezone.localtime(self.started_at or self.uploaded_at).date()
