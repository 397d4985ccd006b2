"""The registers that are written and published entry by entry: guides, window boards, devices, channels.

What an entry of each register says is a row of enforcement.registers. A published version never
changes; the next one takes its place on its first day, and every earlier one stays known.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.item import Item
from enforcement.models.kinds import Register


class RegisterEntry(models.Model):
    """One entry of a register, whose text is in its versions.

    One that ended is told of the days before `withdrawn_on`, a withdrawn one of none.
    """

    class Status(models.TextChoices):
        KEPT = "kept", _("在册")
        ENDED = "ended", _("已停止")
        WITHDRAWN = "withdrawn", _("已撤下")

    register = models.CharField(_("清单"), max_length=12, choices=Register.choices)
    agency = models.ForeignKey(
        Agency, verbose_name=_("执法主体"), on_delete=models.PROTECT, related_name="+"
    )
    item = models.ForeignKey(
        Item,
        verbose_name=_("执法事项"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.KEPT)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("撤下理由"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("公示清单的一条")
        indexes = [models.Index(fields=["register", "agency"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="kept")
                | models.Q(withdrawn_on__isnull=False) & ~models.Q(withdrawn_reason=""),
                name="register_entry_withdrawn_why",
            )
        ]

    def __str__(self) -> str:
        return self.newest.title

    @property
    def newest(self) -> "EntryVersion":
        """The version begun last; every entry has one."""
        return list(self.versions.all())[-1]

    def stands(self, on: date) -> bool:
        """Whether the day may be told of: the entry is kept, or ended after it."""
        if self.status == self.Status.ENDED:
            return self.withdrawn_on is not None and on < self.withdrawn_on
        return self.status == self.Status.KEPT

    def version_on(self, on: date) -> "EntryVersion | None":
        """The published version of the day."""
        rows = self.versions.published().filter(valid_from__lte=on)
        return rows.order_by("-valid_from").first()


class EntryVersionQuerySet(models.QuerySet["EntryVersion"]):
    """Reading vocabulary of versions."""

    def public(self, on: date) -> "EntryVersionQuerySet":
        """The version of the day of each entry that is public."""
        same = EntryVersion.objects.published().filter(entry=models.OuterRef("entry"))
        newest = same.filter(valid_from__lte=on).order_by("-valid_from").values("pk")[:1]
        return self.filter(
            models.Q(entry__status=RegisterEntry.Status.KEPT)
            | models.Q(entry__status=RegisterEntry.Status.ENDED, entry__withdrawn_on__gt=on),
            pk=models.Subquery(newest),
            entry__agency__status=Agency.Status.CONFIRMED,
        )

    def published(self) -> "EntryVersionQuerySet":
        """Versions in force, to come into force, or superseded."""
        return self.filter(status=EntryVersion.Status.PUBLISHED)

    def open(self) -> "EntryVersionQuerySet":
        """Versions still being written or approved."""
        return self.filter(status__in=EntryVersion.OPEN)


class EntryVersion(models.Model):
    """One version of an entry. `content` holds the fields of its register by their keys."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("编制中")
        SUBMITTED = "submitted", _("待批准")
        PUBLISHED = "published", _("已公布")
        DISCARDED = "discarded", _("已放弃")

    OPEN = (Status.DRAFT, Status.SUBMITTED)

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=200)
    content = models.JSONField(_("内容"), default=dict)
    change_note = models.TextField(_("修订说明"), blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    published_on = models.DateField(_("公布日期"), null=True, blank=True)
    opinion = models.TextField(_("批准意见"), blank=True)
    # What the approver examined for secrets; None where nobody did, as before there were examinations.
    cleared_sha256 = models.CharField(max_length=64, null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EntryVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示清单的版本")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_version_numbered"),
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(status__in=["draft", "submitted"]),
                name="entry_version_one_open",
            ),
            models.UniqueConstraint(
                fields=["entry", "valid_from"],
                condition=models.Q(status="published"),
                name="entry_version_one_a_day",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="entry_version_has_title"),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(
                    submitted_by__isnull=False,
                    approved_by__isnull=False,
                    published_on__isnull=False,
                    valid_from__gte=models.F("published_on"),
                )
                & ~models.Q(approved_by=models.F("submitted_by")),
                name="entry_version_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def agency_id(self) -> int:
        """The agency of the entry."""
        return int(self.entry.agency_id)

    def said(self) -> Mapping[str, Any]:
        """The fields by key."""
        found: Mapping[str, Any] = self.content
        return found
