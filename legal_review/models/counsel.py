"""Counsel (法律顾问、公职律师): who is on the list, and what one of them was asked about one draft."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency
from legal_review.models.reviews import Review
from recording.models import Document


class CounselQuerySet(models.QuerySet["Counsel"]):
    """Reading vocabulary of counsel."""

    def visible_to(self, user: Any) -> "CounselQuerySet":
        """Counsel of the agencies the account may see."""
        return self.filter(agency_id__in=user.visible_agency_ids())

    def on_list(self, on: Any) -> "CounselQuerySet":
        """Counsel engaged on the day."""
        begun = self.filter(valid_from__lte=on)
        return begun.filter(Q(ended_on=None) | Q(ended_on__gt=on)).filter(
            Q(valid_to=None) | Q(valid_to__gte=on)
        )


class Counsel(models.Model):
    """One counsel of an agency. The row stays when the engagement ends: advice rests on it."""

    class Kind(models.TextChoices):
        ADVISER = "adviser", _("法律顾问")
        PUBLIC_LAWYER = "public_lawyer", _("公职律师")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=13, choices=Kind.choices)
    name = models.CharField(_("姓名"), max_length=50)
    organisation = models.CharField(_("所在单位"), max_length=120)
    licence = models.CharField(_("执业证号"), max_length=60)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("本系统账号"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    valid_from = models.DateField(_("聘任日期"))
    valid_to = models.DateField(_("聘期至"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)

    objects = CounselQuerySet.as_manager()

    class Meta:
        verbose_name = _("法律顾问和公职律师")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "licence"],
                condition=Q(ended_on=None),
                name="counsel_once_on_list",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.organisation}）"


class CounselRequestQuerySet(models.QuerySet["CounselRequest"]):
    """Reading vocabulary of requests."""

    def visible_to(self, user: Any) -> "CounselRequestQuerySet":
        """Requests about the reviews the account may see."""
        return self.filter(review__in=Review.objects.visible_to(user))


class CounselRequest(models.Model):
    """One draft shown to one counsel through a link, and the advice given on it.

    The link is bound to `version_sha256`, the digest of the frozen draft. Of address, code and
    browser only SHA-256 (hex) is stored. `advice` is attached; it decides nothing.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="counsel_requests")
    counsel = models.ForeignKey(Counsel, on_delete=models.PROTECT, related_name="+")
    version_sha256 = models.CharField(_("送审稿校验值（SHA-256）"), max_length=64)
    question = models.TextField(_("请求提供意见的问题"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("请求时间"))
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(_("有效期至"))
    failures = models.PositiveSmallIntegerField(_("核对错误次数"), default=0)
    bound_at = models.DateTimeField(_("首次启用时间"), null=True, blank=True)
    binding_hash = models.CharField(max_length=64, blank=True)
    undertaking = models.TextField(_("保密承诺"), blank=True)
    accepted_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)
    advice = models.TextField(_("法律意见"), blank=True)
    advised_at = models.DateTimeField(_("出具意见时间"), null=True, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    end_reason = models.CharField(_("停用的理由"), max_length=200, blank=True)

    objects = CounselRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("请求法律意见")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "counsel"],
                condition=Q(ended_at=None),
                name="counsel_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(bound_at=None, binding_hash="")
                | Q(bound_at__isnull=False) & ~Q(binding_hash=""),
                name="counsel_request_bound_has_browser",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, undertaking="")
                | Q(accepted_at__isnull=False, bound_at__isnull=False) & ~Q(undertaking=""),
                name="counsel_request_undertaking_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(advised_at=None, advice="")
                | Q(advised_at__isnull=False, accepted_at__isnull=False) & ~Q(advice=""),
                name="counsel_request_advice_after_undertaking",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""),
                name="counsel_request_ended_has_reason",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.review.agency_id)

    def live(self, at: datetime) -> bool:
        """Whether the address still opens, as far as the row itself knows."""
        return self.ended_at is None and at < self.expires_at


class CounselView(models.Model):
    """One look of a counsel at the draft or a paper. Append-only."""

    class What(models.TextChoices):
        DRAFT = "draft", _("送审稿")
        DOCUMENT = "document", _("文书")
        EVIDENCE = "evidence", _("证据")

    request = models.ForeignKey(CounselRequest, on_delete=models.PROTECT, related_name="views")
    what = models.CharField(_("查阅内容"), max_length=8, choices=What.choices)
    title = models.CharField(_("名称"), max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(_("查阅时间"))

    class Meta:
        verbose_name = _("法律意见查阅记录")
        ordering = ["pk"]

    @property
    def agency_id(self) -> int:
        """The agency of the review."""
        return int(self.request.agency_id)
