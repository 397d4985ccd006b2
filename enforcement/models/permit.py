"""An application for a permit, from its receipt to the decision (行政许可法第四章)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reading vocabulary of applications."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """Applications of cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class Application(models.Model):
    """What an applicant handed in, and what the agency did about accepting it (行政许可法 32).

    One to one with a case of kind permit; a case the agency opens of its own motion (撤回、撤销、注销)
    has none. `materials` and `correction_items` are lists of names. What is missing is told once.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("待决定是否受理")
        CORRECTING = "correcting", _("待申请人补正")
        ACCEPTED = "accepted", _("已受理")
        REFUSED = "refused", _("不予受理")

    class Channel(models.TextChoices):
        WINDOW = "window", _("窗口提交")
        ONLINE = "online", _("网上提交")
        POST = "post", _("信函等方式提交")

    class Ground(models.TextChoices):
        NOT_NEEDED = "not_needed", _("依法不需要取得行政许可")
        NO_POWER = "no_power", _("不属于本机关职权范围")
        INCOMPLETE = "incomplete", _("未按告知的内容补正全部材料")
        FALSE = "false", _("隐瞒有关情况或者提供虚假材料")

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.PROTECT, related_name="application"
    )
    received_on = models.DateField(_("收到申请日期"))
    channel = models.CharField(
        _("提交方式"), max_length=8, choices=Channel.choices, default=Channel.WINDOW
    )
    materials = models.JSONField(_("收到的材料"), default=list, blank=True)
    joint = models.BooleanField(_("统一、联合或者集中办理"), default=False)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    fixed_on_spot = models.TextField(_("当场更正的内容"), blank=True)
    correction_asked_on = models.DateField(_("一次告知补正日期"), null=True, blank=True)
    correction_items = models.JSONField(_("需要补正的内容"), default=list, blank=True)
    corrected_on = models.DateField(_("收到补正材料日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    deemed = models.BooleanField(_("逾期未告知补正，视为受理"), default=False)
    refused_on = models.DateField(_("不予受理日期"), null=True, blank=True)
    ground = models.CharField(_("不予受理事由"), max_length=10, choices=Ground.choices, blank=True)
    reason = models.TextField(_("不予受理的理由"), blank=True)
    told_organ = models.CharField(_("应当向其申请的机关"), max_length=200, blank=True)
    false_on = models.DateField(_("发现虚假材料日期"), null=True, blank=True)
    extended_on = models.DateField(_("批准延长日期"), null=True, blank=True)
    extension_reasons = models.TextField(_("延长期限的理由"), blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政许可申请")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="accepted") | models.Q(accepted_on__isnull=False),
                name="application_accepted_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused")
                | models.Q(refused_on__isnull=False) & ~models.Q(ground="") & ~models.Q(reason=""),
                name="application_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(ground="no_power") | ~models.Q(told_organ=""),
                name="application_without_power_names_the_organ",
            ),
            models.CheckConstraint(
                condition=models.Q(deemed=False) | models.Q(accepted_on=models.F("received_on")),
                name="application_deemed_accepted_from_receipt",
            ),
            models.CheckConstraint(
                condition=models.Q(extended_on__isnull=True) | ~models.Q(extension_reasons=""),
                name="application_extended_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class SpecialProcedure(models.Model):
    """A procedure whose time is left out of the period to decide (行政许可法 45)."""

    class Kind(models.TextChoices):
        HEARING = "hearing", _("听证")
        TENDER = "tender", _("招标")
        AUCTION = "auction", _("拍卖")
        EXAMINATION = "examination", _("检验")
        TESTING = "testing", _("检测")
        QUARANTINE = "quarantine", _("检疫")
        APPRAISAL = "appraisal", _("鉴定")
        EXPERTS = "experts", _("专家评审")

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="special_procedures"
    )
    kind = models.CharField(_("特别程序"), max_length=12, choices=Kind.choices)
    started_on = models.DateField(_("开始日期"))
    days_needed = models.PositiveIntegerField(_("所需时间（工作日）"))
    body = models.CharField(_("实施单位"), max_length=200, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    result = models.TextField(_("结论"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("特别程序")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(ended_on__isnull=True),
                name="special_procedure_one_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="special_procedure_ends_after_it_starts",
            ),
        ]

    @property
    def case(self) -> Case:
        """The case of the application."""
        return self.application.case

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.application.case.agency_id)


class ThirdParty(models.Model):
    """Somebody whose major interest a permit touches: told, and heard (行政许可法 36, 47).

    `hearing_until`: the last day to ask for a hearing.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="third_parties"
    )
    name = models.CharField(_("利害关系人"), max_length=200)
    interest = models.TextField(_("涉及的重大利益"))
    told_on = models.DateField(_("告知日期"))
    hearing_until = models.DateField(_("听证申请期限"))
    opinion = models.TextField(_("意见"), blank=True)
    heard_on = models.DateField(_("听取意见日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("利害关系人")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(heard_on__isnull=True) | ~models.Q(opinion=""),
                name="third_party_heard_has_opinion",
            )
        ]

    @property
    def case(self) -> Case:
        """The case of the application."""
        return self.application.case

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.application.case.agency_id)


class PermitHearing(models.Model):
    """A hearing before a permit is decided: announced, or asked for (行政许可法 46-48)."""

    class Origin(models.TextChoices):
        OFFICE = "office", _("依职权")
        APPLICANT = "applicant", _("依申请人申请")
        THIRD_PARTY = "third_party", _("依利害关系人申请")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="hearings")
    origin = models.CharField(_("听证的提起"), max_length=12, choices=Origin.choices)
    opened_on = models.DateField(_("公告或者申请日期"))
    subject = models.TextField(_("听证事项"))
    procedure = models.OneToOneField(SpecialProcedure, on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField(_("通知日期"), null=True, blank=True)
    scheduled_on = models.DateField(_("听证日期"), null=True, blank=True)
    place = models.CharField(_("听证地点"), max_length=200, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    record = models.TextField(_("听证笔录"), blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("行政许可听证")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(closed_on__isnull=True),
                name="permit_hearing_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(notified_on__isnull=False, scheduled_on__isnull=False)
                & ~models.Q(record=""),
                name="permit_hearing_closed_has_record",
            ),
        ]

    @property
    def case(self) -> Case:
        """The case of the application."""
        return self.application.case

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.application.case.agency_id)
