"""The large pages (长辈版): a choice that lives in one cookie of the reader's browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.http import LARGE_COOKIE

ON = "on"
A_YEAR = 365 * 24 * 60 * 60


# A token would put a cookie on every public page, and the choice of a size harms nobody.
@csrf_exempt
@require_POST
def large_pages(request: HttpRequest) -> HttpResponse:
    """Turn the large pages on or off, and go back to where the reader was."""
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(there if safe and there.isprintable() else "/")
    if request.POST.get("large") == ON:
        response.set_cookie(
            LARGE_COOKIE,
            ON,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(LARGE_COOKIE, samesite="Lax")
    return response
