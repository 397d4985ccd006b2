"""The party's own way into its case (当事人专用链接): an address that expires and knows one browser."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.party import Party


class PartyLinkQuerySet(models.QuerySet["PartyLink"]):
    """Reading vocabulary of links."""

    def visible_to(self, user: Any) -> "PartyLinkQuerySet":
        """Links of the cases the account may see."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self) -> "PartyLinkQuerySet":
        """Links nobody withdrew; one of them may have expired."""
        return self.filter(revoked_at=None)


class PartyLink(models.Model):
    """One address handed to the party of a case.

    Neither the token in the address nor the secret of the browser is stored: only their SHA-256
    (hex). `failures` counts wrong answers before the first use. `revoked_by` is null when the
    portal withdrew the link itself.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="party_links")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("有效期至"))
    failures = models.PositiveSmallIntegerField(_("核对错误次数"), default=0)
    bound_at = models.DateTimeField(_("首次启用时间"), null=True, blank=True)
    binding_hash = models.CharField(max_length=64, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.CharField(_("撤销理由"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("出具时间"))

    objects = PartyLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("当事人专用链接")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(revoked_at__isnull=True),
                name="party_link_one_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(bound_at__isnull=True, binding_hash="")
                | models.Q(bound_at__isnull=False) & ~models.Q(binding_hash=""),
                name="party_link_bound_has_browser",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True)
                | models.Q(revoked_at__isnull=False) & ~models.Q(revoke_reason=""),
                name="party_link_revoked_has_reason",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)

    def live(self, at: datetime) -> bool:
        """Whether the address still opens: not withdrawn, not expired, the case not sealed since."""
        stands = self.revoked_at is None and not self.case.sealed
        return stands and at < self.expires_at
