"""Atom feeds of the newest decisions: of all, of an agency, of a kind of act, of an organisation.

A decision that ended leaves a tombstone (RFC 6721) that names its key and the public reason, in the
feeds whose filter tells no more than the public page of a withdrawn decision does. Nobody can follow
a natural person: an organisation is asked for by its code, and words find no decision about people.
"""

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.http import status_of
from core.identifiers import normalise_code, uscc_ok
from disclosure import listings, newest, organisations, redaction, search
from disclosure.caching import revalidated
from disclosure.filters import DecisionFilter
from disclosure.models import (
    CorrectionRequest,
    Publication,
    RecordProceeding,
    RecordRuling,
    RedactedVersion,
)
from enforcement.models import Agency, Licence, Stay
from enforcement.models.kinds import ActionKind, PartyKind

NEWEST = 50
PLAIN = "text/plain; charset=utf-8"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
# What the page of a withdrawn decision says as well.
TOLD_OF_ENDED = frozenset({"agency", "kind"})
ENDED = (Publication.Status.WITHDRAWN, Publication.Status.EXPIRED)
MOVED = ("touched", "challenged", "contested", "settled")

# XML 1.0 has no way to write these, and one pasted character must not end the feed for everybody.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Feed(Atom1Feed):
    """Atom with tombstones behind the entries, and as new as the newest of both."""

    ended: list[Publication]
    began: datetime  # how new a feed without anything is

    def root_attributes(self) -> Any:
        """The names used, with that of the tombstones."""
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> datetime:
        """Never the moment of the question, which would make every answer a new one."""
        stamps = [row.updated_at for row in self.ended]
        return max([*stamps, *(item["updateddate"] for item in self.items)], default=self.began)

    def write_items(self, handler: Any) -> None:
        """The entries, then what is no longer one."""
        super().write_items(handler)
        for row in self.ended:
            given = {"ref": f"urn:uuid:{row.pk}", "when": rfc3339_date(row.updated_at)}
            handler.startElement("at:deleted-entry", given)
            reason = redaction.redact(row.told_reason).text
            if reason:
                handler.addQuickElement("at:comment", _plain(reason))
            handler.endElement("at:deleted-entry")


@revalidated
def decision_feed(request: HttpRequest) -> HttpResponse:
    """/feeds/decisions.atom: public projections only; a withdrawn one is gone at the next reading."""
    form = DecisionFilter(request.GET)
    try:
        assert_asked_well(form)
    except RuleError as error:
        return refused(error)
    on = timezone.localdate()
    feed = begun(request, form, on)
    asked = {**form.cleaned_data, "party": ""}  # told apart by the code alone
    for row in _newest(asked, on, form):
        add(feed, row, request)
    feed.ended = list(ended(form)[:NEWEST])
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def refused(error: RuleError) -> HttpResponse:
    """Why there is no feed, in a few lines: a feed reader shows no page."""
    lines = [str(words) for words in (error.message, error.article, error.remedy) if words]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN, status=status_of(error))


def assert_asked_well(form: DecisionFilter) -> None:
    """RuleError for a filter in error, or one that follows a person."""
    if not form.is_valid():
        text = "；".join(line for lines in form.problems().values() for line in lines)
        raise RuleError(_("订阅条件有误：%(text)s") % {"text": text}, field="filter")
    if not followed(form):
        raise RuleError(
            _("只能按法人和其他组织的统一社会信用代码订阅，不能按名称或者个人的号码订阅。"),
            article=_("个人信息保护法第六条"),
            remedy=_("请填写该组织的18位统一社会信用代码。"),
            field="party",
        )


def _newest(asked: search.Values, on: date, form: DecisionFilter) -> list[Publication]:
    """What the feed tells, in its order; where words are asked for, the search index knows which."""
    if search.worded(asked):
        rows = _about_no_person(Publication.objects.public(on), form)
        among = rows if form.cleaned_data.get("party") else None
        named = newest.worded(asked, on, NEWEST, among)
    else:
        rows = _about_no_person(search.decisions(asked, on), form)
        named = newest.keys(rows, on, NEWEST)
    return newest.ordered(_touched(search.listed(rows)), named)


def followed(form: DecisionFilter) -> bool:
    """Whether the filter may be followed: its party is none, or the code of an organisation."""
    party = form.cleaned_data.get("party", "")
    return not party or uscc_ok(normalise_code(party))


def address(form: DecisionFilter) -> str:
    """The address of the feed under a valid filter, "" when there is none."""
    query = urlencode(sorted(form.asked().items()))
    return f"{reverse('decision-feed')}{'?' if query else ''}{query}" if followed(form) else ""


def of_organisation(version: RedactedVersion) -> str:
    """The address of the feed of the organisation a decision is about, "" for anybody else."""
    code = version.party_uscc
    if version.party_kind != PartyKind.ORG or not uscc_ok(code):
        return ""
    return f"{reverse('decision-feed')}?{urlencode({'party': code})}"


def begun(request: HttpRequest, form: DecisionFilter, on: date) -> Feed:
    """A feed without entries; its id is its own address with the filters in order."""
    query = urlencode(sorted(form.asked().items()))
    page = f"{reverse('decision-list')}{'?' if query else ''}{query}"
    own = request.build_absolute_uri(address(form))
    feed = Feed(
        title=_plain(" · ".join([_("行政执法决定公示"), *subject(form)])),
        link=request.build_absolute_uri(page),
        description=_("依法公开的行政执法决定"),
        author_name=_("行政执法公示平台"),
        feed_url=own,
        feed_guid=own,
        language=get_language(),
    )
    feed.ended, feed.began = [], midnight(on)
    return feed


def subject(form: DecisionFilter) -> list[str]:
    """Whose decisions and which, in words: the agency, the kind of act, the organisation's code."""
    values = form.cleaned_data
    key = values["agency"]
    agency = Agency.objects.public().filter(**listings.named(key)).first() if key else None
    kind = ActionKind(values["kind"]).label if values["kind"] else ""
    parts = (agency.name if agency else "", kind, normalise_code(values["party"]))
    return [str(part) for part in parts if part]


def _touched(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """With `touched`, `challenged`, `contested` and `settled`: when a request about the row, a review
    or suit about the decision or the record last moved, for the mark is part of the entry."""
    requests = CorrectionRequest.objects.filter(publication=OuterRef("pk")).order_by("-updated_at")
    stays = Stay.objects.filter(decision=OuterRef("decision")).order_by("-pk")
    moved = stays.annotate(moved=Coalesce("ended_at", "created_at")).values("moved")
    opened, settled = (
        model.objects.filter(publication=OuterRef("pk")).order_by("-created_at")
        for model in (RecordProceeding, RecordRuling)
    )
    return rows.annotate(
        touched=Subquery(requests.values("updated_at")[:1]),
        challenged=Subquery(moved[:1]),
        contested=Subquery(opened.values("created_at")[:1]),
        settled=Subquery(settled.values("created_at")[:1]),
    )


def _about_no_person(rows: QuerySet[Publication], form: DecisionFilter) -> QuerySet[Publication]:
    values = form.cleaned_data
    if values.get("party"):
        code = normalise_code(values["party"])
        return organisations.of_codes(rows, [code])
    return rows.exclude(shown__party_kind=PartyKind.PERSON) if values.get("q") else rows


def ended(form: DecisionFilter) -> QuerySet[Publication]:
    """What was in this feed and is no longer public, newest first; none where that would tell more."""
    # Of what the law bars not even the key is told.
    rows = Publication.objects.filter(
        status__in=ENDED, first_published_on__isnull=False, withheld_code=""
    )
    if not form.asked().keys() <= TOLD_OF_ENDED:
        return rows.none()
    values = form.cleaned_data
    kind = Q(kind=values["kind"]) if values["kind"] else Q()
    rows = rows.filter(search.of_agency(values["agency"]), kind)
    return rows.order_by("-ended_on", "-pk").only("public_reason", "withheld_code", "updated_at")


def _title(row: Publication, version: RedactedVersion) -> str:
    """Number and title; a permit whose licence ended says how, an objection that it waits."""
    status = getattr(row, "licence_status", None)
    notes = [
        *([str(Licence.Status(status).label)] if status else []),
        *([_("异议处理中")] if getattr(row, "disputed", False) else []),
    ]
    return " ".join([f"{version.doc_no} {version.title}", *(f"[{note}]" for note in notes)])


def add(feed: Atom1Feed, row: Publication, request: HttpRequest) -> None:
    """One entry."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    feed.add_item(
        title=_plain(_title(row, version)),
        link=request.build_absolute_uri(reverse("decision-detail", args=[row.pk])),
        description=_plain(version.result),
        author_name=_plain(version.agency_name),
        categories=[str(row.get_kind_display())],
        unique_id=f"urn:uuid:{row.pk}",
        pubdate=midnight(row.first_published_on or row.decided_on),
        updateddate=max(_moments(row)),
    )


def _moments(row: Publication) -> list[datetime]:
    """When the entry changed: the row itself, or the mark it bears."""
    marks = (getattr(row, name, None) for name in MOVED)
    return [row.updated_at, *(at for at in marks if at is not None)]


def _plain(text: str) -> str:
    """The text as XML can hold it."""
    return _CONTROL.sub("", text).strip()


def midnight(on: date) -> datetime:
    """The first instant of a day in the portal's time zone."""
    return timezone.make_aware(datetime.combine(on, time.min))
