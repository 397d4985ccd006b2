"""验证: is this officer's certificate valid today, is this document published, is this paper ours?"""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import signing
from core.forms import LookUpForm
from disclosure import inspection_codes, paper_codes, verification
from disclosure.caching import revalidated
from disclosure.views.public.codes import code_page, demand_no_guessing, paper_page

MISSING = 404
BAD = 400


class VerifyForm(LookUpForm):
    """One field: a certificate number, a document number or the code on a paper."""

    code = forms.CharField(
        label=gettext_lazy("执法证号、文号或者文书核验码"),
        max_length=128,
        help_text=gettext_lazy(
            "执法证号见执法人员出示的证件，文号见决定书首页，例如“示罚〔2026〕12号”；"
            "文书核验码印在文书首页下方。"
        ),
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if "/" in code or code in {".", ".."}:
            raise forms.ValidationError(_("编号中不能有斜线。请核对后重新填写。"))
        return code


@revalidated
def verify(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """The form; a code leads to its own page."""
    form = VerifyForm(request.GET) if "code" in request.GET else VerifyForm()
    if form.is_bound and form.is_valid():
        return redirect("verify-code", code=form.cleaned_data["code"])
    return render(request, "public/verify.html", {"form": form}, status=BAD if form.errors else 200)


@revalidated
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the portal knows under a code; 404 and plain words when that is nothing."""
    on: date = timezone.localdate()
    task = inspection_codes.find(code)
    if task is not None:
        return code_page(request, task)
    paper = paper_codes.find(code)
    if paper is not None:
        return paper_page(request, paper)
    found = verification.look_up(code[:128].replace("\x00", ""), on)
    if not found:
        demand_no_guessing(request, code)
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
