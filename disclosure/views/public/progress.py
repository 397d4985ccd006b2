"""/progress/: how far a matter has come, by number and code; and what its person may still send."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.acts import accepted
from core.errors import RuleError
from core.forms import LookUpForm, PortalForm
from disclosure.complaint_forms import RateForm
from disclosure.correction_forms import LONG, KnownForm, text_area
from disclosure.matters import COMPLAINT, CORRECTION, MATTERS
from disclosure.progress import Matter, Progress, look_up
from disclosure.services import complaints, corrections
from disclosure.views.public.unseen import paced, unseen

# Only wrong answers are counted, so that whoever has a receipt is never locked out.
WRONG = 30


class ProgressForm(LookUpForm):
    """Number and code, as they stand on the receipt."""

    number = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=128,
        help_text=gettext_lazy("回执编号，或者行政机关告知您的案号、申请编号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("查询码"),
        max_length=64,
        help_text=gettext_lazy("不分大小写，可以不填连字符。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class WordsForm(KnownForm):
    """A few sentences."""

    text = forms.CharField(label=gettext_lazy("内容"), max_length=LONG, widget=text_area(4))


@unseen
def progress(request: HttpRequest) -> HttpResponse:
    """The question; what was asked is answered without a trace in an address."""
    form = ProgressForm(request.POST if request.method == "POST" else None)
    made: list[tuple[Any, Progress]] = []
    if not form.is_bound or not accepted(form, lambda: made.append(_found(request, form))):
        return _asked(request, form)
    return _told(request, made[0][1], form)


def _asked(request: HttpRequest, form: PortalForm) -> HttpResponse:
    return render(request, "public/progress.html", {"form": form})


def _found(
    request: HttpRequest, form: PortalForm, among: Sequence[Matter] = MATTERS
) -> tuple[Any, Progress]:
    """The matter of the form. One refusal for a wrong number and for a wrong code."""
    data = form.cleaned_data
    found = look_up(among, data["number"], data["code"], timezone.localdate())
    if found is None:
        paced(request, "progress", most=WRONG)
        raise RuleError(
            _("编号或者查询码不正确。"),
            remedy=_("请照回执逐字核对；仍不能查询的，请联系受理机关。"),
        )
    audit.read(found[0], what="progress")
    return found


def _told(request: HttpRequest, matter: Progress, form: PortalForm, done: str = "") -> HttpResponse:
    known = {name: form.cleaned_data[name] for name in ("number", "code")}
    acts = [
        (name, words, FORMS.get(name, WordsForm)(initial=known))
        for name, words in matter.acts.items()
    ]
    context = {"matter": matter, "acts": acts, "done": done}
    return render(request, "public/progress_told.html", context)


def _word(
    do: Callable[..., object], done: Any, kind: Matter, asked: type[KnownForm] = WordsForm
) -> Callable[..., HttpResponse]:
    """The view of one act of the person with a matter of the kind: known by number and code, then
    told how it stands."""

    @unseen
    def view(request: HttpRequest) -> HttpResponse:
        form = asked(request.POST if request.method == "POST" else None)
        if not form.is_bound:
            return redirect("progress")
        if not accepted(form, lambda: _act(request, form, do, kind)):
            return _refused(request, form)
        return _told(request, _found(request, form)[1], form, done)

    return view


def _act(request: HttpRequest, form: KnownForm, do: Callable[..., object], kind: Matter) -> None:
    row, _matter = _found(request, form, (kind,))
    do(row, on=timezone.localdate(), **form.given())


def _refused(request: HttpRequest, form: KnownForm) -> HttpResponse:
    """What was typed stays, with what is wrong above it."""
    context = {"form": form, "action": request.path}
    return render(request, "public/progress_words.html", context)


FORMS: dict[str, type[KnownForm]] = {"complaint-rate": RateForm}
complaint_rate = _word(complaints.rate, gettext_lazy("感谢您的评价。"), COMPLAINT, RateForm)
correction_supply = _word(
    corrections.supply, gettext_lazy("已收到您的补充，期限继续计算。"), CORRECTION
)
correction_reopen = _word(corrections.reopen, gettext_lazy("已收到您的复查申请。"), CORRECTION)
