"""The public flow charts, drawn from the tables that the portal itself obeys."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.flowchart import chart
from disclosure.caching import kept_a_minute
from disclosure.flowcharts import SUBJECTS


@kept_a_minute
def flowchart_list(request: HttpRequest) -> HttpResponse:
    """Every chart by its title."""
    return render(request, "public/flowchart_list.html", {"subjects": SUBJECTS.values()})


@kept_a_minute
def flowchart_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One chart, and the same in words."""
    subject = SUBJECTS.get(key)
    if subject is None:
        raise Http404
    context = {"subject": subject, "chart": chart(subject.flow)}
    return render(request, "public/flowchart_detail.html", context)
