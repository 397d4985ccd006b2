"""Who may review from when to when (法制审核人员资格)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Reading vocabulary of qualifications."""

    def valid(self, on: date) -> "QualificationQuerySet":
        """Qualifications in force on the day."""
        return self.filter(valid_from__lte=on).filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=on)
        )


class Qualification(models.Model):
    """A reviewer's qualification: 法律职业资格, or review work begun before it was required."""

    class Ground(models.TextChoices):
        LEGAL_PROFESSION = "legal_profession", _("国家统一法律职业资格")
        EARLIER_REVIEWER = "earlier_reviewer", _("非初次从事法制审核")

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("资格依据"), max_length=20, choices=Ground.choices)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    reviewing_since = models.DateField(_("从事法制审核起始日期"))
    valid_from = models.DateField(_("生效日期"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("法制审核人员资格")
