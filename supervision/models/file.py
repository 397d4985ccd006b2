"""A case file under review, its scoring sheets, and each mark on them."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Case
from supervision.models.campaign import Campaign

ANSWER = "supervision.answer_reviews"
REVIEW = "supervision.review_files"


class FileReviewQuerySet(models.QuerySet["FileReview"]):
    """Reading vocabulary of files under review."""

    def visible_to(self, user: Any) -> "FileReviewQuerySet":
        """The organiser sees its campaigns' files; the agency its own once they have a result."""
        seen = models.Q(campaign__in=Campaign.objects.visible_to(user))
        if user.is_authenticated and user.has_perm(ANSWER) and user.agency_id is not None:
            seen |= models.Q(agency_id=user.agency_id, told_on__isnull=False)
        return self.filter(seen)

    def told(self) -> "FileReviewQuerySet":
        """Files whose result the agency was told."""
        return self.filter(told_on__isnull=False)


class FileReview(models.Model):
    """One file of a campaign: drawn, or named with a reason. `checks` is what the automatic
    pre-check found when it came in: rows of item, findings (None: a person must judge), reason,
    anchor of the row it rests on."""

    class Status(models.TextChoices):
        SCORING = "scoring", _("评分中")
        MEETING = "meeting", _("待合议")
        THIRD = "third", _("增派评查中")
        SCORED = "scored", _("已评定")
        OBJECTED = "objected", _("异议处理中")
        ANSWERED = "answered", _("异议已答复")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="files")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(_("承办机构"), max_length=100, blank=True)
    ordinal = models.PositiveIntegerField(_("序号"))
    added_reason = models.CharField(_("指定评查的理由"), max_length=300, blank=True)
    checks = models.JSONField(default=list)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.SCORING
    )
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    grade = models.CharField(_("等次"), max_length=20, blank=True)
    vetoed = models.BooleanField(_("一票否决"), default=False)
    way = models.CharField(_("评定方式"), max_length=10, blank=True)
    opinion = models.TextField(_("评定意见"), blank=True)
    told_on = models.DateField(_("告知结果日期"), null=True, blank=True)

    objects = FileReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("被评查案卷")
        ordering = ["ordinal"]
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "case"], name="file_review_once"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["scored", "objected", "answered"])
                | models.Q(score__isnull=False, told_on__isnull=False) & ~models.Q(grade=""),
                name="file_review_scored_has_result",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, 100)),
                name="file_review_score_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(vetoed=False) | models.Q(score=0) | models.Q(score=None),
                name="file_review_veto_is_zero",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    """Reading vocabulary of scoring sheets."""

    def own(self, user: Any) -> "ScoreSheetQuerySet":
        """The sheets the account fills in."""
        if not user.is_authenticated or not user.has_perm(REVIEW):
            return self.none()
        return self.filter(reviewer=user)

    def visible_to(self, user: Any) -> "ScoreSheetQuerySet":
        """Own sheets, and those of a file the account may see once nobody scores it any more.

        Whoever organises, supervises or scores: marks are shown to nobody else before all have
        signed (评查人员独立评分).
        """
        done = FileReview.objects.visible_to(user).exclude(status__in=["scoring", "third"])
        mine = models.Q(pk__in=self.model.objects.own(user).values("pk"))
        return self.filter(mine | models.Q(file__in=done, status="signed"))


class ScoreSheet(models.Model):
    """The sheet of one reviewer for one file. Once signed nothing on it changes."""

    class Status(models.TextChoices):
        OPEN = "open", _("评分中")
        SIGNED = "signed", _("已签署")
        RECUSED = "recused", _("已回避")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(FileReview, on_delete=models.PROTECT, related_name="sheets")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ordinal = models.PositiveSmallIntegerField(_("评查人序号"))
    status = models.CharField(_("状态"), max_length=8, choices=Status.choices, default=Status.OPEN)
    total = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    vetoed = models.BooleanField(_("一票否决"), default=False)
    sections = models.JSONField(default=dict)
    opinion = models.TextField(_("总体意见"), blank=True)
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    recusal_reason = models.CharField(_("回避理由"), max_length=300, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("评分表")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["file", "reviewer"], name="score_sheet_once"),
            models.CheckConstraint(
                condition=~models.Q(status="signed")
                | models.Q(total__isnull=False, signed_at__isnull=False),
                name="score_sheet_signed_has_total",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The organiser: the log of a sheet is not that of the agency under review."""
        return int(self.file.campaign.agency_id)


class Mark(models.Model):
    """One line of a sheet: the number of findings, None until judged. `proposed` is the pre-check's."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(_("评查项目"), max_length=40)
    findings = models.PositiveSmallIntegerField(_("问题数"), null=True, blank=True)
    reason = models.CharField(_("理由和所在页"), max_length=500, blank=True)
    proposed = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("评分")
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="mark_once")]
