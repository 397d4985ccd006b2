"""The receiver's page of a supply, /p/supply-<token>/: a code first, then the copies in this browser only.

As on the party's page nobody is signed in and no CSRF token is asked for (recording.views.party).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import files
from core.acts import accepted
from core.http import client_ip
from core.models import Blob
from core.throttle import demand_pace
from enforcement.services.party_links import Door
from recording import supply_papers
from recording.delivery import Span, stream
from recording.forms.supplies import CodeForm
from recording.models import SupplyItem, SupplyLink
from recording.services import supply_links
from recording.views.supplies import package

COOKIE, SALT = "supply", "recording.supply"
MOST, WINDOW_SECONDS = 240, 600
NOT_FOUND, GONE = 404, 410
View = Callable[..., HttpResponseBase]


def at_the_counter(view: View) -> View:
    """View decorator: keep strangers' pace, find the link, ask what it answers to this browser."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        demand_pace(f"supply:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)
        link = supply_links.find(token)
        secret = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
        door = supply_links.knock(link, secret=secret, at=timezone.now())
        response = view(request, token, link, door, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(inner)


def _closed(request: HttpRequest, door: Door) -> HttpResponse:
    ended = door == Door.GONE
    status = GONE if ended else NOT_FOUND
    return render(request, "recording/supply_closed.html", {"ended": ended}, status=status)


@at_the_counter
@require_safe
def supply_door(
    request: HttpRequest, token: str, link: SupplyLink | None, door: Door
) -> HttpResponse:
    """The question for the code, or the list of the copies."""
    if link is None or door in (Door.CLOSED, Door.GONE):
        return _closed(request, door)
    if door == Door.ASKS:
        return _question(request, token, CodeForm())
    items = link.supply.items.select_related("evidence", "blob").order_by("pk")
    context = {
        "token": token,
        "supply": link.supply,
        "link": link,
        "items": [
            (item, supply_papers.name_of(item, no), supply_papers.span_of(item))
            for no, item in enumerate(items, start=1)
        ],
    }
    return render(request, "recording/supply_page.html", context)


def _question(request: HttpRequest, token: str, form: CodeForm) -> HttpResponse:
    return render(request, "recording/supply_question.html", {"token": token, "form": form})


@at_the_counter
@require_POST
def supply_confirm(
    request: HttpRequest, token: str, link: SupplyLink | None, door: Door
) -> HttpResponse:
    """The right code ties the link to this browser."""
    if link is None or door != Door.ASKS:
        return _closed(request, door)
    form, made = CodeForm(request.POST), list[str]()
    if not accepted(
        form,
        lambda: made.append(
            supply_links.bind(link, code=form.cleaned_data["code"], at=timezone.now())
        ),
    ):
        return _question(request, token, form)
    return _remembered(redirect("supply-door", token), made[0], link)


def _remembered(response: HttpResponse, secret: str, link: SupplyLink) -> HttpResponse:
    """Leave the secret with this browser, for the pages under the address alone."""
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        expires=link.expires_at,
        path=response["Location"],
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@at_the_counter
@require_safe
def supply_file(
    request: HttpRequest, token: str, link: SupplyLink | None, door: Door, pk: int
) -> HttpResponseBase:
    """One copy; noted on its original before a byte is sent."""
    if link is None or door != Door.OPEN:
        return _closed(request, door)
    items = list(link.supply.items.select_related("evidence__case", "blob").order_by("pk"))
    for no, item in enumerate(items, start=1):
        if item.pk == pk and item.blob is not None:
            return _given(link, item, item.blob, supply_papers.name_of(item, no))
    return _closed(request, Door.CLOSED)


def _given(link: SupplyLink, item: SupplyItem, blob: Blob, name: str) -> HttpResponseBase:
    supply_links.fetched(link, [item], at=timezone.now())
    span = Span(0, blob.size, blob.size, partial=False)
    kind = blob.content_type
    return stream(files.open_blob(blob), span, content_type=kind, name=name, attached=True)


@at_the_counter
@require_safe
def supply_all(
    request: HttpRequest, token: str, link: SupplyLink | None, door: Door
) -> HttpResponseBase:
    """Everything in one archive, with the cover sheet and the list of hashes."""
    if link is None or door != Door.OPEN:
        return _closed(request, door)
    items = list(link.supply.items.select_related("evidence__case", "blob"))
    supply_links.fetched(link, items, at=timezone.now())
    return package(link.supply)
