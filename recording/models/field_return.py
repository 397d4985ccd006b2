"""The return of officers to the unit: the day's recordings are stored within hours of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Case
from recording.models.step import Step


class FieldReturn(models.Model):
    """When the officers of a step came back, and why its recordings were not stored the same day.

    Of a step, or of the recordings of a case that belong to no step. Append-only, once for each step.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    step = models.OneToOneField(
        Step, null=True, blank=True, on_delete=models.PROTECT, related_name="field_return"
    )
    returned_at = models.DateTimeField(_("返回单位时间"))
    reason = models.CharField(_("未能当日储存的理由"), max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("返回单位登记")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="field_return_has_reason")
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
