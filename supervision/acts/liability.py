"""What a supervisor does with a follow-up of liability."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from supervision.forms.liability import ConcludeForm
from supervision.models import Liability
from supervision.models.liability import CONCLUDE
from supervision.services import liability


def _rows(user: Any) -> QuerySet[Liability]:
    return Liability.objects.visible_to(user).select_related("agency", "decision__case")


def home(row: Liability) -> tuple[str, str]:
    """The page of the follow-up."""
    return str(row), reverse("liability-detail", args=[row.pk])


LIABILITY_CONCLUDE = Act(
    name="liability-conclude",
    permission=CONCLUDE,
    title=gettext_lazy("认定责任"),
    done=gettext_lazy("已认定。"),
    rows=_rows,
    form=ConcludeForm,
    do=liability.conclude,
    home=home,
    lead=lambda row, on: gettext_lazy(
        "认定后不能修改。责任链和审核内容取自作出决定时的记录，任何人都不能改动。"
    ),
    open=lambda row: row.status == Liability.Status.OPEN,
)
