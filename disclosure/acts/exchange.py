"""What an administrator does with the key of a system that exchanges records."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from disclosure.models import ExchangeToken
from disclosure.services import sender_reviews

AGREEMENT = 200  # characters
TOLD = gettext_lazy(
    "报送记录的必填：协议名称、文号。协议应当约定由报送机关在报送前进行保密审查并对此负责。"
)


class AgreementForm(ActForm):
    """By which paper the sender answers for what it sends."""

    agreement = forms.CharField(
        label=gettext_lazy("数据交换协议"), max_length=AGREEMENT, help_text=TOLD
    )


def managed(user: Any) -> QuerySet[ExchangeToken]:
    """The keys of the account's agencies."""
    return ExchangeToken.objects.filter(agency__in=user.visible_agency_ids())


def unsettled(row: ExchangeToken) -> bool:
    """Whether a key that sends has no agreement yet."""
    sends = ExchangeToken.Scope.SEND in row.scopes
    return sends and row.revoked_at is None and not row.agreement


TOKEN_AGREE = Act(
    name="exchange-token-agree",
    permission=sender_reviews.MANAGE,
    title=gettext_lazy("补登数据交换协议"),
    done=gettext_lazy("已登记协议，该系统可以报送。"),
    rows=managed,
    form=AgreementForm,
    do=sender_reviews.agree,
    home=lambda row: (_("数据交换密钥"), reverse("exchange-token-list")),
    open=unsettled,
    question=gettext_lazy("协议登记后不能修改，确定登记吗？"),
)
