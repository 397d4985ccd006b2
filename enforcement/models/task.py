"""An inspection task (行政检查任务): one approved visit to one party, for one item or several."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.case import Case
from enforcement.models.inspection_list import InspectionPlan
from enforcement.models.item import Item
from enforcement.models.party import Party

BEFORE_APPROVAL = ("planned", "cancelled")
BEFORE_NOTICE = ("planned", "approved", "cancelled")
# A lead that justifies a visit beyond the announced number (国办发〔2024〕54号).
LEADS = ("complaint", "assigned", "data")


class TaskQuerySet(models.QuerySet["InspectionTask"]):
    """Reading vocabulary of tasks."""

    def visible_to(self, user: Any) -> "TaskQuerySet":
        """Tasks of the agencies the account may see; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())

    def visits(self, year: int) -> "TaskQuerySet":
        """Approved visits on site in the calendar year; one that was cancelled is none."""
        onsite = self.filter(method=InspectionTask.Method.ONSITE, visit_year=year)
        return onsite.exclude(status__in=BEFORE_APPROVAL)


class InspectionTask(models.Model):
    """One visit. The case holds its record; several items of one visit share it (综合查一次).

    `cap` and `visits_before` are what the approval was measured by; `cap` is None where no limit
    applies (a natural person, a check by paper or network).
    """

    class Kind(models.TextChoices):
        ROUTINE = "routine", _("日常检查")
        SINGLE = "single", _("个案检查")
        SPECIAL = "special", _("专项检查")
        RANDOM = "random", _("双随机检查")

    class Source(models.TextChoices):
        PLAN = "plan", _("年度检查计划")
        DRAW = "draw", _("随机抽取")
        COMPLAINT = "complaint", _("投诉举报")
        ASSIGNED = "assigned", _("转办交办")
        DATA = "data", _("数据监测线索")
        RECHECK = "recheck", _("复查")
        OTHER = "other", _("其他来源")

    class Method(models.TextChoices):
        ONSITE = "onsite", _("现场检查")
        PAPER = "paper", _("书面检查")
        NETWORK = "network", _("网络检查")

    class Status(models.TextChoices):
        PLANNED = "planned", _("待审批")
        APPROVED = "approved", _("已批准")
        NOTIFIED = "notified", _("已通知")
        ARRIVED = "arrived", _("已到场")
        RECORDED = "recorded", _("已记录")
        TOLD = "told", _("已告知结果")
        CLOSED = "closed", _("已办结")
        CANCELLED = "cancelled", _("已取消")

    class Result(models.TextChoices):
        CLEAN = "clean", _("未发现问题")
        RECTIFY = "rectify", _("责令改正")
        FILE = "file", _("立案查处")
        TRANSFER = "transfer", _("移送立案处理")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="inspection_task")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("检查类型"), max_length=8, choices=Kind.choices)
    source = models.CharField(_("任务来源"), max_length=10, choices=Source.choices)
    source_note = models.CharField(_("来源说明"), max_length=300, blank=True)
    method = models.CharField(_("检查方式"), max_length=8, choices=Method.choices)
    plan = models.ForeignKey(
        InspectionPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    draw_ref = models.CharField(_("抽取结果编号"), max_length=64, blank=True)
    items = models.ManyToManyField(Item, related_name="+")
    joint_agencies = models.ManyToManyField(Agency, related_name="+")
    of_task = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rechecks"
    )
    grade = models.CharField(_("企业类别"), max_length=60, blank=True)
    assistants = models.PositiveSmallIntegerField(_("协助检查人员人数"), default=0)
    assistants_note = models.CharField(_("协助检查人员的职责"), max_length=200, blank=True)
    visit_from = models.DateField(_("检查期间自"))
    visit_to = models.DateField(_("检查期间至"), null=True, blank=True)
    visit_year = models.PositiveSmallIntegerField()
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    cap = models.PositiveSmallIntegerField(_("年度频次上限"), null=True, blank=True)
    cap_basis = models.CharField(max_length=300, blank=True)
    visits_before = models.PositiveSmallIntegerField(_("本年度已检查次数"), default=0)
    exception = models.CharField(max_length=10, choices=Source.choices, blank=True)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)
    code = models.CharField(_("检查码"), max_length=32, blank=True)
    notice_on = models.DateField(_("通知日期"), null=True, blank=True)
    no_notice_reason = models.CharField(_("不事先通知的理由"), max_length=300, blank=True)
    scanned_at = models.DateTimeField(_("企业扫码时间"), null=True, blank=True)
    arrived_on = models.DateField(_("到场日期"), null=True, blank=True)
    told_on = models.DateField(_("告知结果日期"), null=True, blank=True)
    result = models.CharField(_("检查结果"), max_length=10, choices=Result.choices, blank=True)
    cancel_reason = models.CharField(_("取消理由"), max_length=300, blank=True)
    follow_up = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="arose_from"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政检查任务")
        indexes = [models.Index(fields=["agency", "visit_year", "party"])]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="task_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=BEFORE_APPROVAL)
                | models.Q(approved_on__isnull=False, approved_by__isnull=False)
                & ~models.Q(code=""),
                name="task_begun_is_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True)
                | models.Q(cap__isnull=True)
                | models.Q(visits_before__lt=models.F("cap"))
                | models.Q(exception__in=LEADS) & ~models.Q(source_note=""),
                name="task_over_cap_has_exception",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=BEFORE_NOTICE)
                | models.Q(notice_on__isnull=False)
                | ~models.Q(no_notice_reason=""),
                name="task_visit_is_notified",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="cancelled") | ~models.Q(cancel_reason=""),
                name="task_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(visit_to__isnull=True)
                | models.Q(visit_to__gte=models.F("visit_from")),
                name="task_visit_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="plan") | models.Q(plan__isnull=False),
                name="task_of_plan_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.party}"


class TaskRating(models.Model):
    """What the enterprise says of the visit. The inspectors themselves never read it."""

    task = models.OneToOneField(InspectionTask, on_delete=models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField(_("评分"))
    text = models.CharField(_("评价内容"), max_length=1000, blank=True)
    rated_at = models.DateTimeField()

    WORST, BEST = 1, 5

    class Meta:
        verbose_name = _("企业评价")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="rating_of_one_to_five"
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the task."""
        return int(self.task.agency_id)
