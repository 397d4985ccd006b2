"""The party's own page, /p/<token>/: nobody is signed in, the address and the browser entitle.

No CSRF token is asked for: a forged request would need the token of the address, the cookie is not
sent across sites, and a page without a referrer could not prove its origin anyway. An account of
the portal is turned away, so that no officer acts here in the party's place by mistake.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import audit, sniff
from core.acts import accepted
from core.forms import PortalForm
from core.http import client_ip
from core.throttle import demand_pace
from enforcement.models import PartyLink
from enforcement.services import party_acts, party_links
from enforcement.services.party_links import Door
from recording import openings, party_page
from recording.delivery import guarded
from recording.forms.party import AnswerForm, OwnDefenceForm, OwnRequestForm
from recording.services import documents

COOKIE, SALT = "party", "recording.party"
MOST, WINDOW_SECONDS = 240, 600
NOT_FOUND, GONE = 404, 410
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Caller:
    """Who stands at the door: the link of the address, if there is one, and what it answers."""

    token: str
    link: PartyLink | None
    door: Door


View = Callable[..., HttpResponse]


def at_the_door(view: View) -> View:
    """View decorator: keep strangers' pace, look at address and browser, leave no trace outside."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        demand_pace(f"party:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)
        response = view(request, _caller(request, token), **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(inner)


def sent(view: View) -> View:
    """View decorator, inside `at_the_door`: only what is sent acts.

    A browser that opens the address again, on a reload or from its history, comes back to the page
    and is told that nothing was sent twice.
    """

    @wraps(view)
    def inner(request: HttpRequest, caller: Caller, **kwargs: Any) -> HttpResponse:
        if request.method not in READING:
            return require_POST(view)(request, caller, **kwargs)
        if caller.door in (Door.OPEN, Door.ASKS):
            messages.info(
                request, _("已回到本页。刚才打开的地址只用于提交，没有重复提交任何内容。")
            )
        return redirect("party-page", caller.token)

    return inner


def _caller(request: HttpRequest, token: str) -> Caller:
    if request.user.is_authenticated:
        return Caller(token, None, Door.CLOSED)
    link = party_links.find(token)
    secret = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
    return Caller(token, link, party_links.knock(link, secret=secret, at=timezone.now()))


def _closed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One calm page for every address that does not open."""
    ended = caller.door == Door.GONE
    context = {"ended": ended, "staff": request.user.is_authenticated}
    status = GONE if ended else NOT_FOUND
    return render(request, "recording/party_closed.html", context, status=status)


@at_the_door
@require_safe
def party_page_view(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The question before the first visit, then the case; each visit is recorded."""
    if caller.link is None or caller.door in (Door.CLOSED, Door.GONE):
        return _closed(request, caller)
    if caller.door == Door.ASKS:
        return _question(request, caller, AnswerForm(link=caller.link))
    audit.read(caller.link, what="case")
    return _page(request, caller.token, caller.link)


def _question(request: HttpRequest, caller: Caller, form: AnswerForm) -> HttpResponse:
    return render(request, "recording/party_question.html", {"token": caller.token, "form": form})


def _page(request: HttpRequest, token: str, link: PartyLink, **forms: PortalForm) -> HttpResponse:
    context = {
        "token": token,
        "sheet": party_page.sheet(link, timezone.localdate()),
        "openings": openings.of(link.case),
        "defence_form": OwnDefenceForm(),
        "hearing_form": OwnRequestForm(),
        **forms,
    }
    return render(request, "recording/party_page.html", context)


@at_the_door
@sent
def party_confirm(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A right answer ties the link to this browser."""
    if caller.link is None or caller.door != Door.ASKS:
        return redirect("party-page", caller.token)
    link, form = caller.link, AnswerForm(request.POST, link=caller.link)
    secrets: list[str] = []
    if not accepted(
        form,
        lambda: secrets.append(
            party_links.bind(link, answer=form.cleaned_data["answer"], at=timezone.now())
        ),
    ):
        return _question(request, caller, form)
    response = redirect("party-page", caller.token)
    _remember(response, secrets[0], link)
    return response


def _remember(response: HttpResponse, secret: str, link: PartyLink) -> None:
    """Leave the secret with this browser, for the pages under the address it was sent to."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        expires=link.expires_at,
        path=response["Location"],
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        # Strict would keep the cookie back from whoever comes by a link in a message.
        samesite="Lax",
    )


@at_the_door
@sent
def party_defence(request: HttpRequest, caller: Caller) -> HttpResponse:
    """陈述申辩, as the party wrote it."""
    if caller.link is None or caller.door != Door.OPEN:
        return redirect("party-page", caller.token)
    link, form = caller.link, OwnDefenceForm(request.POST)
    if not accepted(
        form,
        lambda: party_acts.defend(link, at=timezone.now(), text=form.cleaned_data["text"]),
    ):
        return _page(request, caller.token, link, defence_form=form)
    messages.success(request, _("已收到您的陈述申辩，机关复核后会答复。"))
    return redirect("party-page", caller.token)


@at_the_door
@sent
def party_hearing(request: HttpRequest, caller: Caller) -> HttpResponse:
    """申请听证."""
    if caller.link is None or caller.door != Door.OPEN:
        return redirect("party-page", caller.token)
    link, form = caller.link, OwnRequestForm(request.POST)
    if not accepted(form, lambda: party_acts.request_hearing(link, at=timezone.now())):
        return _page(request, caller.token, link, hearing_form=form)
    messages.success(request, _("已收到您的听证申请，机关会通知您时间、地点。"))
    return redirect("party-page", caller.token)


@at_the_door
@require_safe
def party_document(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A document that was served on the party; every other is not found."""
    if caller.link is None or caller.door != Door.OPEN:
        return _closed(request, caller)
    document = party_page.paper(caller.link.case, pk, timezone.localdate())
    if document is None:
        return _closed(request, Caller(caller.token, None, Door.CLOSED))
    data = documents.open_for_party(document, link=caller.link)
    response = HttpResponse(data, content_type=sniff.PDF)
    guarded(response, f"{document.title} {document.number}".strip() + ".pdf", inline=True)
    return response
