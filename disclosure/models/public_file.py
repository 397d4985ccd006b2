"""A file made public beside a decision or a delegation.

What was uploaded stays inside, its covered copy goes out.
"""

import uuid
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import Blob
from disclosure.models.publication import Publication
from disclosure.redaction import reader
from disclosure.redaction.spans import rules
from enforcement.models import Agency, Delegation

Owner = Publication | Delegation
VIEW = "disclosure.view_publication"
LABEL_LENGTH, PROBLEM_LENGTH = 60, 300


class PublicFileQuerySet(models.QuerySet["PublicFile"]):
    """Reading vocabulary of public files."""

    def visible_to(self, user: Any) -> "PublicFileQuerySet":
        """Files of the publications the account may see, but for sealed cases (治安管理处罚法 136).

        And those of the delegations that agencies it sees have given.
        """
        seen = models.Q(publication__in=Publication.objects.visible_to(user))
        if user.is_authenticated and user.has_perm(VIEW):
            seen |= models.Q(delegation__delegator__in=user.visible_agency_ids())
        return self.filter(seen).exclude(publication__decision__case__sealed=True)

    def of(self, owner: Owner) -> "PublicFileQuerySet":
        """The files of one owner."""
        key = "publication" if isinstance(owner, Publication) else "delegation"
        return self.filter(**{key: owner})

    def shown(self, owner: Owner) -> "PublicFileQuerySet":
        """What the public may have of an owner that it may read: approved copies, in order.

        Each was examined for secrets as it is; one approved before there were examinations is not given.
        """
        clear = {"secrecy_reviews__outcome": "clear", "secrecy_reviews__sha256": models.F("copy")}
        seen = PublicFile.objects.filter(**clear).values("pk")
        return self.of(owner).filter(pk__in=seen, status="approved").order_by("number")


class PublicFile(models.Model):
    """One file. `source` is never public; `copy` is made of pixels only and approved by another.

    It belongs to a publication, or to a delegation as the scan of its deed. `areas`: for each page a list of {"x", "y", "w", "h"} in ten-thousandths and "why", a type of
    redaction. `number` is its public number with its owner and is not given twice.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("待遮盖")
        ASKED = "asked", _("正在制作")
        MADE = "made", _("待审批")
        FAILED = "failed", _("未能制作")
        APPROVED = "approved", _("已审批")
        DROPPED = "dropped", _("已删除")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    delegation = models.ForeignKey(
        Delegation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveSmallIntegerField(_("附件编号"))
    label = models.CharField(_("附件名称"), max_length=LABEL_LENGTH)
    source = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    areas = models.JSONField(_("遮盖区域"), default=list)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    copy = models.ForeignKey(
        Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    problem = models.CharField(max_length=PROBLEM_LENGTH, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    covered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PublicFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开附件")
        ordering = ["publication", "delegation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="public_file_number"),
            models.UniqueConstraint(fields=["delegation", "number"], name="public_file_of_deed"),
            models.CheckConstraint(
                condition=models.Q(publication__isnull=True, delegation__isnull=False)
                | models.Q(publication__isnull=False, delegation__isnull=True),
                name="public_file_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["made", "approved"])
                | models.Q(copy__isnull=False, covered_by__isnull=False),
                name="public_file_has_its_copy",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="approved")
                | (
                    models.Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~models.Q(approved_by=models.F("covered_by"))
                    & ~models.Q(approved_by=models.F("uploaded_by"))
                ),
                name="public_file_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return gettext("附件%(n)s：%(label)s") % {"n": self.number, "label": self.label}

    @property
    def owner(self) -> Owner:
        """What it goes with."""
        # The database keeps exactly one of them.
        return self.publication or cast(Delegation, self.delegation)

    @property
    def answerable(self) -> Agency:
        """Who answers for it; of a deed the organ that delegates."""
        deed = self.delegation
        return deed.delegator if deed is not None else cast(Publication, self.publication).agency

    @property
    def agency_id(self) -> int:
        """Who answers for it; of a deed the organ that delegates."""
        return int(self.owner.agency_id)

    @property
    def is_pdf(self) -> bool:
        """Whether it has pages; otherwise it is one picture."""
        return self.source.content_type == "application/pdf"

    @property
    def reasons(self) -> list[str]:
        """What the areas hide, in words, each once."""
        found = {rule.type: reader.label(rule) for rule in rules().values()}
        told = {area["why"]: None for page in self.areas for area in page}
        return [found.get(why, gettext("其他不公开内容")) for why in told]

    @property
    def hidden(self) -> int:
        """How many areas are covered."""
        return sum(len(page) for page in self.areas)
