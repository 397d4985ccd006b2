"""Pages of codes: that of a paper, and that of an inspection at the enterprise's door, with 已到场 and
afterwards what it says of the visit.

Nobody is signed in and no cookie is set: the code is what entitles, and it is in the address. A
forged request would need the code, so there is no token to check.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.forms import PortalForm
from core.http import client_ip
from core.throttle import demand_pace
from disclosure import inspection_codes, paper_codes
from enforcement import codes
from enforcement.models import InspectionTask, TaskRating
from enforcement.services import visits
from recording.models import Document
from recording.services import inspection_tasks

MOST, WINDOW_SECONDS = 60, 600


class RatingForm(PortalForm):
    """One to five, and why."""

    stars = forms.TypedChoiceField(
        label=_("评分（5分为最满意）"),
        coerce=int,
        choices=[(n, str(n)) for n in range(TaskRating.BEST, TaskRating.WORST - 1, -1)],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("评价内容"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("检查人员看不到评价，由其所在机关负责人和监督机关查看。"),
    )


def code_page(
    request: HttpRequest, task: InspectionTask, form: RatingForm | None = None
) -> HttpResponse:
    """What the code shows today."""
    card = inspection_codes.card(task, timezone.localdate())
    context: dict[str, Any] = {"card": card, "form": form or RatingForm()}
    response = render(request, "public/inspection_code.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def paper_page(request: HttpRequest, paper: Document) -> HttpResponse:
    """What the code on a paper shows today; nothing is kept of the look."""
    context = {"card": paper_codes.card(paper, timezone.localdate())}
    response = render(request, "public/paper_code.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def demand_no_guessing(request: HttpRequest, code: str) -> None:
    """Count a code that nothing stands behind; who holds a true one is never counted or stopped."""
    if codes.folded(code):
        demand_pace(f"guess:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)


def _task_of(request: HttpRequest, code: str) -> InspectionTask:
    """The task of the code. Raises Http404, and StaleError for presses without pause."""
    demand_pace(f"code:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)
    task = inspection_codes.find(code)
    if task is None:
        raise Http404("no such code")
    return task


def pressed(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """View decorator: only a press acts; an address opened again leads back to the page of the code."""

    @wraps(view)
    def inner(request: HttpRequest, code: str) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return redirect("verify-code", code=code)
        return require_POST(view)(request, code)

    return csrf_exempt(inner)


@pressed
def task_arrived(request: HttpRequest, code: str) -> HttpResponse:
    """已到场: the moment and its record are kept, once."""
    task = _task_of(request, code)
    inspection_tasks.scan(task, at=timezone.now())
    return redirect("verify-code", code=task.code)


@pressed
def task_rated(request: HttpRequest, code: str) -> HttpResponse:
    """The opinion of the enterprise; a mistake in the form is shown where it is."""
    task = _task_of(request, code)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return code_page(request, task, form)
    visits.rate(task, at=timezone.now(), **form.cleaned_data)
    return redirect("verify-code", code=task.code)
