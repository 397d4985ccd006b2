"""Seeing the papers of an act before they are kept: the same page, sent with `preview`."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import audit, pdf, sniff
from core.errors import RuleError
from core.permissions import AccountRequest
from core.rehearsal import Paper, rehearse

P = ParamSpec("P")
FIELD = "preview"


def previewed(
    view: Callable[Concatenate[AccountRequest, P], HttpResponseBase],
) -> Callable[Concatenate[AccountRequest, P], HttpResponseBase]:
    """View decorator, inside `requires`: a POST with `preview` answers with the papers.

    The view runs as it is, so every rule speaks and what it refuses stands in its form; where it
    would have gone on (302), the papers are shown instead. Nothing of it is kept.
    """

    @wraps(view)
    def inner(request: AccountRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or FIELD not in request.POST:
            return view(request, *args, **kwargs)
        with rehearse() as papers:
            response = view(request, *args, **kwargs)
        # What the view said of its success is not true: reading the messages drops them.
        list(messages.get_messages(request))
        return shown(request, papers) if response.status_code == HTTPStatus.FOUND else response

    return inner  # type: ignore[return-value]  # wraps() names the first parameter


def shown(request: AccountRequest, papers: list[Paper]) -> HttpResponse:
    """The papers as one PDF in the browser. They name the party in full: the look is logged."""
    if not papers:
        raise RuleError(_("办理本事项不生成新的文书。"), remedy=_("无需预览，可以直接保存。"))
    titles = [paper.title for paper in papers]
    audit.read(papers[0].of, what="preview", actor=request.user, data={"titles": titles})
    data = pdf.join([paper.data for paper in papers])
    response = HttpResponse(data, content_type=sniff.PDF)
    name = _("预览 %(title)s") % {"title": titles[0]}
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
