"""A recorded step of the procedure (环节) with its written record (笔录)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Case, Officer


class Stage(models.TextChoices):
    """The stages of domain §8.1."""

    START = "start", _("启动、立案")
    INVESTIGATION = "investigation", _("调查取证")
    REVIEW = "review", _("审核")
    DECISION = "decision", _("告知、听证与决定")
    SERVICE = "service", _("送达")
    EXECUTION = "execution", _("执行")
    ARCHIVE = "archive", _("归档")


class Step(models.Model):
    """One step as it happened. Append-only: a mistake is corrected by a further step."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(_("阶段"), max_length=14, choices=Stage.choices)
    kind = models.CharField(_("环节"), max_length=40)
    at = models.DateTimeField(_("时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    text = models.TextField(_("记录"))
    party_present = models.BooleanField(_("当事人在场"), default=True)
    av_exemption = models.CharField(_("不进行音像记录的理由"), max_length=300, blank=True)
    officers = models.ManyToManyField(Officer, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("过程记录")
        ordering = ["at", "pk"]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
