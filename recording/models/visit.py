"""Who opened the evidence of which case, what for, and what was taken out (调阅)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Case
from recording.models.evidence import Evidence
from recording.models.media import Viewing

NOTE_LENGTH, WHAT_LENGTH = 200, 200


class Visit(models.Model):
    """Why one account opens the evidence of one case, told once in a session (调阅目的). Append-only.

    `live`: from the supervisor's page of what is being recorded (实时调阅).
    """

    class Purpose(models.TextChoices):
        HANDLING = "handling", _("办理本案")
        REVIEW = "review", _("法制审核")
        APPROVAL = "approval", _("审批、决定")
        SUPERVISION = "supervision", _("执法监督检查")
        REMEDY = "remedy", _("应对复议、诉讼、信访")
        SUPPLY = "supply", _("办理对外提供")
        APPRAISAL = "appraisal", _("案卷评查")
        OTHER = "other", _("其他")
        UNTOLD = "untold", _("未说明")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    note = models.CharField(_("说明"), max_length=NOTE_LENGTH, blank=True)
    live = models.BooleanField(_("实时调阅"), default=False)
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("调阅目的")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "user", "-id"], name="visit_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(purpose="other") | ~models.Q(note=""),
                name="visit_other_is_explained",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class Access(models.Model):
    """One look at, search for or taking of evidence (调阅记录). Append-only.

    Written in the transaction of its entry in the audit log, before a byte is sent. `viewing` holds
    the byte ranges of a playback. A search over cases has no case and names its words in `what`.
    """

    class Act(models.TextChoices):
        OPEN = "open", _("进入本案证据")
        SEARCH = "search", _("检索")
        VIEW = "view", _("查看")
        DOWNLOAD = "download", _("下载")
        PRINT = "print", _("打印全卷")
        EXPORT = "export", _("导出")
        SUPPLY = "supply", _("对外提供")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visit = models.ForeignKey(
        Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="accesses"
    )
    viewing = models.OneToOneField(
        Viewing, null=True, blank=True, on_delete=models.PROTECT, related_name="access"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    act = models.CharField(_("方式"), max_length=10, choices=Act.choices)
    purpose = models.CharField(_("用途"), max_length=12, choices=Visit.Purpose.choices)
    note = models.CharField(_("说明"), max_length=NOTE_LENGTH, blank=True)
    live = models.BooleanField(_("实时调阅"), default=False)
    what = models.CharField(_("内容"), max_length=WHAT_LENGTH, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("调阅记录")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="access_of_case"),
            models.Index(fields=["agency", "-at", "-id"], name="access_of_agency"),
        ]
