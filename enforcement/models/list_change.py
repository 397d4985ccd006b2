"""What happened outside that public lists must follow within a period (domain §6, 动态调整)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enforcement.models.agency import Agency
from enforcement.models.statute import Statute


class ListChangeQuerySet(models.QuerySet["ListChange"]):
    """Reading vocabulary of changes."""

    def kept_by(self, user: Any) -> "ListChangeQuerySet":
        """Changes of the agencies whose lists are the account's."""
        return self.filter(agency__in=Agency.objects.kept_by(user)).select_related("agency")

    def open(self) -> "ListChangeQuerySet":
        """Changes nobody has answered for yet."""
        return self.filter(done_on__isnull=True)


class ListChange(models.Model):
    """One change: an officer, a law or a function. Its clock is that of updating public information.

    `done_on` is the day somebody confirmed that every list concerned says it, `note` how.
    """

    class Cause(models.TextChoices):
        OFFICER = "officer", _("执法人员变动")
        LAW = "law", _("法律依据变动")
        FUNCTION = "function", _("职能职责变动")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("变动"), max_length=10, choices=Cause.choices)
    what = models.CharField(_("变动内容"), max_length=300)
    changed_on = models.DateField(_("变动日期"))
    # Which law changed, so that the rows that cite it are found; unknown of older changes.
    statute = models.ForeignKey(
        Statute, verbose_name=_("法律法规"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    done_on = models.DateField(_("更新日期"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("更新情况"), blank=True)

    objects = ListChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("引起清单更新的变动")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "cause", "what", "changed_on"], name="list_change_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True)
                | models.Q(done_by__isnull=False) & ~models.Q(note=""),
                name="list_change_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.what
