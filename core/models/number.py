"""Gap-free numbers: a series per agency, kind and year, and the use of each number."""

from django.db import models


class NumberSeries(models.Model):
    """The counter of one series; locked while a number is taken."""

    agency_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "kind", "year"], name="number_series_once")
        ]


class NumberUse(models.Model):
    """One number taken. A voided number stays, with its reason, and is never used again."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="uses")
    value = models.PositiveIntegerField()
    text = models.CharField(max_length=128)
    taken_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "value"], name="number_used_once")]
