"""Who may do what: roles carry permissions as data; row visibility lives on QuerySets."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from core.roles import permissions_of

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class RoleBackend(ModelBackend):
    """Django's has_perm answered from the roles of the account; no superuser short-cut."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if isinstance(user_obj, AnonymousUser) or not user_obj.is_active:
            return False
        return perm in permissions_of(user_obj.roles)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        if isinstance(user_obj, AnonymousUser) or not user_obj.is_active:
            return False
        return any(perm.startswith(f"{app_label}.") for perm in permissions_of(user_obj.roles))


class AccountRequest(HttpRequest):
    """A request that passed `requires`: its user is an account, never anonymous."""

    user: Any


def requires(
    perm: str,
) -> Callable[
    [Callable[Concatenate[AccountRequest, P], R]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """View decorator: anonymous -> login page, without the right -> 403."""

    def decorate(
        view: Callable[Concatenate[AccountRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(perm):
                raise PermissionDenied(perm)
            return view(cast(AccountRequest, request), *args, **kwargs)

        inner.required_permission = perm  # type: ignore[attr-defined]  # read by the matrix test
        return inner  # type: ignore[return-value]  # wraps() names the first parameter

    return decorate


def demand(user: Any, perm: str) -> None:
    """Raise PermissionDenied unless `user` carries `perm`; for services and the API."""
    if not user.has_perm(perm):
        raise PermissionDenied(perm)


def demand_in(user: Any, perm: str, agency_id: int) -> None:
    """As `demand`, in one agency: a role in one agency is no right in another."""
    if user.agency_id != agency_id or not user.has_perm(perm):
        raise PermissionDenied(perm)
