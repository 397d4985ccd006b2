"""What the list administrator does with one delegation."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.benchmarks import EndForm
from enforcement.models import Agency, Delegation
from enforcement.services import agencies


def given(user: Any) -> QuerySet[Delegation]:
    """Delegations by the agencies whose lists are the account's."""
    own = Agency.objects.kept_by(user)
    return Delegation.objects.filter(delegator__in=own).select_related("delegator", "delegate")


DELEGATION_END = Act(
    name="delegation-end",
    permission=agencies.CHANGE,
    title=gettext_lazy("提前终止委托"),
    done=gettext_lazy("已终止；公示网站仍列出该委托并注明终止日期。"),
    rows=given,
    form=EndForm,
    do=agencies.end_delegation,
    home=lambda row: (row.number, reverse("delegation-admin-list")),
    lead=lambda row, on: f"{row.delegate} {row.valid_from} — {row.valid_to}",
    open=lambda row: row.ended_on is None,
    question=gettext_lazy("终止后不能恢复，确定终止吗？"),
)
