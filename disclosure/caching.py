"""How public answers may be kept by browsers and proxies.

What shows decisions is revalidated on every use, because a withdrawn decision must be gone at once;
registers may be a minute old. The ETag is made of the bytes that were sent, never of stored data.
"""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

P = ParamSpec("P")
View = Callable[P, HttpResponseBase]
MINUTE = 60
OK = 200
VARY = ("Accept-Language", "Cookie")


def revalidated(view: View[P]) -> View[P]:
    """A public answer with decisions: kept, but asked for again before every use."""
    return _public(view, no_cache=True)


def kept_a_minute(view: View[P]) -> View[P]:
    """A public answer of a register."""
    return _public(view, max_age=MINUTE)


def _public(view: View[P], **control: int | bool) -> View[P]:
    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response, request = view(*args, **kwargs), _request(args)
        patch_vary_headers(response, VARY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Whoever is signed in may see a message of their own on any page.
            patch_cache_control(response, private=True, no_cache=True)
            return response
        patch_cache_control(response, public=True, **control)
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response.add_post_render_callback(partial(_tagged, request))
            return response
        return _tagged(request, response)

    return require_safe(inner)


def _request(args: tuple[Any, ...]) -> HttpRequest:
    """A view's first argument."""
    request: HttpRequest = args[0]
    return request


def _tagged(request: HttpRequest, response: Any) -> HttpResponseBase:
    """The answer with its ETag, or 304 when the reader has it already."""
    if response.status_code != OK or not isinstance(response, HttpResponse):
        return response  # type: ignore[no-any-return]  # the render callback is untyped
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
