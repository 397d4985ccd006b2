"""The Atom feed of the newest decisions, under the same filters as the list."""

import re
from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import RuleError
from disclosure import search
from disclosure.caching import revalidated
from disclosure.filters import DecisionFilter
from disclosure.models import Publication, RedactedVersion
from enforcement.models import Licence

NEWEST = 50

# XML 1.0 has no way to write these, and one pasted character must not end the feed for everybody.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@revalidated
def decision_feed(request: HttpRequest) -> HttpResponse:
    """/feeds/decisions.atom: public projections only; a withdrawn one is gone at the next reading."""
    form = DecisionFilter(request.GET)
    if not form.is_valid():
        text = "；".join(line for lines in form.problems().values() for line in lines)
        raise RuleError(_("订阅条件有误：%(text)s") % {"text": text}, field="filter")
    rows = search.listed(search.decisions(form.cleaned_data, timezone.localdate()))
    feed = Atom1Feed(
        title=_("行政执法决定公示"),
        link=request.build_absolute_uri(reverse("decision-list")),
        description=_("依法公开的行政执法决定"),
        feed_url=request.build_absolute_uri(),
        language=get_language(),
    )
    for row in rows.order_by(f"-{search.ORDER}", "-pk")[:NEWEST]:
        add(feed, row, request)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _title(row: Publication, version: RedactedVersion) -> str:
    """Number and title; a permit whose licence ended says how."""
    title = f"{version.doc_no} {version.title}"
    status = getattr(row, "licence_status", None)
    return f"{title} [{Licence.Status(status).label}]" if status else title


def add(feed: Atom1Feed, row: Publication, request: HttpRequest) -> None:
    """One entry."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    feed.add_item(
        title=_CONTROL.sub("", _title(row, version)).strip(),
        link=request.build_absolute_uri(reverse("decision-detail", args=[row.pk])),
        description=_CONTROL.sub("", version.result),
        author_name=version.agency_name,
        categories=[str(row.get_kind_display())],
        unique_id=f"urn:uuid:{row.pk}",
        pubdate=midnight(row.first_published_on or row.decided_on),
        updateddate=row.updated_at,
    )


def midnight(on: date) -> datetime:
    """The first instant of a day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(on, time.min))
