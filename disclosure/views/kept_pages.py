"""Public pages that are the same for everyone, kept whole for as long as nothing on them has changed.

A kept page is filed under the marks of the tables it was made of (core/change_marks.py), read anew for every
reader: what is withdrawn is gone from it with the commit of the withdrawal. Kept in the memory of
each process, so that there is no other server to wait for or to fail.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from core import change_marks
from core.http import LARGE_COOKIE

P = ParamSpec("P")
Page = Callable[P, HttpResponse]
STORE = "pages"
SECONDS = 60
OK = 200
NAMED = re.compile(r'"(\w+)"')
# What a reader may narrow a kept page by. Never words: what somebody looks for is kept nowhere.
ASKED = {"kind", "agency", "region", "penalty", "from", "to", "after"}
# The only cookies that change a page; a reader with any other gets a page of their own.
SHOWN_BY = {settings.LANGUAGE_COOKIE_NAME, LARGE_COOKIE}
# Tables with triggers that renew the marks; a page that reads another one is not kept.
WATCHED = {
    *("core_deadline", "disclosure_correctionrequest", "disclosure_publication"),
    *("disclosure_recordproceeding", "disclosure_recordruling"),
    *("disclosure_redactedversion", "enforcement_agency", "enforcement_benchmark"),
    *("enforcement_item", "enforcement_licence", "enforcement_officer", "enforcement_stay"),
}


@dataclass
class Reading:
    """The names that the statements of a page mention."""

    names: set[str] = field(default_factory=set)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.names.update(NAMED.findall(sql))
        return execute(sql, *rest)

    def unwatched(self) -> set[str]:
        """Tables among them whose changes renew no mark."""
        return self.names & {model._meta.db_table for model in apps.get_models()} - WATCHED


def kept_whole(view: Page[P]) -> Page[P]:
    """A public page that need not be made again while everything it shows stays as it is."""

    @wraps(view)
    def inner(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: HttpRequest = args[0]  # type: ignore[assignment]  # a view's first argument
        if not same_for_everyone(request):
            return view(*args, **kwargs)
        key = filed_under(request)
        found = caches[STORE].get(key)
        if found is not None:
            return HttpResponse(found[0], headers=found[1])
        reading = Reading()
        with connection.execute_wrapper(reading):
            response = view(*args, **kwargs)
        if may_be_kept(request, response) and not reading.unwatched():
            page = (bytes(response.content), dict(response.headers))
            caches[STORE].set(key, page, SECONDS)
        return response

    return inner


def same_for_everyone(request: HttpRequest) -> bool:
    """Whether the address and the cookies ask for nothing that another reader would not get."""
    return request.GET.keys() <= ASKED and request.COOKIES.keys() <= SHOWN_BY


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is a whole page that gives this reader nothing of their own."""
    own = response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return response.status_code == OK and not own


def filed_under(request: HttpRequest) -> str:
    """All that the page depends on, as a digest: the marks, the day, the address, how it is shown."""
    parts = (
        *(change_marks.current(), timezone.localdate().isoformat(), translation.get_language()),
        *(request.scheme or "", request.get_host(), request.get_full_path()),
        request.COOKIES.get(LARGE_COOKIE, ""),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
