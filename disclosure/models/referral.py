"""Asking who may determine it when an examination for secrets is in doubt (政府信息公开条例 17(3))."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disclosure.models.publication import Publication


class SecrecyReferral(models.Model):
    """报请确定: whom was asked, when and what, and the answer once there is one.

    While one waits for its answer the text is not approved; the clock of the publication goes on.
    """

    class Answer(models.TextChoices):
        CLEAR = "clear", _("可以公开")
        PART = "part", _("部分内容不得公开")
        NEVER = "never", _("不予公开")

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="referrals")
    sha256 = models.CharField(max_length=64)
    asked_to = models.CharField(_("报请的部门"), max_length=200)
    asked_on = models.DateField(_("报请日期"))
    question = models.TextField(_("不能确定的内容和理由"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    outcome = models.CharField(
        _("答复结论"), max_length=5, choices=Answer.choices, null=True, blank=True
    )
    answer = models.TextField(_("答复文号和内容"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("报请确定")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=models.Q(answered_on=None),
                name="secrecy_referral_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_to="") & ~models.Q(question=""),
                name="secrecy_referral_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    answered_on__isnull=True, outcome__isnull=True, answered_by__isnull=True
                )
                | models.Q(
                    answered_on__gte=models.F("asked_on"),
                    outcome__in=["clear", "part", "never"],
                    answered_by__isnull=False,
                )
                & ~models.Q(answer=""),
                name="secrecy_referral_answered_whole",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """Who asked."""
        return int(self.publication.agency_id)
