"""Evidence given to outsiders (对外提供): asked for, approved by another, made, handed over."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from enforcement.models import Agency, Case
from recording.models.edited import EditedCopy
from recording.models.evidence import Evidence


class SupplyQuerySet(models.QuerySet["Supply"]):
    """Reading vocabulary of supplies."""

    def visible_to(self, user: Any) -> "SupplyQuerySet":
        """Supplies of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Supply(models.Model):
    """One application to give evidence of a case to somebody outside, and what became of it.

    `number` is taken on approval. Who decides is never who asked. `touched_at`: when the worker last
    said that it is at it; `manifest`, `cover`: the list with all hashes, and the cover sheet.
    """

    class Basis(models.TextChoices):
        INSPECTION = "inspection", _("监察机关依法调取")
        COURT = "court", _("审判机关依法调取")
        PROCURATORATE = "procuratorate", _("检察机关依法调取")
        POLICE = "police", _("公安机关依法调取")
        AUDIT = "audit", _("审计机关依法调取")
        PARTY = "party", _("当事人查阅、复制与其有关的资料")
        INTERESTED = "interested", _("利害关系人查阅、复制与其有关的资料")

    class Channel(models.TextChoices):
        LINK = "link", _("一次性限时链接")
        MEDIUM = "medium", _("刻录介质当面交付")

    class Status(models.TextChoices):
        ASKED = "asked", _("待审批")
        REFUSED = "refused", _("不予提供")
        WITHDRAWN = "withdrawn", _("已撤回")
        APPROVED = "approved", _("正在制作")
        FAILED = "failed", _("未能制作")
        READY = "ready", _("待交付")
        DELIVERED = "delivered", _("已交付")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("提供编号"), max_length=64, blank=True)
    applicant = models.CharField(_("申请人"), max_length=60)
    organisation = models.CharField(_("单位"), max_length=120)
    contact = models.CharField(_("联系方式"), max_length=60, blank=True)
    paper = models.CharField(_("来函文号或者申请书"), max_length=120, blank=True)
    basis = models.CharField(_("依据"), max_length=14, choices=Basis.choices)
    purpose = models.CharField(_("用途"), max_length=300)
    channel = models.CharField(_("交付方式"), max_length=8, choices=Channel.choices)
    due_on = models.DateField(_("应当提供的日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.ASKED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    answer = models.CharField(_("审批意见"), max_length=300, blank=True)
    receiver = models.CharField(_("接收人"), max_length=60, blank=True)
    medium = models.CharField(_("介质"), max_length=100, blank=True)
    delivered_at = models.DateTimeField(_("交付时间"), null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(_("未能制作的原因"), max_length=300, blank=True)
    manifest = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cover = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SupplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("对外提供")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "-asked_at", "-id"], name="supply_of_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~Q(number=""), name="supply_number_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="supply_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "withdrawn"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="supply_not_without_approval",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(answer=""), name="supply_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.organisation} {self.applicant}"


class SupplyItem(models.Model):
    """One piece of the scope: an original, a span of it (seconds), or an edited copy; and its copy.

    `parent_sha256`: what the copy is made from. `blob`: the copy, an object of its own.
    """

    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="items")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    edited = models.ForeignKey(
        EditedCopy, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    begin = models.PositiveIntegerField(_("起（秒）"), null=True, blank=True)
    end = models.PositiveIntegerField(_("止（秒）"), null=True, blank=True)
    parent_sha256 = models.CharField(max_length=64)
    blob = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tool = models.CharField(_("制作程序"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("提供的材料")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(blob=None) | ~Q(blob_id=F("parent_sha256")),
                name="supply_item_is_another_object",
            ),
            models.CheckConstraint(
                condition=Q(begin=None, end=None)
                | Q(begin__isnull=False, end__isnull=False, end__gt=F("begin")),
                name="supply_item_span",
            ),
        ]


class SupplyLink(models.Model):
    """The address a supply is fetched at: it expires, asks a code, and knows one browser afterwards.

    Of address, code and browser only SHA-256 (hex) is stored. `failures` counts wrong codes.
    """

    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(_("有效期至"))
    failures = models.PositiveSmallIntegerField(default=0)
    bound_at = models.DateTimeField(_("首次启用时间"), null=True, blank=True)
    binding_hash = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("出具时间"))

    class Meta:
        verbose_name = _("提供链接")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supply"], condition=Q(ended_at=None), name="supply_link_one"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the supply."""
        return int(self.supply.agency_id)

    def live(self, at: datetime) -> bool:
        """Whether the address still opens."""
        return self.ended_at is None and at < self.expires_at
