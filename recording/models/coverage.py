"""What is told about the recordings of a step: segments marked in them, reasons for what they lack."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Case
from enforcement.models.kinds import ActionKind
from recording import coverage
from recording.models.evidence import Evidence
from recording.models.step import Step


class RecordingMark(models.Model):
    """A segment (domain §8.3) seen in a recording, at so many seconds. Append-only.

    A mark set by mistake is taken back by a further row that names it in `cancels`.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    segment = models.CharField(_("内容"), max_length=20)
    second = models.PositiveIntegerField(_("位置（秒）"), default=0)
    cancels = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("录音录像标记")
        ordering = ["second", "pk"]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.evidence.agency_id


class CoverageNote(models.Model):
    """Why a recording was broken off, or lacks something: one finding, one reason. Append-only."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("问题"), max_length=10)
    begins = models.DateTimeField(_("开始"))
    segment = models.CharField(_("内容"), max_length=20, blank=True)
    reason = models.TextField(_("原因说明"), max_length=1000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("音像记录说明")
        ordering = ["begins", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "kind", "begins", "segment"], name="coverage_note_once"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.step.agency_id


class CoverageLineQuerySet(models.QuerySet["CoverageLine"]):
    """Reading vocabulary of the lines."""

    def visible_to(self, user: Any) -> "CoverageLineQuerySet":
        """Lines of the cases that the account may see."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())


class CoverageLine(models.Model):
    """What the coverage map says of one step under one item of the recording list, for statistics.

    Derived: `recording.services.coverage_lines` makes the lines of a case anew when its record changed.
    A step that two items ask for has two lines, of which one is `first`: tables that are not by item
    count that one. `late`, `gaps`, `drifts`, `unshown` count lacks, `unsettled` those still open.
    """

    class State(models.TextChoices):
        COVERED = coverage.COVERED, _("已音像记录")
        EXEMPT = coverage.EXEMPT, _("以文字说明免予音像记录")
        MISSING = coverage.MISSING, _("缺少音像记录")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    activity = models.CharField(_("音像记录事项"), max_length=40)
    first = models.BooleanField(default=True)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    unit = models.CharField(_("内设机构"), max_length=100, blank=True)
    kind = models.CharField(_("执法类别"), max_length=12, choices=ActionKind.choices)
    on = models.DateField(_("日期"))
    month = models.DateField(_("月份"))
    full = models.BooleanField(_("全程记录"), default=False)
    state = models.CharField(_("记录情况"), max_length=8, choices=State.choices)
    reason = models.CharField(_("不进行音像记录的理由"), max_length=300, blank=True)
    late = models.PositiveIntegerField(_("逾期上传"), default=0)
    gaps = models.PositiveIntegerField(_("中断"), default=0)
    drifts = models.PositiveIntegerField(_("时间不符"), default=0)
    unshown = models.PositiveIntegerField(_("缺少应当显示的内容"), default=0)
    unsettled = models.PositiveIntegerField(_("未处理的问题"), default=0)

    objects = CoverageLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("音像记录统计行")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "activity"], name="coverage_line_once")
        ]
        indexes = [
            models.Index(fields=["agency", "on"]),
            models.Index(fields=["on", "id"]),
        ]


class StaleCoverage(models.Model):
    """A case whose lines are to be made anew: written with the change, deleted when it is done."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("待更新的音像记录统计")
