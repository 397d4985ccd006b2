"""Coercive measures (行政强制措施): sealing, seizure, freezing (行政强制法 9, 16-33)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.item import Item

# Goods are held, so the period binds and the objects cannot be taken a second time.
HELD = ("in_force", "due_release")
ENDED = ("released", "handed_over", "confiscated")


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Reading vocabulary of measures."""

    def visible_to(self, user: Any) -> "MeasureQuerySet":
        """Measures of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def held(self) -> "MeasureQuerySet":
        """Measures by which something is still held."""
        return self.filter(status__in=HELD)

    def run_out(self, on: date) -> "MeasureQuerySet":
        """Measures in force whose last day has come."""
        last = Coalesce("extended_until", "until_on")
        return self.filter(status="in_force").annotate(last_day=last).filter(last_day__lte=on)

    def used_reviews(self) -> models.QuerySet[Any, Any]:
        """Keys of the reviewed decisions that a measure stands on."""
        return self.filter(reviewed__isnull=False).values_list("reviewed", flat=True)


class Measure(models.Model):
    """One sealing, seizure or freezing in a case.

    `started_at` is the act at the scene; `from_on` its day, from which the period is counted.
    `papers_on` is the day decision and inventory were handed over, set by the room that keeps
    papers. `until_on` is the last day, testing left out; `extended_until` the last day after the
    one extension the law allows. `days` is the length the decision sets, within the law's.
    `review_due`: whether the list in force wanted such a measure reviewed when it was approved, None
    before that and for what was carried out at once (行政强制法 19); `reviewed` is the decision that
    passed, which no other act may stand on.
    """

    class Kind(models.TextChoices):
        SEAL = "seal", _("查封")
        SEIZE = "seize", _("扣押")
        FREEZE = "freeze", _("冻结")

    class Status(models.TextChoices):
        PLANNED = "planned", _("待批准")
        APPROVED = "approved", _("已批准，待实施")
        IN_FORCE = "in_force", _("实施中")
        DUE_RELEASE = "due_release", _("应当解除")
        RELEASED = "released", _("已解除")
        HANDED_OVER = "handed_over", _("已移送")
        CONFISCATED = "confiscated", _("已没收或者销毁")
        REFUSED = "refused", _("不予批准")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(_("强制措施种类"), max_length=8, choices=Kind.choices)
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.TextField(_("法律、法规依据"))
    reason = models.TextField(_("理由"))
    emergency = models.BooleanField(_("情况紧急，当场实施"), default=False)
    days = models.PositiveSmallIntegerField(_("期限（日）"))
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    doc_no = models.CharField(_("决定书文号"), max_length=128, blank=True)
    place = models.CharField(_("实施地点"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("实施时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    opinion = models.TextField(_("审批意见"), blank=True)
    review_due = models.BooleanField(_("应当经法制审核"), null=True)
    reviewed = models.ForeignKey(
        "enforcement.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经法制审核的行政强制决定"),
    )
    papers_on = models.DateField(_("决定书、清单交付日期"), null=True, blank=True)
    from_on = models.DateField(_("期限自"), null=True, blank=True)
    until_on = models.DateField(_("期限至"), null=True, blank=True)
    extended_on = models.DateField(_("批准延长日期"), null=True, blank=True)
    extended_until = models.DateField(_("延长至"), null=True, blank=True)
    extension_reason = models.TextField(_("延长理由"), blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    end_note = models.TextField(_("移送或者处理情况"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MeasureQuerySet.as_manager()

    # A comparison with NULL does not fail a CHECK: what must be there is said to be not null.
    class Meta:
        verbose_name = _("行政强制措施")
        indexes = [models.Index(fields=["case", "status"]), models.Index(fields=["status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["reviewed"],
                condition=models.Q(reviewed__isnull=False),
                name="measure_review_used_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(basis="") & models.Q(days__gte=1),
                name="measure_has_reason_and_basis",
            ),
            # 行政强制法 18, 19: approved before, save in an emergency.
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "refused"])
                | models.Q(emergency=True)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="measure_approved_before",
            ),
            models.CheckConstraint(
                condition=models.Q(started_at__isnull=True)
                | models.Q(emergency=True)
                | models.Q(approved_at__lte=models.F("started_at")),
                name="measure_started_after_approval",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "approved", "refused"])
                | (
                    models.Q(
                        started_at__isnull=False, from_on__isnull=False, until_on__isnull=False
                    )
                    & models.Q(until_on__gte=models.F("from_on"))
                    & ~models.Q(doc_no="")
                ),
                name="measure_in_force_is_complete",
            ),
            # 行政强制法 24: made and handed over on the spot.
            models.CheckConstraint(
                condition=models.Q(status__in=["planned", "approved", "refused"])
                | models.Q(kind="freeze")
                | models.Q(papers_on__isnull=False, papers_on=models.F("from_on")),
                name="measure_papers_on_the_spot",
            ),
            # 行政强制法 25: once, before the end, with reasons.
            models.CheckConstraint(
                condition=models.Q(extended_until__isnull=True)
                | (
                    models.Q(extended_until__gt=models.F("until_on"))
                    & models.Q(extended_on__lt=models.F("until_on"))
                    & models.Q(extended_by__isnull=False, extended_on__isnull=False)
                    & ~models.Q(extension_reason="")
                ),
                name="measure_extended_in_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=ENDED)
                | models.Q(ended_on__isnull=False, ended_on__gte=models.F("from_on")),
                name="measure_ended_has_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="confiscated")
                | models.Q(ended_on__lte=models.F("until_on"))
                | models.Q(extended_until__isnull=False, ended_on__lte=models.F("extended_until")),
                name="measure_confiscated_in_time",
            ),
        ]

    def __str__(self) -> str:
        return self.doc_no or str(self.Kind(self.kind).label)

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)

    @property
    def end_on(self) -> date | None:
        """The last day it may hold, None before it begins."""
        return self.extended_until or self.until_on

    @property
    def held(self) -> bool:
        """Whether something is still held by it."""
        return self.status in HELD


class MeasureItem(models.Model):
    """A row of the inventory (清单).

    `identity` names the object across all measures, so that none is taken twice (行政强制法 23);
    `held` is true while the object is listed or held.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(_("名称"), max_length=200)
    mark = models.CharField(_("编号、批号、号牌或者坐落"), max_length=200, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    unit = models.CharField(_("单位"), max_length=20)
    state = models.CharField(_("状况"), max_length=200)
    place = models.CharField(_("存放地点"), max_length=200)
    owner = models.CharField(_("所有人或者持有人"), max_length=200)
    relevance = models.TextField(_("与案件的关系及不属于生活必需品的说明"))
    identity = models.CharField(max_length=700)
    held = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("查封、扣押、冻结财物")
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=models.Q(held=True), name="measure_item_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) & ~models.Q(relevance=""),
                name="measure_item_is_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.measure.agency_id


class MeasureTest(models.Model):
    """A test of the goods (检测、检验、检疫、鉴定) whose days do not count; fixed and told in writing."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="tests")
    subject = models.CharField(_("检测、检验、检疫或者技术鉴定事项"), max_length=200)
    body = models.CharField(_("检测机构"), max_length=200)
    from_on = models.DateField(_("检测期间自"))
    until_on = models.DateField(_("检测期间至"))
    notified_on = models.DateField(_("书面告知当事人日期"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("检测、检验、检疫、鉴定期间")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on"))
                & models.Q(notified_on__lte=models.F("from_on")),
                name="measure_test_told_before",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.measure.agency_id


class MeasureRelease(models.Model):
    """The lifting of a measure (解除): on which of the five grounds, to whom the goods went back."""

    class Ground(models.TextChoices):
        NO_VIOLATION = "no_violation", _("当事人没有违法行为")
        UNRELATED = "unrelated", _("查封、扣押、冻结的财物与违法行为无关")
        DECIDED = "decided", _("已经作出处理决定，不再需要查封、扣押、冻结")
        EXPIRED = "expired", _("期限已经届满")
        OTHER = "other", _("其他不再需要采取强制措施的情形")

    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="release")
    ground = models.CharField(_("解除事由"), max_length=14, choices=Ground.choices)
    released_on = models.DateField(_("解除日期"))
    reason = models.TextField(_("说明"))
    receiver = models.CharField(_("领取人"), max_length=60)
    receipt = models.TextField(_("退还清点和签收情况"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("解除查封、扣押、冻结")

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.measure.agency_id


class CustodyEntry(models.Model):
    """One line of the custody log (保管记录), append-only (行政强制法 26: kept safe, never used)."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="custody")
    at = models.DateTimeField(_("时间"))
    keeper = models.CharField(_("保管人"), max_length=100)
    text = models.TextField(_("保管情况"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("保管记录")

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.measure.agency_id
