"""What the list administrator does with one delegation."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.delegations import DelegationEndForm
from enforcement.forms.list_changes import AnnounceForm
from enforcement.models import Agency, Delegation, User
from enforcement.services import announcing, delegations, list_records


def given(user: Any) -> QuerySet[Delegation]:
    """Delegations by the agencies whose lists are the account's."""
    own = Agency.objects.kept_by(user)
    return Delegation.objects.filter(delegator__in=own).select_related("delegator", "delegate")


def deed_page(row: Delegation) -> tuple[str, str]:
    """The page of the deed in the registry."""
    return row.number, reverse("delegation-admin-edit", args=[row.pk])


def waits(row: Delegation) -> bool:
    """Whether a version of it is being written or waits for its approval."""
    return bool(list_records.versions(row).open().exists())


DELEGATION_PUBLISH = Act(
    name="delegation-publish",
    permission=delegations.CHANGE,
    title=gettext_lazy("报请公布委托书"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=given,
    form=AnnounceForm,
    do=announcing.announce,
    home=deed_page,
    lead=lambda row, on: f"{row.delegate} {row.valid_from} — {row.valid_to}",
    open=lambda row: row.published_on is None and not waits(row),
)
DELEGATION_END = Act(
    name="delegation-end",
    permission=delegations.CHANGE,
    title=gettext_lazy("提前终止委托"),
    done=gettext_lazy("已终止或者报请批准；公示网站仍列出该委托并注明终止日期。"),
    rows=given,
    form=DelegationEndForm,
    do=announcing.end_deed,
    home=deed_page,
    lead=lambda row, on: f"{row.delegate} {row.valid_from} — {row.valid_to}",
    open=lambda row: row.ended_on is None and not waits(row),
    question=gettext_lazy("终止后不能恢复，确定终止吗？"),
)


def offered(row: Delegation, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the deed."""
    acts = [act for act in (DELEGATION_PUBLISH, DELEGATION_END) if act.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
