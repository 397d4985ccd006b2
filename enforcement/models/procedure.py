"""The notice before a decision (事先告知) and the defence (陈述、申辩), 行政处罚法 44, 45, 62-64."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.case import Case
from enforcement.models.decision import Decision
from enforcement.models.party_link import PartyLink


class Notice(models.Model):
    """One notice served before a decision: what was told, and the rights that ran from it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="notices")
    penalty_kinds = models.JSONField(default=list)
    fine_cents = models.BigIntegerField(default=0)
    confiscated_cents = models.BigIntegerField(default=0)
    facts = models.TextField()
    basis = models.TextField()
    hearing_offered = models.BooleanField(_("告知听证权利"), default=False)
    served_on = models.DateField(_("告知送达日期"))
    defence_until = models.DateField(_("陈述申辩期限"))
    hearing_until = models.DateField(_("听证申请期限"), null=True, blank=True)
    waived_on = models.DateField(_("明确放弃陈述申辩日期"), null=True, blank=True)
    waiver_note = models.TextField(_("放弃的证据"), blank=True)
    hearing_requested_on = models.DateField(null=True, blank=True)
    hearing_closed_on = models.DateField(null=True, blank=True)
    superseded = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("事先告知")

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class Defence(models.Model):
    """A defence and its re-examination: adopted or not, and why. It never aggravates.

    `created_by` recorded it; one the party filed itself has its `link` instead.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="defences")
    received_on = models.DateField(_("收到日期"))
    text = models.TextField(_("陈述申辩内容"))
    adopted = models.BooleanField(_("是否采纳"), null=True)
    reasons = models.TextField(_("复核意见及理由"), blank=True)
    answered_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    link = models.ForeignKey(
        PartyLink, null=True, blank=True, on_delete=models.PROTECT, related_name="defences"
    )

    class Meta:
        verbose_name = _("陈述申辩")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(created_by__isnull=False, link__isnull=True)
                | models.Q(created_by__isnull=True, link__isnull=False),
                name="defence_says_who_filed_it",
            )
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.notice.case.agency_id)
