"""Public files of a decision or a delegation: upload, mark the areas page by page, compare, approve."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import files
from core.acts import accepted
from core.permissions import AccountRequest, requires
from disclosure import file_owners
from disclosure.acts.public_files import ACTS
from disclosure.models import Publication, PublicFile
from disclosure.models.public_file import VIEW, Owner
from disclosure.public_file_forms import PageForm, UploadForm
from disclosure.public_files import making
from disclosure.services import public_files
from enforcement.models import Delegation
from recording.media.edits import Original

REDACT = "disclosure.redact"


def rows(user: Any) -> QuerySet[PublicFile]:
    """The files an account may see."""
    found = PublicFile.objects.visible_to(user)
    return found.select_related(
        *("publication__decision__case", "publication__shown", "delegation__delegator"),
        *("source", "copy", "uploaded_by", "covered_by", "approved_by"),
    )


def one(request: AccountRequest, pk: UUID) -> PublicFile:
    """The file, or 404 when it is not the account's to see."""
    return get_object_or_404(rows(request.user), pk=pk)


def _sent(request: AccountRequest) -> Any:
    """What was posted, were it nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


@requires(VIEW)
def public_file_list(request: AccountRequest, pk: UUID) -> HttpResponse:
    """The files of a publication, and the form that takes another."""
    known = Publication.objects.visible_to(request.user).select_related("decision", "shown")
    return _listed(request, get_object_or_404(known.exclude(decision__case__sealed=True), pk=pk))


@requires(VIEW)
def delegation_file_list(request: AccountRequest, pk: int) -> HttpResponse:
    """The scans of a deed, for the organ that delegates, and the form that takes another."""
    known = Delegation.objects.filter(delegator__in=request.user.visible_agency_ids())
    return _listed(request, get_object_or_404(known.select_related("delegator"), pk=pk))


def _listed(request: AccountRequest, owner: Owner) -> HttpResponse:
    form = UploadForm(_sent(request), request.FILES or None)
    made: list[PublicFile] = []
    if request.method == "POST" and accepted(
        form,
        lambda: made.append(
            public_files.take(
                owner,
                by=request.user,
                upload=form.cleaned_data["file"],
                label=form.cleaned_data["label"],
            )
        ),
    ):
        messages.success(request, _("已上传。请逐页核对遮盖区域。"))
        return redirect("public-file-cover", made[0].pk, 1)
    context = {
        "rows": rows(request.user).filter(pk__in=PublicFile.objects.of(owner)),
        "form": form,
        "open": file_owners.takes_files(owner),
        **file_owners.pages(owner),
    }
    return render(request, "disclosure/public_file_list.html", context)


@requires(REDACT)
def public_file_cover(request: AccountRequest, pk: UUID, page: int) -> HttpResponse:
    """Mark what to cover on one page (from 1); saving leads to the next, and from the last back."""
    row = one(request, pk)
    if not 1 <= page <= len(row.areas):
        raise Http404
    if row.status not in public_files.MARKABLE:
        messages.warning(request, _("公开副本已经制作，不能修改遮盖区域；需要修改的，请先退回。"))
        return redirect("public-file-detail", row.pk)
    form = PageForm(_sent(request), areas=row.areas[page - 1])
    if request.method == "POST" and accepted(
        form,
        lambda: public_files.mark(row, by=request.user, page=page - 1, areas=form.areas()),
    ):
        if page < len(row.areas):
            return redirect("public-file-cover", row.pk, page + 1)
        return redirect("public-file-detail", row.pk)
    context = {"row": row, "page": page, "pages": len(row.areas), "form": form}
    context |= {"marks": [("area", _("遮盖区域"), form.rows)], "original": Original("photo")}
    context |= file_owners.pages(row.owner)
    return render(request, "disclosure/public_file_cover.html", context)


@requires(VIEW)
def public_file_detail(request: AccountRequest, pk: UUID) -> HttpResponse:
    """What was uploaded and what the public is to get, page beside page."""
    row = one(request, pk)
    names = public_files.labels()
    pages = [
        (number, [names.get(area["why"], area["why"]) for area in areas])
        for number, areas in enumerate(row.areas, 1)
    ]
    own = request.user.agency_id == row.agency_id
    acts = [act for act in ACTS if own and act.offered(row, request.user)]
    context = {
        "row": row,
        "pages": pages,
        "acts": [(act.title, reverse(act.name, args=[row.pk])) for act in acts],
        **file_owners.pages(row.owner),
    }
    return render(request, "disclosure/public_file_detail.html", context)


@requires(VIEW)
def public_file_page(request: AccountRequest, pk: UUID, page: int) -> HttpResponse:
    """A page as a picture: of what was uploaded (noted in the log), or with `copy` of the copy."""
    row = one(request, pk)
    blob = row.copy if "copy" in request.GET else row.source
    if blob is None or not 1 <= page <= len(row.areas):
        raise Http404
    if blob == row.source:
        public_files.seen(row, by=request.user, what="source")
    data = files.read_bytes(blob)
    shown = making.page_picture(data, page - 1) if row.is_pdf else making.covered_picture(data, [])
    response = HttpResponse(shown, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
