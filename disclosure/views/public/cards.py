"""The pictures beside links on other sites; gone with what they are about."""

import hashlib
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from disclosure import listings, search, share
from disclosure.caching import revalidated
from disclosure.views.public.gone import gone_page

KEPT_SECONDS = 600


@revalidated
@gone_page
def decision_card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The picture of a public decision; 410 or 404 as soon as it is none."""
    return _drawn(share.of_decision(search.find(pk, timezone.localdate())))


@revalidated
def agency_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a confirmed agency."""
    return _drawn(share.of_agency(get_object_or_404(listings.agencies({}), pk=pk)))


def _drawn(lines: list[share.Line]) -> HttpResponse:
    # Filed under what it says, and read only after the check that it is public.
    key = f"card:{hashlib.sha256(repr(lines).encode()).hexdigest()}"
    data = cache.get_or_set(key, lambda: share.png(lines), KEPT_SECONDS)
    response = HttpResponse(data, content_type="image/png")
    response["X-Robots-Tag"] = "noindex"
    return response
