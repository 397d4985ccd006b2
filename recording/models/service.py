"""Service of a document (送达): how, when, to whom, and the day it takes effect."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from enforcement.models import Case, Decision
from recording.models.document import Document


class ConsentQuerySet(models.QuerySet["ServiceConsent"]):
    """Reading vocabulary of consents."""

    def visible_to(self, user: Any) -> "ConsentQuerySet":
        """Consents in cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def in_force(self, on: date) -> "ConsentQuerySet":
        """Signed by the day and not taken back by then."""
        rows = self.filter(signed_on__lte=on)
        return rows.filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=on))


class ServiceConsent(models.Model):
    """送达地址确认书: the signed consent to electronic service at an address (行政处罚法 61)."""

    class Medium(models.TextChoices):
        MESSAGE = "message", _("手机短信")
        EMAIL = "email", _("电子邮件")
        FAX = "fax", _("传真")
        PLATFORM = "platform", _("政务服务平台账号")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    medium = models.CharField(_("电子送达方式"), max_length=8, choices=Medium.choices)
    address = EncryptedTextField(_("电子送达地址"))
    signed_on = models.DateField(_("签署日期"))
    ended_on = models.DateField(_("撤回日期"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("送达地址确认书")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(ended_on__isnull=True),
                name="consent_one_in_force",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class Service(models.Model):
    """One act of service. Append-only; `recorded`, `witness` and the like: recording.manner.Facts."""

    class Method(models.TextChoices):
        DIRECT = "direct", _("直接送达")
        AGENT = "agent", _("他人代收")
        LEFT = "left", _("留置送达")
        POST = "post", _("邮寄送达")
        ELECTRONIC = "electronic", _("电子送达")
        PUBLIC_NOTICE = "public_notice", _("公告送达")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    method = models.CharField(_("送达方式"), max_length=14, choices=Method.choices)
    served_on = models.DateField(_("送达日期"))
    effective_on = models.DateField(_("生效日期"))
    receiver = models.CharField(_("收件人"), max_length=60)
    place = models.CharField(_("送达地点"), max_length=200)
    note = models.TextField(_("备注"), blank=True)
    relation = models.CharField(_("代收人与受送达人的关系"), max_length=60, blank=True)
    witness = models.CharField(_("见证人"), max_length=100, blank=True)
    recorded = models.BooleanField(_("已录像记录送达过程"), default=False)
    received_on = models.DateField(_("回执载明的收件日期"), null=True, blank=True)
    tracking = models.CharField(_("邮件号"), max_length=60, blank=True)
    consent = models.ForeignKey(
        ServiceConsent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    av_exemption = models.CharField(_("不进行音像记录的理由"), max_length=300, blank=True)
    told_publication = models.BooleanField(_("已告知将依法公开"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("送达")

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
