"""The keys of systems that exchange records: registered, shown once, stopped."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.acts import accepted
from core.forms import PortalForm
from core.permissions import AccountRequest, requires
from disclosure.acts.exchange import AGREEMENT, TOLD
from disclosure.models import ExchangeToken
from disclosure.services import exchange_tokens
from enforcement.models import Agency, User

MANAGE = exchange_tokens.MANAGE


class TokenForm(PortalForm):
    """A new key."""

    agency = forms.ModelChoiceField(label=_("所属机关"), queryset=Agency.objects.none())
    name = forms.CharField(label=_("系统名称"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("权限范围"),
        choices=ExchangeToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(label=_("有效期至"))
    agreement = forms.CharField(
        label=_("数据交换协议"), max_length=AGREEMENT, required=False, help_text=TOLD
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies(user)
        self.fields["agency"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


def agencies(user: User) -> Any:
    """The agencies whose systems the account manages."""
    return Agency.objects.filter(pk__in=user.visible_agency_ids())


@requires(MANAGE)
def token_list(request: AccountRequest) -> HttpResponse:
    """The keys of the administrator's agencies; a new one's token is shown this once."""
    form = TokenForm(request.POST or None, user=request.user)
    made: list[tuple[ExchangeToken, str]] = []
    today = timezone.localdate()
    if request.method == "POST" and accepted(
        form,
        lambda: made.append(exchange_tokens.issue(by=request.user, on=today, **form.cleaned_data)),
    ):
        form = TokenForm(user=request.user)
    rows = ExchangeToken.objects.filter(agency__in=agencies(request.user))
    context = {
        "form": form,
        "made": made,
        "rows": rows.select_related("agency"),
        "today": today,
        "address": request.build_absolute_uri(reverse("api-exchange-send")),
    }
    return render(request, "disclosure/exchange_tokens.html", context)


@require_POST
@requires(MANAGE)
def token_revoke(request: AccountRequest, pk: int) -> HttpResponse:
    """Stop a key."""
    row = get_object_or_404(ExchangeToken, pk=pk, agency__in=agencies(request.user))
    exchange_tokens.revoke(row, by=request.user, at=timezone.now())
    return redirect("exchange-token-list")
