"""What every page shares: template context, client address, error pages, API errors."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.errors import GoneError, NoRoomError, RuleError, StaleError
from core.triggers import refusal

CONFLICT, GONE, UNPROCESSABLE, INSUFFICIENT_STORAGE = 409, 410, 422, 507
DISK_FULL = "53100"
API = "/api/"
LARGE_COOKIE = "portal_large"


def client_ip(request: HttpRequest) -> str:
    """The address of the client: what our own proxies say, never what a client claims."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    chain = [part for part in forwarded if part] + [request.META.get("REMOTE_ADDR", "")]
    hops = min(settings.TRUSTED_PROXIES, len(chain) - 1)
    return str(chain[-1 - hops])[:45]


def site_context(request: HttpRequest) -> dict[str, Any]:
    """Variables of every template: `languages`, `environment` ("production" or "embedded"), `demo`,
    `large` (the reader chose the large pages; every public answer varies by its cookie)."""
    return {
        "languages": settings.LANGUAGES,
        "environment": settings.MODE,
        "demo": settings.DEMO,
        "large": request.COOKIES.get(LARGE_COOKIE) == "on",
    }


def rule_of(error: BaseException) -> RuleError | None:
    """The refusal a person can act on behind an exception; None when it is a real failure.

    Knows RuleError, ValidationError and the refusals of our database triggers.
    """
    if isinstance(error, RuleError):
        return error
    if isinstance(error, ValidationError):
        first, *rest = error.messages
        return RuleError(first, remedy=_("请改正后重新提交。"), extra=rest)
    if isinstance(error, DatabaseError):
        if full(error):
            return NoRoomError(
                _("服务器数据库没有空间，本次操作没有保存。"),
                remedy=_("已收到的文件和此前保存的内容不会丢失；请联系系统管理员清理空间后重试。"),
            )
        found = refusal(error)
        if found:
            remedy = _("请返回核对后再操作；仍有疑问的，请把编号 %(code)s 告知管理员。")
            return RuleError(_(found[1]), remedy=remedy % {"code": found[0]})
    return None


def full(error: DatabaseError) -> bool:
    """Whether the database refused because its disk is full (SQLITE_FULL; SQLSTATE 53100)."""
    return "disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == DISK_FULL


def status_of(error: BaseException) -> int:
    """409 when the state of the row refuses, 422 when the input does, 410 for what was destroyed,
    507 without room."""
    if isinstance(error, NoRoomError):
        return INSUFFICIENT_STORAGE
    if isinstance(error, GoneError):
        return GONE
    named = isinstance(error, RuleError) and bool(error.field) and not isinstance(error, StaleError)
    return UNPROCESSABLE if named or isinstance(error, ValidationError) else CONFLICT


def rule_response(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """The page that explains a refusal; None when the exception is no refusal."""
    rule = rule_of(error)
    if rule is None:
        return None
    context = {"rule": rule, "back": own_page(request)}
    return render(request, "errors/rule.html", context, status=status_of(error))


def own_page(request: HttpRequest) -> str:
    """The page of this site the person came from, "" when there is none."""
    came_from, here = request.headers.get("Referer", ""), request.build_absolute_uri("/")
    # A second slash would make the path an address of another site.
    path = came_from.removeprefix(here).lstrip("/\\")
    return f"/{path}" if came_from.startswith(here) else ""


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's handler: a refusal is {"error", "article", "remedy"} with status 409 or 422."""
    rule = rule_of(error)
    if rule is None:
        return exception_handler(error, context)
    body = {"error": str(rule.message), "article": str(rule.article), "remedy": str(rule.remedy)}
    details = {"field": rule.field} if rule.field else {}
    return Response({**body, **details}, status=status_of(error))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400"""
    return _failed(request, "errors/400.html", 400, _("请求无法识别，没有作任何更改。"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    return _failed(request, "errors/403.html", 403, _("没有权限。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form was too old, or cookies are off."""
    return render(request, "errors/csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404"""
    return _failed(request, "errors/404.html", 404, _("没有找到。"))


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a page that needs neither the database nor the session."""
    return _failed(request, "errors/500.html", 500, _("系统出现故障，请稍后重试。"))


def _failed(request: HttpRequest, page: str, status: int, words: str) -> HttpResponse:
    """The page, or for a machine the shape that the API refuses in."""
    if request.path_info.startswith(API):
        return JsonResponse({"error": words, "article": "", "remedy": ""}, status=status)
    return render(request, page, status=status)
