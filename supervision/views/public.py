"""Samples of legal reviews on the public site: commitment, draw, agreement, and the file to check."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from core.pages import cursor_page
from disclosure.caching import kept_a_minute, revalidated
from supervision.models import QualitySample
from supervision.services import comparison, sample_lists

PAGE = 20
CURSOR = "after"


@kept_a_minute
def sample_list(request: HttpRequest) -> HttpResponse:
    """The samples, newest commitment first."""
    rows = QualitySample.objects.public().select_related("agency")
    page = cursor_page(rows, request.GET.get(CURSOR, ""), size=PAGE, field="committed_at")
    return render(request, "public/quality_list.html", {"page": page})


@revalidated
def sample_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sample: commitment, seed, what was drawn, how far both agreed, and how to check it."""
    row = get_object_or_404(QualitySample.objects.public().select_related("agency"), pk=pk)
    data = sample_lists.published(row)
    found = comparison.of(row) if row.status == QualitySample.Status.CLOSED else []
    context = {
        "sample": row,
        "lists": data["lists"],
        "drawn": drawn(data),
        "by_head": comparison.by_head(found),
        "outcomes": comparison.outcomes(found),
        "host": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "public/quality_detail.html", context)


def drawn(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The drawn reviews: key, agency, the number of the second reviewer, the number of the opinion."""
    names = {row["id"]: row["name"] for row in data["lists"]["objects"]}
    return [
        {
            "key": pair["object"],
            "agency": names[pair["object"]],
            "people": pair["officers"],
            "number": data["opinions"].get(pair["object"], ""),
        }
        for pair in data["result"] or ()
    ]


@kept_a_minute
def sample_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file of a sample that the script checks."""
    row = get_object_or_404(QualitySample.objects.public(), pk=pk)
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(sample_lists.published(row), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="draw.json"'
    return response
