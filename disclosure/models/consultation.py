"""A question about how something is handled (咨询), put to the agency that handles it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField
from enforcement.models import Agency, Item, RegisterEntry

HANDLE = "disclosure.handle_consultations"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Reading vocabulary of consultations."""

    def visible_to(self, user: Any) -> "ConsultationQuerySet":
        """Those put to the account's own agency, for who answers them."""
        if not user.is_authenticated or not user.has_perm(HANDLE):
            return self.none()
        return self.filter(agency=user.agency)

    def pending(self) -> "ConsultationQuerySet":
        """Neither answered nor sent on."""
        return self.filter(status=Consultation.Status.RECEIVED)


class Consultation(models.Model):
    """One question. Who asks, how to reach them and what is asked are encrypted.

    No complaint: it is not about anybody's conduct, the agency itself answers, and it is counted nowhere
    among complaints. `about` is what the public read of the guide or item on the day.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("待答复")
        ANSWERED = "answered", _("已答复")
        SENT = "sent", _("已告知有权机关")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("回执编号"), max_length=24, unique=True)
    code_hash = models.CharField(max_length=64)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("咨询的机关")
    )
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry = models.ForeignKey(
        RegisterEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(_("咨询的事项"), max_length=300, blank=True)
    question = EncryptedTextField(_("咨询的问题"))
    asker = EncryptedTextField(_("咨询人"), blank=True)
    contact = EncryptedTextField(_("联系方式"), blank=True)
    received_on = models.DateField(_("收到日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    sent_to = models.CharField(_("有权答复的机关"), max_length=100, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("咨询")
        indexes = [models.Index(fields=["agency", "status", "-received_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="received")
                | models.Q(answered_on__isnull=False, decided_by__isnull=False)
                & ~models.Q(answer=""),
                name="consultation_answered_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sent") & ~models.Q(sent_to="")
                | ~models.Q(status="sent") & models.Q(sent_to=""),
                name="consultation_sent_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(item__isnull=True) | models.Q(entry__isnull=True),
                name="consultation_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.status == self.Status.RECEIVED
