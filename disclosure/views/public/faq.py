"""/faq/: what others asked and the agencies answered, in words that tell of nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.pages import cursor_page
from disclosure.caching import revalidated
from disclosure.models import FrequentQuestion

PAGE = 25


@revalidated
def faq_list(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    rows = FrequentQuestion.objects.public().select_related("agency")
    page = cursor_page(rows, request.GET.get("after", ""), size=PAGE, field="published_on")
    return render(request, "public/faq_list.html", {"page": page})
