"""Withdrawing the link of a party. Making one has a page of its own: the address is shown once."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, PartyLink, User
from enforcement.services import assignment, party_links
from recording.acts.casework import RECORD
from recording.forms.party import RevokeForm


def party_of(row: Any) -> tuple[str, str]:
    """The tab of the party of the case a row belongs to."""
    case = row if isinstance(row, Case) else row.case
    return case.title, reverse("case-party", args=[case.pk])


def _links(user: Any) -> QuerySet[PartyLink]:
    return PartyLink.objects.visible_to(user).select_related("case__agency")


def _revoke(link: PartyLink, *, by: User, reason: str) -> PartyLink:
    return party_links.revoke(link, by=by, at=timezone.now(), reason=reason)


PARTY_LINK_REVOKE = Act(
    name="party-link-revoke",
    permission=RECORD,
    title=gettext_lazy("撤销当事人专用链接"),
    done=gettext_lazy("已撤销，该地址不再能打开。"),
    rows=_links,
    form=RevokeForm,
    do=_revoke,
    home=party_of,
    open=lambda link: link.revoked_at is None,
    question=gettext_lazy("撤销后当事人不能再用该地址查看案件。确定撤销？"),
)


def may_issue(case: Case, user: User) -> bool:
    """Whether to show the way to a new link; the service decides again."""
    handles = user.has_perm(RECORD) and assignment.is_handler(case, user)
    return handles and not case.sealed and party_links.openable(case)
