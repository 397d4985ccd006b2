"""A password somebody else knows opens one page: the one on which it is changed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

CHANGE = "password-change"
API, OFFICE = "api/", "office/"
FORBIDDEN = 403


class OwnPasswordMiddleware:
    """Send an account that must change its password to the page for it; the API answers 403.

    Behind AuthenticationMiddleware. The public site stays open, as it is to anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Django calls this when the URL is known and before the view."""
        place = request.resolver_match
        if place is None or place.url_name == CHANGE or not place.route.startswith((API, OFFICE)):
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        if place.route.startswith(OFFICE):
            return redirect(CHANGE)
        remedy = _("请先登录网页更改密码。")
        body = {"error": _("该账号须先更改密码。"), "article": "", "remedy": remedy}
        return JsonResponse(body, status=FORBIDDEN)
