"""What a person has typed and not yet sent: kept for that account alone, encrypted, for a few days."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import EncryptedTextField

PATH_LENGTH = 300


class KeptForm(models.Model):
    """The unsent content of one form page of one account: JSON of field name to list of values."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField(max_length=PATH_LENGTH)
    content = EncryptedTextField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("自动保存的内容")
        constraints = [
            models.UniqueConstraint(fields=["account", "path"], name="kept_form_once"),
        ]
