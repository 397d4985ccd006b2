"""Earlier texts of the public lists that are told no more (个人信息保护法 47)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.list_version import ListVersion


class ListWithholdingQuerySet(models.QuerySet["ListWithholding"]):
    """Reading vocabulary."""

    def of(self, kind: str, row: int) -> "ListWithholdingQuerySet":
        """Those of the versions of one row."""
        return self.filter(version__kind=kind, version__row=row)

    def in_force(self) -> "ListWithholdingQuerySet":
        """Those that were agreed to."""
        return self.filter(status=ListWithholding.Status.WITHHELD)

    def asked(self) -> "ListWithholdingQuerySet":
        """Those that wait for an answer."""
        return self.filter(status=ListWithholding.Status.ASKED)

    def leading(self) -> "ListWithholdingQuerySet":
        """The first of each act; the others it covers are answered with it."""
        return self.filter(together__isnull=True)

    def decided_by(self, user: Any) -> "ListWithholdingQuerySet":
        """Those an organ decides on: of its own lists and of those of the subjects below it."""
        return self.filter(version__in=ListVersion.objects.decided_by(user))


class ListWithholding(models.Model):
    """One version taken out of the public history: asked for by one, agreed to by another, for good.

    `together`: the first of several versions with the same words that are asked for and answered in
    one act. It keeps `passages`, which words these are (services.list_repeats), and `left_out`, the
    numbers of the versions that tell them and stay public; both are None before there were any.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("待同意")
        WITHHELD = "withheld", _("不再公开")
        REFUSED = "refused", _("不同意")

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="withholdings")
    together = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="covered", editable=False
    )
    passages = models.JSONField(null=True, editable=False)
    left_out = models.JSONField(null=True, editable=False)
    reason = models.TextField(_("理由"))
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.ASKED
    )
    opinion = models.TextField(_("意见"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("答复日期"), null=True, blank=True)

    objects = ListWithholdingQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单历史版本不再公开")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(status__in=["asked", "withheld"]),
                name="list_withholding_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status="asked", decided_by__isnull=True, decided_on__isnull=True)
                | models.Q(
                    ~models.Q(status="asked"), decided_by__isnull=False, decided_on__isnull=False
                )
                & ~models.Q(decided_by=models.F("asked_by")),
                name="list_withholding_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="list_withholding_says_why"
            ),
        ]

    @property
    def agency(self) -> Agency:
        """Whose list it is; the audit log files the row under it."""
        return self.version.agency

    @property
    def agency_id(self) -> int:
        """Its key."""
        return int(self.version.agency_id)
