"""What the system withheld by itself, and the approver who confirmed it (政府信息公开条例 14, 15)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disclosure.models.publication import Publication
from enforcement.models import CaseOfficer


class AutomaticWithholdingQuerySet(models.QuerySet["AutomaticWithholding"]):
    """Reading vocabulary of automatic withholdings."""

    def current(self) -> "AutomaticWithholdingQuerySet":
        """Those that still keep their publication from the public."""
        return self.filter(ended_at=None)

    def waiting(self) -> "AutomaticWithholdingQuerySet":
        """Those that no person has confirmed yet."""
        return self.current().filter(confirmed_by=None)

    def confirmable_by(self, user: Any) -> "AutomaticWithholdingQuerySet":
        """Those that the account may confirm: of its agency, neither handled nor redacted by it."""
        if not user.has_perm("disclosure.approve"):
            return self.none()
        handled = CaseOfficer.objects.filter(officer__account=user).values("case_id")
        own = Q(publication__decision__drafted_by=user) | Q(publication__decision__case__in=handled)
        rows = self.waiting().filter(publication__agency=user.agency_id)
        return rows.exclude(own).exclude(publication__shown__redacted_by=user)


class AutomaticWithholding(models.Model):
    """系统认定不公开: one withholding that nobody chose, of the ground `code`.

    It holds from the moment the system finds it; the confirmation is of exactly this ground. One that
    was lifted ends, so that whatever comes after it has to be confirmed anew.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="automatic")
    code = models.CharField(_("不公开事由"), max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    opinion = models.TextField(_("确认意见"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AutomaticWithholdingQuerySet.as_manager()

    class Meta:
        verbose_name = _("系统认定不公开")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=models.Q(ended_at=None),
                name="automatic_withholding_one_current",
            ),
            models.CheckConstraint(
                condition=~models.Q(code=""), name="automatic_withholding_has_code"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True, opinion="")
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="automatic_withholding_confirmed_whole",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """Whose publication it is."""
        return int(self.publication.agency_id)
