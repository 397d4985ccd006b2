"""Keeping, giving back and throwing away what was typed into a form (called by the page's script)."""

import json

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import kept
from core.errors import RuleError
from core.models.kept import PATH_LENGTH

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """GET ?path=: {"saved_at", "fields"} or {}. POST path, content (or `forget`): {"saved_at"}."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    data = request.GET if request.method == "GET" else request.POST
    path, now = data.get("path", ""), timezone.now()
    if not _page(path):
        return JsonResponse({}, status=UNPROCESSABLE)
    if request.method == "GET":
        row = kept.recall(request.user, path, at=now)
        fields = {"saved_at": row.saved_at, "fields": json.loads(row.content)} if row else {}
        return JsonResponse(fields)
    if "forget" in data:
        kept.forget(request.user, path)
        return JsonResponse({})
    try:
        row = kept.keep(request.user, path, data.get("content", ""), at=now)
    except RuleError as error:
        return JsonResponse({"error": str(error)}, status=UNPROCESSABLE)
    return JsonResponse({"saved_at": row.saved_at})


def _page(path: str) -> bool:
    """Whether the path is a page of this portal."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return len(path) <= PATH_LENGTH
