"""A reasoned answer to a warning: what the law leaves to judgement is decided in writing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case


class Finding(models.Model):
    """Why a warning does not stand in the way of this case. Append-only; the newest row counts.

    `subject` names what is answered: the other case of a suspected second fine, the new version of
    a changed statute. `until` is the last day of a limitation period set by another statute.
    """

    class Code(models.TextChoices):
        DUPLICATE = "duplicate", _("一事不再罚的说明")
        LIMITATION_GRAVE = "limitation_grave", _("适用五年追责期限的说明")
        LIMITATION_OTHER = "limitation_other", _("适用其他法律规定的追责期限的说明")
        LAW_CHANGE = "law_change", _("新旧法律适用的说明")
        REAPPLY = "reapply", _("再次申请限制的说明")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    code = models.CharField(_("事项"), max_length=20, choices=Code.choices)
    subject = models.CharField(max_length=64, blank=True)
    reason = models.TextField(_("理由"))
    basis = models.TextField(_("依据"), blank=True)
    until = models.DateField(_("追责期限届满日"), null=True, blank=True)
    found_on = models.DateField(_("日期"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("说明理由")
        indexes = [models.Index(fields=["case", "code"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code="limitation_other")
                | models.Q(until__isnull=False) & ~models.Q(basis=""),
                name="finding_other_limit_has_day_and_basis",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="finding_has_reason"),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)
