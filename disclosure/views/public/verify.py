"""Verification for anybody: is this officer certified today, is this document published, is this paper ours?

What somebody types may be a number of their own: the form sends it in the body and is answered where it
stands. Only what stands behind a code has an address.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from core import signing
from core.forms import LookUpForm
from disclosure import inspection_codes, paper_codes, verification
from disclosure.caching import revalidated
from disclosure.views.public.codes import code_page, demand_no_guessing, paper_page

MISSING = 404
BAD = 400
View = Callable[[HttpRequest], HttpResponseBase]


class VerifyForm(LookUpForm):
    """One field: a certificate number, a document number, or the code on a paper or of a visit."""

    code = forms.CharField(
        label=gettext_lazy("执法证号、文号、文书核验码或者检查码"),
        max_length=128,
        help_text=gettext_lazy(
            "执法证号见执法人员出示的证件，文号见决定书首页，例如“示罚〔2026〕12号”；"
            "文书核验码印在文书首页下方，检查码印在行政检查通知书上。"
        ),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if "/" in code or code in {".", ".."}:
            raise forms.ValidationError(_("编号中不能有斜线。请核对后重新填写。"))
        return code


def _asked(view: View) -> View:
    """View decorator: a form that is sent is a question, which changes nothing and needs no token."""
    read = revalidated(view)

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return read(request)
        response = view(request)
        response["Cache-Control"] = "no-store"
        return response

    return csrf_exempt(inner)


@_asked
def verify(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """The form; a known code leads to its own page, of another one it is told here that it is unknown."""
    given = request.POST if request.method == "POST" else request.GET
    form = VerifyForm(given) if "code" in given else VerifyForm()
    if not form.is_bound or not form.is_valid():
        status = BAD if form.errors else HttpResponse.status_code
        return render(request, "public/verify.html", {"form": form}, status=status)
    code = form.cleaned_data["code"]
    found = _found(code)
    if found or inspection_codes.find(code) or paper_codes.find(code):
        return redirect("verify-code", code=code)
    return _answer(request, code, found)


@revalidated
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows under a code; 404 and plain words when that is nothing."""
    task = inspection_codes.find(code)
    if task is not None:
        return code_page(request, task)
    paper = paper_codes.find(code)
    if paper is not None:
        return paper_page(request, paper)
    return _answer(request, code, _found(code))


def _found(code: str) -> verification.Found:
    return verification.look_up(code[:128].replace("\x00", ""), timezone.localdate())


def _answer(request: HttpRequest, code: str, found: verification.Found) -> HttpResponse:
    if not found:
        demand_no_guessing(request, code)
    on: date = timezone.localdate()
    context = {
        "form": VerifyForm({"code": code}),
        "code": code,
        "found": found,
        "on": on,
        "now": timezone.localtime(),
        "key": signing.public_key_p256().hex() if found.credential else "",
    }
    status = HttpResponse.status_code if found else MISSING
    name = "credential" if found.credential else "verify"
    return render(request, f"public/{name}.html", context, status=status)
