"""Service of a document (送达): how, when, to whom, and the day it takes effect."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Case, Decision
from recording.models.document import Document


class Service(models.Model):
    """One act of service. Append-only."""

    class Method(models.TextChoices):
        DIRECT = "direct", _("直接送达")
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
