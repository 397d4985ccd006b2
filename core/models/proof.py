"""Proof that the store of originals keeps what it promises."""

from django.db import models


class StoreProof(models.Model):
    """One self-test of one store: `address` names the store, `findings` holds each check as
    {"name", "ok", "detail"}. Append-only; the newest row of an address counts."""

    address = models.CharField(max_length=400)
    passed = models.BooleanField()
    findings = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"])]
