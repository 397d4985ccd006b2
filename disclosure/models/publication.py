"""A publication: the duty, the redacted versions, the approval, and what the public reads."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Deadline
from disclosure.models.record import ExternalRecord
from enforcement.models import Agency, Decision, Stay
from enforcement.models.kinds import ActionKind


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Reading vocabulary of publications."""

    def public(self, on: date) -> "PublicationQuerySet":
        """What the public may read on the day: published, not withdrawn, not expired.

        公示截止期 is the last day on which it can be read (domain §16.10); the day after, it is gone.
        """
        return self.filter(status=Publication.Status.PUBLISHED).filter(
            models.Q(publish_until__isnull=True) | models.Q(publish_until__gte=on)
        )

    def visible_to(self, user: Any) -> "PublicationQuerySet":
        """Publications of the agencies the account may see."""
        if not user.is_authenticated or not user.has_perm("disclosure.view_publication"):
            return self.none()
        return self.filter(agency_id__in=user.visible_agency_ids())


class Publication(models.Model):
    """The publication of one decision or one received record.

    `first_published_on` is set once and never again: a late publication stays late, and of a received
    record so are `source_published_on`, `not_judged` and `deadline` with it. The public reads
    `shown` and nothing else; the database refuses a published row whose `shown` was not approved by a
    second person.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("待公开")
        REDACTED = "redacted", _("待审批")
        APPROVED = "approved", _("已审批，待发布")
        PUBLISHED = "published", _("已公开")
        WITHHELD = "withheld", _("依法不公开")
        WITHDRAWN = "withdrawn", _("已撤下")
        EXPIRED = "expired", _("公示期满")

    class CreditClass(models.TextChoices):
        MINOR = "minor", _("轻微失信")
        GENERAL = "general", _("一般失信")
        SERIOUS = "serious", _("严重失信")

    class NotJudged(models.TextChoices):
        HISTORY = "history", _("历史数据：公开期限在本平台开通前已经届满，且没有报送单位的公示日期")
        NO_TERM = "no_term", _("决定作出时没有可以适用的公开期限")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    record = models.OneToOneField(
        ExternalRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("执法类别"), max_length=12, choices=ActionKind.choices)
    division_code = models.CharField(max_length=6, blank=True)
    decided_on = models.DateField(_("决定日期"))
    deadline = models.OneToOneField(
        Deadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    shown = models.ForeignKey(
        "disclosure.RedactedVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    first_published_on = models.DateField(_("首次公开日期"), null=True, blank=True)
    # Of a received record: the day its sender says it made it public; why nobody can judge that.
    source_published_on = models.DateField(_("报送单位公示日期"), null=True, blank=True)
    not_judged = models.CharField(
        _("未评判公开时效"), max_length=8, choices=NotJudged.choices, null=True, blank=True
    )
    publish_until = models.DateField(_("公示截止期"), null=True, blank=True)
    # Set where the agency departs from the class the profile suggests (发改委令第36号).
    credit_class = models.CharField(
        _("失信类别"), max_length=8, choices=CreditClass.choices, null=True, blank=True
    )
    withheld_code = models.CharField(_("不公开事由"), max_length=40, blank=True)
    public_reason = models.TextField(_("公开说明的理由"), blank=True)
    ended_on = models.DateField(_("撤下或期满日期"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示信息")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False, record__isnull=True)
                | models.Q(decision__isnull=True, record__isnull=False),
                name="publication_has_one_source",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published")
                | models.Q(shown__isnull=False, first_published_on__isnull=False),
                name="publication_published_is_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withdrawn") | ~models.Q(public_reason=""),
                name="publication_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="withheld") | ~models.Q(withheld_code=""),
                name="publication_withheld_has_code",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-decided_on", "-id"]),
            models.Index(fields=["agency", "status", "-decided_on"]),
            models.Index(fields=["kind", "status", "-decided_on"]),
            models.Index(fields=["division_code", "status", "-decided_on"]),
            models.Index(fields=["-first_published_on", "-decided_on", "-id"]),
        ]

    @property
    def name(self) -> str:
        """The number people know it by: the decision's, else the received record's."""
        if self.decision is not None:
            return self.decision.doc_no
        return self.shown.doc_no if self.shown is not None else ""

    @property
    def public_day(self) -> date | None:
        """The first day on which it is known to have been public: at its source, or else here."""
        return self.source_published_on or self.first_published_on

    @property
    def fell(self) -> bool:
        """Whether the decision was changed, revoked, or found illegal or void, which takes it down."""
        if self.decision is not None:
            return self.decision.revoked_on is not None
        return self.rulings.filter(outcome__in=Stay.FALLEN).exists()

    @property
    def told_reason(self) -> str:
        """Why it was taken down, for the public: of what the law bars not even that may be told."""
        return "" if self.withheld_code else self.public_reason


class RedactedVersion(models.Model):
    """One redacted projection: all that the public may read. Append-only.

    `sections` is a list of [heading, text]; `spans` says what was hidden and why (types and reasons,
    never the hidden text); `marks` is what a reviewer shows or hides against the rules, as
    disclosure.marks reads it. `sha256` is over the canonical JSON of everything shown.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=300)
    doc_no = models.CharField(max_length=128, blank=True)
    doc_no_key = models.CharField(max_length=128, blank=True, db_index=True)
    party_name = models.CharField(max_length=200)
    party_kind = models.CharField(max_length=12)
    party_uscc = models.CharField(max_length=18, blank=True)
    agency_name = models.CharField(max_length=200)
    penalty_kinds = models.JSONField(default=list)
    fine_cents = models.BigIntegerField(default=0)
    facts = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    basis_refs = models.JSONField(default=list)
    result = models.TextField(blank=True)
    remedies = models.TextField(blank=True)
    sections = models.JSONField(default=list)
    officers = models.JSONField(default=list)
    spans = models.JSONField(default=list)
    marks = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64)
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("脱敏版本")
        indexes = [
            models.Index(
                fields=["party_uscc"],
                condition=~models.Q(party_uscc=""),
                name="redacted_version_organisation",
            )
        ]
