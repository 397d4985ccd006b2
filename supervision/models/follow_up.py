"""What follows a result: the agency's objection, and the putting right of what was found (整改)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from supervision.models.file import FileReview


class Objection(models.Model):
    """The agency's objection to the result of a file, and its answer. One for a file."""

    class Result(models.TextChoices):
        UPHELD = "upheld", _("异议成立，调整结果")
        REJECTED = "rejected", _("异议不成立，维持结果")

    file = models.OneToOneField(FileReview, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField(_("异议内容和理由"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_on = models.DateField(_("提出日期"))
    score_before = models.DecimalField(_("原得分"), max_digits=5, decimal_places=2)
    grade_before = models.CharField(_("原等次"), max_length=20)
    result = models.CharField(_("处理结果"), max_length=8, choices=Result.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("评查异议")

    @property
    def agency_id(self) -> int:
        """The agency that objects."""
        return int(self.file.agency_id)


class Rectification(models.Model):
    """What the agency has to put right, by a day (core.deadlines, subject "rectification")."""

    class Status(models.TextChoices):
        DEMANDED = "demanded", _("待整改")
        REPORTED = "reported", _("待确认")
        CONFIRMED = "confirmed", _("已确认")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.OneToOneField(FileReview, on_delete=models.PROTECT, related_name="rectification")
    demand = models.TextField(_("整改要求"))
    demanded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    demanded_on = models.DateField(_("下达日期"))
    due_on = models.DateField(_("整改期限"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DEMANDED
    )

    class Meta:
        verbose_name = _("整改")
        indexes = [models.Index(fields=["status", "due_on"])]

    @property
    def agency_id(self) -> int:
        """The agency that puts it right."""
        return int(self.file.agency_id)


class RectificationEntry(models.Model):
    """A report of what was put right, or the organiser's word about it. Append-only."""

    class Kind(models.TextChoices):
        REPORT = "report", _("整改报告")
        RETURNED = "returned", _("退回补充")
        CONFIRMED = "confirmed", _("确认整改")

    rectification = models.ForeignKey(
        Rectification, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField(_("类别"), max_length=9, choices=Kind.choices)
    text = models.TextField(_("内容"))
    on = models.DateField(_("日期"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("佐证材料"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("整改记录")
        ordering = ["pk"]

    @property
    def agency_id(self) -> int:
        """The agency that puts it right."""
        return int(self.rectification.file.agency_id)
