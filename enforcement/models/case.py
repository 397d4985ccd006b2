"""A case (案件): one enforcement act against one party, from filing to closing."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.item import Item
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.models.officer import Officer
from enforcement.models.party import Party

# An application is answered by accepting it or not (行政许可法 32); a case of its own accord is filed.
OF_APPLICATION = {"draft": _("待受理"), "rejected": _("不予受理")}


class CaseQuerySet(models.QuerySet["Case"]):
    """Reading vocabulary of cases."""

    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Cases of the agencies the account may see; everybody else gets nothing (404)."""
        if not user.is_authenticated or not user.has_perm("enforcement.view_case"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())


class Case(models.Model):
    """One case. `sealed` marks 治安 cases, whose record may never be published (治安管理处罚法 136)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("待立案")
        FILED = "filed", _("办理中")
        DECIDED = "decided", _("已决定")
        CLOSED = "closed", _("已结案")
        ARCHIVED = "archived", _("已归档")
        REJECTED = "rejected", _("不予立案")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(_("执法类别"), max_length=12, choices=ActionKind.choices)
    procedure = models.CharField(_("程序"), max_length=12, choices=Procedure.choices)
    number = models.CharField(_("案号"), max_length=128, blank=True)
    title = models.CharField(_("案件名称"), max_length=300)
    cause = models.CharField(_("案由"), max_length=300)
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="cases")
    source = models.CharField(_("案件来源"), max_length=60)
    summary = models.TextField(_("简要情况"))
    place = models.CharField(_("地点"), max_length=200, blank=True)
    act_from = models.DateField(_("违法行为开始日期"), null=True, blank=True)
    act_to = models.DateField(_("违法行为终了日期"), null=True, blank=True)
    discovered_on = models.DateField(_("发现或申请日期"))
    filed_on = models.DateField(_("立案或受理日期"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    sealed = models.BooleanField(_("依法封存，不得公开"), default=False)
    ended_on = models.DateField(_("执法行为终结日期"), null=True, blank=True)
    close_ground = models.CharField(_("结案事由"), max_length=60, blank=True)
    archived_on = models.DateField(_("归档日期"), null=True, blank=True)
    officers = models.ManyToManyField(Officer, through="CaseOfficer", related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                condition=~models.Q(number=""),
                name="case_number_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "rejected"])
                | models.Q(filed_on__isnull=False) & ~models.Q(number=""),
                name="case_filed_has_number_and_date",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "status"]),
            models.Index(fields=["id"], condition=models.Q(sealed=True), name="case_sealed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # the stubs add their own
        """The state in words; what was applied for is accepted (行政许可法 32), not filed."""
        words = OF_APPLICATION if self.kind == ActionKind.PERMIT else {}
        return str(words.get(self.status) or self.Status(self.status).label)


class CaseOfficerQuerySet(models.QuerySet["CaseOfficer"]):
    """Reading vocabulary of who is on a case."""

    def led(self) -> "list[tuple[uuid.UUID, date, date | None, str]]":
        """(case, since, until, unit) of who leads, by day: the unit of the officer's certificate, else
        of the account, "" when nobody registered one."""
        named = NullIf(models.F("officer__unit"), models.Value(""))
        unit = Coalesce(named, models.F("officer__account__unit"), models.Value(""))
        rows = self.filter(part=CaseOfficer.Part.LEAD).annotate(unit=unit).order_by("since", "pk")
        return list(rows.values_list("case_id", "since", "until", "unit"))


class CaseOfficer(models.Model):
    """An officer on a case; rows end (`until`), they are never deleted."""

    class Part(models.TextChoices):
        LEAD = "lead", _("承办人")
        SECOND = "second", _("协办人")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=8, choices=Part.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = CaseOfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "officer"],
                condition=models.Q(until__isnull=True),
                name="case_officer_once",
            )
        ]
