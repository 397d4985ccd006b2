"""A 双公示 record received from another system (domain §6.13, §6.14), kept as it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency
from enforcement.models.kinds import ActionKind


class ExternalRecord(models.Model):
    """One row of an exchange sheet. `fields` are keyed by the identifiers of domain §6.13-6.14.

    `raw` keeps the row as received (header -> cell) for a lossless export; `key` identifies the record
    across imports: agency, kind and folded document number (or a digest where there is none).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("执法类别"), max_length=12, choices=ActionKind.choices)
    key = models.CharField(max_length=200)
    layout = models.CharField(max_length=40)
    fields = models.JSONField()
    raw = models.JSONField()
    raw_sha256 = models.CharField(max_length=64)
    flags = models.JSONField(default=list, blank=True)
    decided_on = models.DateField(_("决定日期"))
    received_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("外部报送记录")
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "key"], name="record_once")
        ]
