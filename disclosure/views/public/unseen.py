"""Pages of a person without an account: nothing is kept by browsers, proxies or search engines.

No cookie is set and none is needed: who sends a form is known by nothing but its number and code,
and a forged request would need both.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.actor import NOBODY, acting
from core.http import client_ip
from core.throttle import demand_pace

MOST, WINDOW_SECONDS = 20, 600
View = Callable[..., HttpResponse]


def unseen(view: View) -> View:
    """View decorator: GET and POST without a token, and an answer that is not kept anywhere."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Neither the account of whoever is signed in nor the address is told to the audit log.
        with acting(NOBODY):
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "private, no-store"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(inner))


def paced(request: HttpRequest, what: str, *, most: int = MOST) -> None:
    """Count a press of this address. Raises StaleError beyond the pace of a person."""
    demand_pace(f"{what}:{client_ip(request)}", most=most, seconds=WINDOW_SECONDS)
