"""Other portals: the platforms above that are told of every change, and the witnesses of the publication log."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core import signing
from core.acts import accepted
from core.forms import PortalForm
from core.permissions import AccountRequest, requires
from disclosure.models import PushDestination, PushItem, Witness, WitnessedHead, WitnessedLog
from disclosure.services import outbox, witnesses, witnessing
from disclosure.views.staff.exchange import MANAGE, agencies
from enforcement.models import Agency, User

SHOWN = 20  # refused changes on the page; the others are counted


class PlatformForm(PortalForm):
    """A platform above, with the key that it gave us."""

    agency = forms.ModelChoiceField(label=_("报送机关"), queryset=Agency.objects.none())
    name = forms.CharField(label=_("平台名称"), max_length=60)
    url = forms.URLField(label=_("接收地址"), max_length=300, assume_scheme="https")
    token = forms.CharField(
        label=_("对方给的密钥"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("加密保存，不再显示。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = agencies(user)
        self.fields["agency"].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField


class LogForm(PortalForm):
    """Another portal, by the key of its publication log."""

    name = forms.CharField(label=_("平台名称"), max_length=60)
    key = forms.CharField(
        label=_("Ed25519公钥"),
        max_length=64,
        help_text=_("64位十六进制，见对方的公示日志页面；请用其他途径向对方核对。"),
    )


class WitnessForm(LogForm):
    """A portal to be asked for its signature."""

    url = forms.URLField(label=_("见证方地址"), max_length=300, assume_scheme="https")


def destinations(user: User) -> Any:
    """The platforms that the account manages, with what waits and what was refused."""
    waiting = Count("items", filter=Q(items__done_at=None))
    refused = Count("items", filter=Q(items__outcome=PushItem.Outcome.REFUSED))
    rows = PushDestination.objects.filter(agency__in=agencies(user)).select_related("agency")
    return rows.annotate(waiting=waiting, refused=refused)


@requires(MANAGE)
def platform_list(request: AccountRequest) -> HttpResponse:
    """The platforms above: what waits, what was refused and why, when it last went well."""
    form = PlatformForm(request.POST or None, user=request.user)
    if request.method == "POST" and accepted(
        form, lambda: outbox.register(by=request.user, **form.cleaned_data)
    ):
        return redirect("platform-list")
    refused = PushItem.objects.filter(
        destination__agency__in=agencies(request.user), outcome=PushItem.Outcome.REFUSED
    )
    context = {
        "form": form,
        "rows": destinations(request.user),
        "refused": refused.select_related("destination", "publication__shown")[:SHOWN],
    }
    return render(request, "disclosure/platforms.html", context)


@require_POST
@requires(MANAGE)
def platform_stop(request: AccountRequest, pk: int) -> HttpResponse:
    """Tell a platform nothing more."""
    row = get_object_or_404(PushDestination, pk=pk, agency__in=agencies(request.user))
    outbox.stop(row, by=request.user, at=timezone.now())
    return redirect("platform-list")


@require_POST
@requires(MANAGE)
def platform_retry(request: AccountRequest, pk: int) -> HttpResponse:
    """Try again now, also what was refused."""
    row = get_object_or_404(PushDestination, pk=pk, agency__in=agencies(request.user))
    outbox.retry(row, by=request.user)
    return redirect("platform-list")


@requires(MANAGE)
def witness_list(request: AccountRequest) -> HttpResponse:
    """Who signs the heads of our log, and whose heads we sign; a form for each."""
    ask = _answered(request, "ask", WitnessForm, witnesses.register)
    watch = _answered(request, "watch", LogForm, witnessing.watch)
    if ask is None or watch is None:
        return redirect("witness-list")
    logs = WitnessedLog.objects.all()
    newest = {row.pk: WitnessedHead.objects.filter(log=row).first() for row in logs}
    context = {
        "ask": ask,
        "watch": watch,
        "witnesses": Witness.objects.all(),
        "logs": [{"log": row, "head": newest[row.pk]} for row in logs],
        "key": signing.public_key().hex(),
    }
    return render(request, "disclosure/witnesses.html", context)


def _answered(
    request: AccountRequest, name: str, kind: type[LogForm], act: Callable[..., object]
) -> LogForm | None:
    """The form of that name; None when it was sent and taken."""
    sent = request.method == "POST" and request.POST.get("form") == name
    form = kind(request.POST if sent else None, prefix=name)
    if sent and accepted(form, lambda: act(by=request.user, **form.cleaned_data)):
        return None
    return form


@require_POST
@requires(MANAGE)
def witness_stop(request: AccountRequest, pk: int) -> HttpResponse:
    """Ask a witness no more."""
    witnesses.stop(get_object_or_404(Witness, pk=pk), by=request.user, at=timezone.now())
    return redirect("witness-list")


@require_POST
@requires(MANAGE)
def witness_unwatch(request: AccountRequest, pk: int) -> HttpResponse:
    """Sign nothing more of a log."""
    row = get_object_or_404(WitnessedLog, pk=pk)
    witnessing.unwatch(row, by=request.user, at=timezone.now())
    return redirect("witness-list")
