"""Who acts, refusals turned into pages, and forms that were taken."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from core import kept
from core.actor import Actor, acting
from core.http import bad_request, client_ip, rule_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
NUL = "\0"


class NoNulMiddleware:
    """Refuse an address or a cookie with a NUL character: no text has one, and PostgreSQL can hold none.

    Ahead of all that reads the database. What is posted is for the forms to check.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not has_nul(request):
            return self.get_response(request)
        return bad_request(request, SuspiciousOperation("NUL"))


def has_nul(request: HttpRequest) -> bool:
    """Whether the path, a parameter by name or value, or a cookie holds one."""
    query = request.META.get("QUERY_STRING", "")
    texts = [request.path_info, query.replace("%00", NUL), *request.COOKIES.values()]
    return any(NUL in text for text in texts)


class ActorMiddleware:
    """Make the account, address and a request id known to the audit log.

    Behind AuthenticationMiddleware. The id is answered as `X-Request-ID`, so that a person can name
    the request to an administrator.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = Actor(request.user, client_ip(request), uuid.uuid4().hex)
        with acting(actor):
            response = self.get_response(request)
        response["X-Request-ID"] = actor.request_id
        return response


class DomainErrorMiddleware:
    """Answer a refused rule, by Python or by the database, with a page that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception a view let through."""
        return rule_response(request, exception)


class KeptFormMiddleware:
    """Forget what was kept of a form once it was sent and taken: a POST answered by going on.

    A session that ended sends the person to sign in and nothing is forgotten.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        taken = request.method == "POST" and response.status_code == HTTPStatus.FOUND
        if taken and request.user.is_authenticated:
            kept.forget(request.user, request.path)
        return response
