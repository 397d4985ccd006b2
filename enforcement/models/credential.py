"""The QR credential of an officer (二维码证件): one code in the world for one certificate."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.officer import Certificate


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Reading vocabulary of credentials."""

    def in_use(self) -> "CredentialQuerySet":
        """Credentials that were not taken back or replaced; their certificate may still have ended."""
        return self.filter(ended_at__isnull=True)

    def unexpired(self, on: date) -> "CredentialQuerySet":
        """Credentials whose certificate has not passed its last day, with what they are judged by."""
        found = self.filter(certificate__valid_to__gte=on)
        return found.select_related("certificate__officer__agency")


class Credential(models.Model):
    """What the QR code of an officer's certificate says, and since when it no longer counts.

    `text` is what was signed, line by line (enforcement/verify_credential.py); whatever in it is no
    longer so makes the credential void.
    """

    class Why(models.TextChoices):
        REPLACED = "replaced", _("已换发")
        LOST = "lost", _("已挂失")
        RETURNED = "returned", _("已收回")

    code = models.CharField(max_length=24, unique=True)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="credentials"
    )
    text = models.TextField(_("证面内容"))
    issued_at = models.DateTimeField(_("制发时间"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(_("失效原因"), max_length=10, choices=Why.choices, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("二维码证件")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(ended_at__isnull=True),
                name="credential_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True, why="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(why=""),
                name="credential_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.certificate.number

    @property
    def agency_id(self) -> int:
        """The agency of the officer."""
        return int(self.certificate.officer.agency_id)
