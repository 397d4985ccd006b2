"""Leaving a benchmark's tier (偏离裁量基准): who approved it, for exactly which draft."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.decision import Decision


class Departure(models.Model):
    """One approval under 国办发〔2022〕27号（十二）. Append-only.

    `sha256` is the digest of the draft that was approved: an edit of the draft leaves the approval
    behind.
    """

    class Way(models.TextChoices):
        HEAD = "head", _("本机关主要负责人批准")
        MEETING = "meeting", _("本机关集体讨论决定")
        SUPERIOR = "superior", _("制定基准的上级机关批准")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="departures")
    sha256 = models.CharField(max_length=64)
    way = models.CharField(_("批准方式"), max_length=10, choices=Way.choices)
    organ = models.CharField(_("批准机关"), max_length=100, blank=True)
    doc_no = models.CharField(_("批准文号"), max_length=128, blank=True)
    opinion = models.TextField(_("批准意见"))
    approved_on = models.DateField(_("批准日期"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("偏离裁量基准的批准")
        indexes = [models.Index(fields=["decision", "sha256"])]
        constraints = [
            models.CheckConstraint(condition=~models.Q(opinion=""), name="departure_has_opinion"),
            models.CheckConstraint(
                condition=~models.Q(way="superior") | (~models.Q(organ="") & ~models.Q(doc_no="")),
                name="departure_superior_is_named",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the decision."""
        return int(self.decision.agency_id)
