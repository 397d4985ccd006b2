"""The page of an act: authorise, fetch the visible row, validate, call the service, go back.

A refused rule is shown beside the field it names, and what was typed stays.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core.acts import Act, ActForm, accepted
from core.permissions import AccountRequest, requires
from core.views.preview import previewed

M = TypeVar("M", bound=models.Model)


def page(act: Act[M]) -> Callable[..., HttpResponseBase]:
    """The view of an act, at a URL with the row's `pk`."""

    def view(request: AccountRequest, pk: Any) -> HttpResponse:
        row = get_object_or_404(act.rows(request.user), pk=pk)
        form = _form(act, request, row)
        if request.method == "POST" and accepted(
            form, lambda: act.do(row, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, act.done)
            return redirect(act.home(row)[1])
        return render(request, "office/act.html", _context(act, row, form))

    view.__name__ = act.name.replace("-", "_")
    return requires(act.permission)(previewed(view) if act.papers else view)


def _form(act: Act[M], request: HttpRequest, row: M) -> ActForm:
    return act.form(request.POST or None, request.FILES or None, row=row, on=timezone.localdate())


def _context(act: Act[M], row: M, form: ActForm) -> dict[str, Any]:
    label, url = act.home(row)
    return {
        "row": row,
        "title": act.title,
        "lead": act.lead(row, form.today),
        "form": form,
        "home_label": label,
        "home_url": url,
        "question": act.question,
        "papers": act.papers,
        "may": act.open(row),
    }
