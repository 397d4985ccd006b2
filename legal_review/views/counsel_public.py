"""Counsel's own page, /p/counsel-<token>/: a code, an undertaking, then the draft in this browser only.

As on the party's page nobody is signed in and no CSRF token is asked for (recording.views.party).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import files
from core.acts import accepted
from core.http import client_ip
from core.throttle import demand_pace
from enforcement import particulars, weighing
from legal_review import counsel_papers
from legal_review.models import CounselRequest
from legal_review.people_forms import AdviceForm, CodeForm, UndertakingForm
from legal_review.services import counsel, counsel_door
from legal_review.services.counsel_door import Step
from recording.delivery import Span, stream

COOKIE, SALT = "counsel", "legal_review.counsel"
MOST, WINDOW_SECONDS = 240, 600
NOT_FOUND, GONE = 404, 410
View = Callable[..., HttpResponseBase]


def at_the_door(*steps: Step) -> Callable[[View], View]:
    """View decorator: keep strangers' pace and answer all but the given steps with a closed door."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            demand_pace(f"counsel:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)
            row = counsel_door.find(token)
            secret = request.get_signed_cookie(COOKIE, default="", salt=SALT) or ""
            step = counsel_door.knock(row, secret=secret, at=timezone.now())
            if row is None or step not in steps:
                response: HttpResponseBase = _closed(request, step)
            else:
                response = view(request, token, row, step, **kwargs)
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response["Referrer-Policy"] = "no-referrer"
            response["Cache-Control"] = "private, no-store"
            return response

        return csrf_exempt(inner)

    return decorate


def _closed(request: HttpRequest, step: Step) -> HttpResponse:
    ended = step == Step.GONE
    context = {"ended": ended}
    status = GONE if ended else NOT_FOUND
    return render(request, "recording/supply_closed.html", context, status=status)


@at_the_door(Step.CODE, Step.UNDERTAKING, Step.OPEN)
@require_safe
def counsel_page(
    request: HttpRequest, token: str, row: CounselRequest, step: Step
) -> HttpResponseBase:
    """The question for the code, the undertaking, or the draft with its materials."""
    if step == Step.CODE:
        return _asking(request, token, "counsel-confirm", CodeForm())
    if step == Step.UNDERTAKING:
        return _asking(request, token, "counsel-accept", UndertakingForm(), row)
    counsel_door.looked(row, at=timezone.now())
    return _draft(request, token, row, AdviceForm())


def _asking(
    request: HttpRequest,
    token: str,
    action: str,
    form: CodeForm | UndertakingForm,
    row: CounselRequest | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "action": reverse(action, args=[token]),
        "undertaking": counsel_papers.undertaking(row) if row else "",
    }
    return render(request, "legal_review/counsel_question.html", context)


def _draft(request: HttpRequest, token: str, row: CounselRequest, form: AdviceForm) -> HttpResponse:
    version = row.review.version
    context = {
        "token": token,
        "row": row,
        "version": version,
        "weighed": "\n".join(weighing.applied(version).lines),
        "particulars": particulars.labelled(version),
        "papers": list(enumerate(counsel_door.papers(row), start=1)),
        "form": form,
    }
    return render(request, "legal_review/counsel_draft.html", context)


@at_the_door(Step.CODE)
@require_POST
def counsel_confirm(
    request: HttpRequest, token: str, row: CounselRequest, step: Step
) -> HttpResponseBase:
    """The right code ties the link to this browser."""
    form, made = CodeForm(request.POST), list[str]()
    if not accepted(
        form,
        lambda: made.append(
            counsel_door.bind(row, code=form.cleaned_data["code"], at=timezone.now())
        ),
    ):
        return _asking(request, token, "counsel-confirm", form)
    response = redirect("counsel-door", token)
    response.set_signed_cookie(
        COOKIE,
        made[0],
        salt=SALT,
        expires=row.expires_at,
        path=response["Location"],
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@at_the_door(Step.UNDERTAKING)
@require_POST
def counsel_accept(
    request: HttpRequest, token: str, row: CounselRequest, step: Step
) -> HttpResponseBase:
    """The undertaking of confidentiality."""
    form = UndertakingForm(request.POST)
    if not accepted(form, lambda: counsel_door.accept(row, at=timezone.now())):
        return _asking(request, token, "counsel-accept", form, row)
    return redirect("counsel-door", token)


@at_the_door(Step.OPEN)
@require_safe
def counsel_paper(
    request: HttpRequest, token: str, row: CounselRequest, step: Step, no: int
) -> HttpResponseBase:
    """One of the materials that are closed to nobody; noted before a byte is sent."""
    found = counsel_door.papers(row)
    if not 1 <= no <= len(found):
        return _closed(request, Step.CLOSED)
    paper = found[no - 1]
    counsel_door.looked(row, at=timezone.now(), paper=paper)
    size = paper.blob.size
    span = Span(0, size, size, partial=False)
    kind = paper.blob.content_type
    return stream(files.open_blob(paper.blob), span, content_type=kind, name=paper.title)


@at_the_door(Step.OPEN)
@require_POST
def counsel_advise(
    request: HttpRequest, token: str, row: CounselRequest, step: Step
) -> HttpResponseBase:
    """The advice; it is kept with the file and the link ends."""
    form = AdviceForm(request.POST)
    if not accepted(
        form, lambda: counsel.advise(row, at=timezone.now(), text=form.cleaned_data["text"])
    ):
        counsel_door.looked(row, at=timezone.now())
        return _draft(request, token, row, form)
    row.refresh_from_db()
    return render(request, "legal_review/counsel_thanks.html", {"row": row})
