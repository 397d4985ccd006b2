"""Accounts: list, create, edit, reset the password. For the system administrator."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from config.forms import AccountEditForm, AccountFilter, AccountForm
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
