"""A random draw (随机抽取): the lists, the commitment to them, the seed, and the pairs drawn."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from enforcement.draws import canonical
from enforcement.models.agency import Agency
from enforcement.models.kinds import PartyKind
from enforcement.models.officer import Officer
from enforcement.models.random_check import RandomCheckPlan
from enforcement.models.task import InspectionTask


class DrawQuerySet(models.QuerySet["Draw"]):
    """Reading vocabulary of draws."""

    def visible_to(self, user: Any) -> "DrawQuerySet":
        """Draws of the agencies the account may see; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def public(self) -> "DrawQuerySet":
        """Draws whose commitment was announced, also those that were given up after it."""
        return self.filter(
            committed_at__isnull=False, agency__status=Agency.Status.CONFIRMED
        ).exclude(commitment="")


class Draw(models.Model):
    """One draw. From the commitment on the database keeps the lists and the rule as they are.

    `take` is the number of objects to draw of each class; `lists` the canonical JSON that was
    committed to; `checkpoint` the signed head of the audit log that goes into the seed.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", _("准备名单")
        COMMITTED = "committed", _("已承诺，待抽取")
        DRAWN = "drawn", _("已抽取")
        ABANDONED = "abandoned", _("已终止")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("抽查任务名称"), max_length=200)
    plans = models.ManyToManyField(RandomCheckPlan, related_name="draws")
    take = models.JSONField(_("抽取户数"), default=dict)
    officers_each = models.PositiveSmallIntegerField(_("每户执法人员数"))
    rule_text = models.TextField(_("排除规则"), blank=True)
    source_name = models.CharField(_("随机数来源"), max_length=100)
    source_url = models.URLField(_("来源网址"))
    source_how = models.CharField(_("取值和书写方法"), max_length=300)
    seed_mask = models.CharField(_("书写格式"), max_length=60)
    seed_day = models.DateField(_("随机数产生日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PREPARING
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lists = models.TextField(blank=True)
    commitment = models.CharField(_("承诺值"), max_length=64, blank=True)
    committed_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checkpoint = models.TextField(blank=True)
    seed_value = models.CharField(_("随机数"), max_length=60, blank=True)
    seed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)
    abandon_reason = models.CharField(_("终止理由"), max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("随机抽取")
        indexes = [models.Index(fields=["agency", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["committed", "drawn"])
                | models.Q(committed_at__isnull=False, committed_by__isnull=False)
                & ~models.Q(commitment="")
                & ~models.Q(lists=""),
                name="draw_commits_to_lists",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="drawn")
                | models.Q(
                    drawn_on__isnull=False,
                    drawn_on__gte=models.F("seed_day"),
                    seed_by__isnull=False,
                )
                & ~models.Q(seed_value="")
                & ~models.Q(checkpoint=""),
                name="draw_has_seed_of_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(committed_by__isnull=True)
                | ~models.Q(committed_by=models.F("prepared_by")),
                name="draw_committed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(seed_by__isnull=True)
                | ~models.Q(seed_by=models.F("prepared_by")),
                name="draw_seeded_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="abandoned") | ~models.Q(abandon_reason=""),
                name="draw_abandoned_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DrawObject(models.Model):
    """One object on the list. A natural person is published as a salted hash, never by name."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="objects_listed")
    kind = models.CharField(_("对象类别"), max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("名称或者姓名"), max_length=200)
    code = EncryptedTextField(_("统一社会信用代码或者证件号码"), blank=True)
    lookup = models.CharField(max_length=64)
    group = models.CharField(_("分类"), max_length=60, blank=True)
    salt = models.CharField(max_length=32)
    excluded = models.CharField(_("排除理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("抽查对象")
        constraints = [
            models.UniqueConstraint(fields=["draw", "lookup"], name="draw_object_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        """The agency of the draw."""
        return int(self.draw.agency_id)

    @property
    def key(self) -> str:
        """How the published list names the row."""
        if self.kind == PartyKind.PERSON:
            opening = canonical([self.salt, self.name, self.code])
            return f"person-{hashlib.sha256(opening).hexdigest()}"
        return str(self.code) or self.name

    @property
    def shown(self) -> str:
        """The name the public reads; "" for a natural person."""
        return "" if self.kind == PartyKind.PERSON else self.name


class DrawOfficer(models.Model):
    """One officer on the list, by the certificate valid on the day."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="officers_listed")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("执法证号"), max_length=40)
    category = models.CharField(_("执法类别"), max_length=100, blank=True)
    excluded = models.CharField(_("排除理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("抽查人员")
        constraints = [
            models.UniqueConstraint(fields=["draw", "officer"], name="draw_officer_once"),
            models.UniqueConstraint(fields=["draw", "number"], name="draw_certificate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.number}"


class DrawRecusal(models.Model):
    """An officer who is not sent to an object (行政处罚法 43)."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="recusals")
    listed_officer = models.ForeignKey(DrawOfficer, on_delete=models.PROTECT, related_name="+")
    listed_object = models.ForeignKey(DrawObject, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("回避理由"), max_length=300)

    class Meta:
        verbose_name = _("回避")
        constraints = [
            models.UniqueConstraint(
                fields=["listed_officer", "listed_object"], name="draw_recusal_once"
            )
        ]


class DrawnObject(models.Model):
    """One object that was drawn; append-only, but for the task that is made of it."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="drawn")
    ordinal = models.PositiveIntegerField()
    listed = models.OneToOneField(DrawObject, on_delete=models.PROTECT, related_name="drawn")
    officers = models.ManyToManyField(DrawOfficer, through="DrawnOfficer", related_name="+")
    task = models.OneToOneField(
        InspectionTask, null=True, blank=True, on_delete=models.PROTECT, related_name="drawn"
    )

    class Meta:
        verbose_name = _("抽取结果")
        constraints = [
            models.UniqueConstraint(fields=["draw", "ordinal"], name="drawn_object_ordinal_once")
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} {self.listed}"

    @property
    def agency_id(self) -> int:
        """The agency of the draw."""
        return int(self.draw.agency_id)


class DrawnOfficer(models.Model):
    """An officer drawn for an object; the first one leads. Append-only."""

    drawn = models.ForeignKey(DrawnObject, on_delete=models.PROTECT, related_name="team")
    listed = models.ForeignKey(DrawOfficer, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("抽取的执法人员")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["drawn", "ordinal"], name="drawn_officer_ordinal_once"),
            models.UniqueConstraint(fields=["drawn", "listed"], name="drawn_officer_once"),
        ]
