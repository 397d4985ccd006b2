"""What is drawn by lot: committed to by its lists before a public random value, drawn by that value."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency


class Lot(models.Model):
    """The columns of everything supervision draws (enforcement.draws).

    `lists` is the canonical JSON committed to before the draw, `commitment` its hash, `checkpoint` the
    signed head of the log that goes into the seed. Exactly one of `count` and `rate` is given. `status`
    is each model's own, with the values planning, committed, scoring, closed and abandoned.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("评查名称"), max_length=200)
    agencies = models.ManyToManyField(Agency, related_name="+")
    count = models.PositiveSmallIntegerField(_("每个单位抽取件数"), null=True, blank=True)
    rate = models.PositiveSmallIntegerField(_("抽取比例（%）"), null=True, blank=True)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    source_name = models.CharField(_("随机数来源"), max_length=100)
    source_url = models.URLField(_("来源网址"))
    source_how = models.CharField(_("取值和书写方法"), max_length=300)
    seed_mask = models.CharField(_("书写格式"), max_length=60)
    seed_day = models.DateField(_("随机数产生日期"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    lists = models.TextField(blank=True)
    commitment = models.CharField(_("承诺值"), max_length=64, blank=True)
    committed_at = models.DateTimeField(_("承诺时间"), null=True, blank=True)
    checkpoint = models.TextField(blank=True)
    seed_value = models.CharField(_("随机数"), max_length=60, blank=True)
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)
    closed_on = models.DateField(_("通报日期"), null=True, blank=True)
    summary = models.TextField(_("通报意见"), blank=True)
    abandon_reason = models.CharField(_("终止理由"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


def lot_constraints(name: str) -> list[models.CheckConstraint]:
    """One way to count; commitment before the draw; a draw not before its value."""
    return [
        models.CheckConstraint(
            condition=models.Q(count__isnull=True, rate__isnull=False)
            | models.Q(count__isnull=False, rate__isnull=True),
            name=f"{name}_count_or_rate",
        ),
        models.CheckConstraint(
            condition=~models.Q(status__in=["committed", "scoring", "closed"])
            | models.Q(committed_at__isnull=False) & ~models.Q(commitment="") & ~models.Q(lists=""),
            name=f"{name}_commits_to_lists",
        ),
        models.CheckConstraint(
            condition=~models.Q(status__in=["scoring", "closed"])
            | models.Q(drawn_on__gte=models.F("seed_day"))
            & ~models.Q(seed_value="")
            & ~models.Q(checkpoint=""),
            name=f"{name}_drawn_with_seed",
        ),
    ]
