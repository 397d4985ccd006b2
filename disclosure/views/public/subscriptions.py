"""/subscriptions/: a saved search by feed or by mail, its confirmation, its end. No account, no cookie, no script."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.acts import accepted
from disclosure import feeds
from disclosure.filters import DecisionFilter
from disclosure.models import Subscription
from disclosure.services import subscriptions
from disclosure.subscription_forms import SubscriptionForm
from disclosure.views.public.unseen import paced, unseen

BAD = 400


@unseen
def subscription_new(request: HttpRequest) -> HttpResponse:
    """The filter in words, its feed, and a field for an address; then the word to look into the mail."""
    chosen = DecisionFilter(request.GET)
    if not chosen.is_valid():
        return render(request, "public/subscription_new.html", {"chosen": chosen}, status=BAD)
    query = chosen.asked()
    form = SubscriptionForm(request.POST or None)
    posted = request.method == "POST" and settings.MAIL_ENABLED
    if posted and accepted(form, lambda: _asked(request, form, query)):
        return _said(request, "asked")
    context = {
        "chosen": chosen,
        "form": form,
        "conditions": subscriptions.conditions(urlencode(query)),
        "query": urlencode(query),
        "feed": feeds.address(chosen),
        "by_mail": settings.MAIL_ENABLED,
    }
    return render(request, "public/subscription_new.html", context)


def _asked(request: HttpRequest, form: SubscriptionForm, query: dict[str, str]) -> None:
    paced(request, "subscription")
    subscriptions.ask(form.cleaned_data["address"], query, now=timezone.now())


@unseen
def subscription_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, for mail programs open every link; then it is on."""
    row = _row(token, subscriptions.CONFIRM)
    if row is None:
        return _said(request, "gone")
    if request.method == "POST":
        subscriptions.confirm(row, now=timezone.now(), on=timezone.localdate())
        return _said(request, "confirmed")
    return _question(request, row, "confirm")


@unseen
def subscription_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A button; a mail program that knows RFC 8058 posts at once. What is gone already is gone."""
    row = _row(token, subscriptions.STOP)
    if request.method == "POST" and row is not None:
        subscriptions.stop(row)
        row = None
    return _said(request, "stopped") if row is None else _question(request, row, "stop")


def _row(token: str, purpose: str) -> Subscription | None:
    try:
        return subscriptions.found(token, purpose)
    except BadSignature as error:
        raise Http404("not one of our addresses") from error


def _question(request: HttpRequest, row: Subscription, asks: str) -> HttpResponse:
    context = {"asks": asks, "conditions": subscriptions.conditions(row.query)}
    return render(request, "public/subscription_question.html", context)


def _said(request: HttpRequest, what: str) -> HttpResponse:
    return render(request, "public/subscription_said.html", {"what": what})
