"""How long an item of evidence is kept, and what keeps it longer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recording.models.evidence import Evidence


class Retention(models.Model):
    """One decision on the class and the end of keeping of an item. Append-only; the newest row counts,
    and a row never ends earlier than the one before. `until` is null for 永久."""

    class Group(models.TextChoices):
        CASE = "case", _("随案卷")
        ROUTINE = "routine", _("一般资料")
        PERMANENT = "permanent", _("永久")

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="retentions")
    group = models.CharField(_("保管类别"), max_length=10, choices=Group.choices)
    until = models.DateField(_("保管至"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group="permanent", until=None)
                | (~models.Q(group="permanent") & models.Q(until__isnull=False)),
                name="retention_permanent_has_no_end",
            )
        ]


class LegalHold(models.Model):
    """What keeps an item whatever its period says, until somebody lifts it with a reason."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("冻结理由"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    lifted_reason = models.CharField(_("解除理由"), max_length=300, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (
                    models.Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & ~models.Q(lifted_reason="")
                ),
                name="hold_lifted_with_reason",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return self.evidence.agency_id
