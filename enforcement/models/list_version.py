"""What the lists of subjects, items, officers and random checks said, version by version.

The row itself is what cases use; a version keeps the fields of it that the public reads. What they
are is a row of enforcement.lists.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.kinds import ListKind


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    """Reading vocabulary of versions."""

    def of(self, kind: str, row: int) -> "ListVersionQuerySet":
        """The versions of one row."""
        return self.filter(kind=kind, row=row)

    def open(self) -> "ListVersionQuerySet":
        """Versions still being written or approved."""
        return self.filter(status__in=ListVersion.OPEN)

    def held(self) -> "ListVersionQuerySet":
        """Versions the list has held, the newest first."""
        return self.filter(status=ListVersion.Status.PUBLISHED, applied_on__isnull=False).order_by(
            "-valid_from", "-number"
        )

    def due(self, on: date) -> "ListVersionQuerySet":
        """Approved versions whose day has come and which the list does not say yet."""
        waiting = self.filter(status=ListVersion.Status.PUBLISHED, applied_on__isnull=True)
        return waiting.filter(valid_from__lte=on).order_by("valid_from", "number")

    def decided_by(self, user: Any) -> "ListVersionQuerySet":
        """Those an organ decides on: its own and those of the subjects below it."""
        if user.agency is None:
            return self.none()
        return self.filter(agency__path__startswith=user.agency.path)

    def kept_by(self, user: Any) -> "ListVersionQuerySet":
        """Versions of the agencies whose lists are the account's, to read, write or decide on."""
        found = models.Q(agency__in=Agency.objects.kept_by(user))
        if user.agency is not None:
            found |= models.Q(agency__path__startswith=user.agency.path)
        return self.filter(found)


class ListVersion(models.Model):
    """One version of a row. `content`: its public fields by key; `base`: what it was written upon.

    `way` tells a version that was approved from one that only records what was changed at once. An
    approved one holds from `valid_from` on; `applied_on` is the day from which the row says it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("编制中")
        SUBMITTED = "submitted", _("待批准")
        PUBLISHED = "published", _("已公布")
        DISCARDED = "discarded", _("已放弃")

    class Way(models.TextChoices):
        APPROVED = "approved", _("报经批准")
        RECORDED = "recorded", _("直接登记")

    OPEN = (Status.DRAFT, Status.SUBMITTED)

    kind = models.CharField(_("清单"), max_length=10, choices=ListKind.choices)
    row = models.BigIntegerField(_("条目"))
    agency = models.ForeignKey(
        Agency, verbose_name=_("执法主体"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=500)
    content = models.JSONField(_("内容"), default=dict)
    base = models.JSONField(_("修改前的内容"), default=dict)
    change_note = models.TextField(_("修订说明"), blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    way = models.CharField(_("公布方式"), max_length=10, choices=Way.choices, default=Way.APPROVED)
    batch = models.CharField(_("导入批次"), max_length=36, blank=True, db_index=True)
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    applied_on = models.DateField(_("适用日期"), null=True, blank=True)
    opinion = models.TextField(_("批准意见"), blank=True)
    # What the approver examined for secrets; None where nobody did, as before there were examinations.
    cleared_sha256 = models.CharField(max_length=64, null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单条目的版本")
        ordering = ["number"]
        indexes = [models.Index(fields=["status", "valid_from"])]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row", "number"], name="list_version_numbered"),
            models.UniqueConstraint(
                fields=["kind", "row"],
                condition=models.Q(status__in=["draft", "submitted"]),
                name="list_version_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(published_on__isnull=False, valid_from__gte=models.F("published_on")),
                name="list_version_published_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published", way="approved")
                | models.Q(submitted_by__isnull=False, approved_by__isnull=False)
                & ~models.Q(approved_by=models.F("submitted_by")),
                name="list_version_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(applied_on__isnull=True)
                | models.Q(status="published", applied_on__gte=models.F("valid_from")),
                name="list_version_applied_when_due",
            ),
            models.CheckConstraint(
                condition=models.Q(way="approved")
                | models.Q(status="published", approved_by__isnull=True, applied_on__isnull=False),
                name="list_version_recorded_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def said(self) -> Mapping[str, Any]:
        """The fields by key."""
        found: Mapping[str, Any] = self.content
        return found
