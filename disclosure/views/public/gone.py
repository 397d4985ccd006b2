"""What a withdrawn decision answers: 410 with the public reason and nothing about the party."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosure.search import Withdrawn

P = ParamSpec("P")
View = Callable[P, HttpResponse]
GONE = 410


def gone_page(view: View[P]) -> View[P]:
    """View decorator: Withdrawn becomes the page that says when and why."""

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Withdrawn as ended:
            response = render(
                _request(args), "public/decision_gone.html", {"ended": ended}, status=GONE
            )
            response["X-Robots-Tag"] = "noindex"
            return response

    return inner


def _request(args: tuple[Any, ...]) -> HttpRequest:
    """A view's first argument."""
    request: HttpRequest = args[0]
    return request
