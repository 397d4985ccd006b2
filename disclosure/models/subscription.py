"""A saved search that tells its owner by mail what is new: a filter and an address, and nothing else."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """One filter told to one address, from the confirmation until the owner ends it: then the row is gone.

    `address` is encrypted; `address_key` finds it again and tells nothing without the key. `query` is the
    filter as an address of the list has it. Until `confirmed_at` nothing but the request to confirm is
    sent. `told_until`: what was first published by this day has been told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.TextField()
    address_key = models.CharField(max_length=64)
    query = models.CharField(max_length=1000)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("订阅")
        constraints = [
            models.UniqueConstraint(fields=["address_key", "query"], name="subscription_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, told_until=None)
                | models.Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="subscription_told_when_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["told_until"])]
