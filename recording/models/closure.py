"""Evidence that is not open to everybody who sees the case: what is closed, and to whom it is opened."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from enforcement.models import Case, CaseOfficer

DECIDE = "enforcement.decide"


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Reading vocabulary of closures."""

    def standing(self) -> "ClosureQuerySet":
        """Closures nobody lifted."""
        return self.filter(lifted_at=None)

    def closed_to(self, user: Any) -> "ClosureQuerySet":
        """Standing closures the account may not look behind.

        Open to the present handlers of the case, to the head of its agency, and to whoever holds a
        grant for the class, by name or by role, that has neither ended nor been withdrawn.
        """
        handled = CaseOfficer.objects.filter(officer__account=user.pk, until=None).values("case_id")
        granted = AccessGrant.objects.standing().held_by(user)
        open_to = Q(case__in=handled)
        if user.has_perm(DECIDE):
            open_to |= Q(case__agency=user.agency_id)
        for group in Closure.Group.values:
            rows = granted.filter(group__in=("", group)).values("case_id")
            open_to |= Q(group=group, case__in=rows)
        return self.standing().exclude(open_to)

    def keys(self, user: Any) -> "tuple[models.QuerySet[Any, Any], models.QuerySet[Any, Any]]":
        """(items, cases) whose evidence the account may not look at, as subqueries of keys."""
        closed = self.closed_to(user)
        items = closed.filter(evidence__isnull=False).values("evidence_id")
        return items, closed.filter(evidence=None).values("case_id")


class Closure(models.Model):
    """A class of evidence closed to all but those it is opened to (限制查阅). Kept, lifted once.

    `evidence` None: everything in the case, also what comes later.
    """

    class Group(models.TextChoices):
        SECRET = "secret", _("涉及国家秘密、工作秘密")
        TRADE = "trade", _("涉及商业秘密")
        PRIVATE = "private", _("涉及个人隐私")
        MINOR = "minor", _("涉及未成年人")
        WITNESS = "witness", _("涉及举报人、证人保护")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(
        "recording.Evidence",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closures",
    )
    group = models.CharField(_("限制类别"), max_length=10, choices=Group.choices)
    reason = models.CharField(_("限制理由"), max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    lifted_reason = models.CharField(_("解除理由"), max_length=300, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("限制查阅")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"],
                condition=Q(lifted_at=None, evidence__isnull=False),
                name="closure_once_per_item",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(lifted_at=None, evidence=None),
                name="closure_once_per_case",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
                name="closure_lifted_with_reason",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)


class AccessGrantQuerySet(models.QuerySet["AccessGrant"]):
    """Reading vocabulary of grants."""

    def standing(self) -> "AccessGrantQuerySet":
        """Grants that neither ended nor were withdrawn, by the clock of the database."""
        return self.filter(revoked_at=None, ends_at__gt=Now())

    def held_by(self, user: Any) -> "AccessGrantQuerySet":
        """Grants to the account by name, or to one of its roles."""
        return self.filter(Q(person=user.pk) | Q(person=None, role__in=user.roles))


class AccessGrant(models.Model):
    """Who may look at closed evidence of one case, what for and how long (查阅授权).

    `group` "": every class. Either `person` or `role`. It ends by itself at `ends_at`, or at once
    when it is withdrawn; it is never lengthened, a longer one is a new row.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(
        _("限制类别"), max_length=10, choices=Closure.Group.choices, blank=True
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("角色"), max_length=20, blank=True)
    purpose = models.CharField(_("用途"), max_length=200)
    ends_at = models.DateTimeField(_("有效期至"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(_("撤回理由"), max_length=200, blank=True)

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("查阅授权")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, role="") | (Q(person=None) & ~Q(role="")),
                name="grant_to_person_or_role",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="grant_withdrawn_by_somebody",
            ),
        ]

    @property
    def agency_id(self) -> int:
        """The agency of the case."""
        return int(self.case.agency_id)

    @property
    def last_minute(self) -> datetime:
        """The last minute in which it opens anything: midnight belongs to the day before."""
        return self.ends_at - timedelta(minutes=1)

    def live(self, at: datetime) -> bool:
        """Whether it opens anything at the moment."""
        return self.revoked_at is None and at < self.ends_at
