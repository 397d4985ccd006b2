"""Accounts: kept by the system administrator; one's own password, changed by oneself."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from config.forms import AccountEditForm, AccountFilter, AccountForm, OwnPasswordForm
from core.errors import RuleError
from core.pages import cursor_page
from core.permissions import AccountRequest, requires
from core.roles import role_labels
from enforcement.models import User
from enforcement.services import accounts

PAGE = 50


@requires("enforcement.manage_accounts")
def account_list(request: AccountRequest) -> HttpResponse:
    """Every account by its login name."""
    form = AccountFilter(request.GET or None)
    rows = User.objects.select_related("agency", "officer")
    if form.is_valid():
        data = form.cleaned_data
        if data["q"]:
            rows = rows.filter(Q(username__icontains=data["q"]) | Q(name__icontains=data["q"]))
        if data["role"]:
            rows = rows.annotate(role_text=Cast("roles", TextField()))
            rows = rows.filter(role_text__contains=f'"{data["role"]}"')
    after = request.GET.get("after", "")
    page = cursor_page(rows, after, size=PAGE, field="username", descending=False)
    listed = [(row, [role_labels().get(role, role) for role in row.roles]) for row in page.rows]
    context = {"form": form, "accounts": listed, "next_cursor": page.next_cursor}
    return render(request, "config/accounts.html", context)


@never_cache
@requires("enforcement.manage_accounts")
def account_create(request: AccountRequest) -> HttpResponse:
    """A new account; its first password is shown once, on the answer to this form."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = accounts.create(by=request.user, **form.cleaned_data)
        except RuleError as error:
            form.refuse(error)
        else:
            context = {"account": account, "password": password}
            return render(request, "config/accounts_password.html", context)
    return render(request, "config/accounts_form.html", {"form": form, "account": None})


@never_cache
@requires("enforcement.manage_accounts")
def account_edit(request: AccountRequest, pk: int) -> HttpResponse:
    """One account: what it may do, which officer it is, and a new password."""
    account = get_object_or_404(User.objects.select_related("agency"), pk=pk)
    if request.method == "POST" and "reset_password" in request.POST:
        password = accounts.reset_password(account, by=request.user)
        context = {"account": account, "password": password}
        return render(request, "config/accounts_password.html", context)
    form = AccountEditForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        try:
            save(account, form, by=request.user)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("账号已保存。"))
            return redirect("account-list")
    return render(request, "config/accounts_form.html", {"form": form, "account": account})


@transaction.atomic
def save(account: User, form: AccountEditForm, *, by: User) -> None:
    """The fields and the link to the officer, both or neither."""
    saved = accounts.update(account, by=by, **form.changes())
    accounts.link_officer(saved, form.cleaned_data["officer"], by=by)


@never_cache
@sensitive_post_parameters()
@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password for oneself; this session goes on, every other one ends."""
    account = cast(User, request.user)
    form = OwnPasswordForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = accounts.change_password(account, password=form.cleaned_data["new_password1"])
        except RuleError as error:
            form.refuse(error)
        else:
            update_session_auth_hash(request, saved)
            messages.success(request, _("密码已更改，您在其他地方的登录已失效。"))
            return redirect("desk")
    return render(request, "config/password_change.html", {"form": form})
