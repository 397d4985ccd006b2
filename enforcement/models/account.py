"""Accounts: one agency, one or more roles. Identity is the account, never the name."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.roles import permissions_of
from enforcement.models.agency import Agency

# Rights that reach no further than the agency of the account.
OWN_AGENCY_ONLY = frozenset({"enforcement.view_case", "enforcement.change_registry"})


class User(AbstractUser):
    """An account. `roles` are keys of core/roles.toml; `name` is shown on pages and documents.

    `password_given_at`: when an administrator gave the password and knows it; null once it is the
    owner's own.
    """

    name = models.CharField(_("姓名"), max_length=50, blank=True)
    agency = models.ForeignKey(
        "enforcement.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.CharField(_("内设机构"), max_length=100, blank=True)
    roles = models.JSONField(_("角色"), default=list, blank=True)
    is_demo = models.BooleanField(default=False)
    password_given_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def must_change_password(self) -> bool:
        """Whether the account may do nothing before it has a password of its own."""
        return self.password_given_at is not None

    @property
    def may(self) -> frozenset[str]:
        """The permissions the roles carry."""
        return permissions_of(self.roles)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the roles carry and nothing else: Django's short-cut for superusers is closed."""
        return self.is_active and perm in self.may

    def visible_agency_ids(self) -> list[int]:
        """Agencies whose internal rows this account may see.

        A supervisor sees the agencies below its own; an administrator keeps the system, so it sees
        every agency's log and registry but no case. With a second role that works on cases or lists
        it sees its own agency like everybody else: two roles together open no more than each alone.
        """
        if not self.is_active:
            return []
        if "admin" in self.roles and not self.may & OWN_AGENCY_ONLY:
            return list(Agency.objects.values_list("pk", flat=True))
        if self.agency is None:
            return []
        if "supervisor" in self.roles:
            top = self.agency.parent() or self.agency
            return list(top.with_descendants().values_list("pk", flat=True))
        return [self.agency.pk]
