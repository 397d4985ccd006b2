"""What the system withheld by itself, on the desk of who may confirm it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from config.desk.entries import LIMIT, Entry, Queue
from disclosure import grounds
from disclosure.models import AutomaticWithholding, Publication
from enforcement.models import User


def of(user: User, on: date) -> Queue | None:
    """Those the account may confirm, the oldest first; None while there are none."""
    rows = AutomaticWithholding.objects.confirmable_by(user).order_by("pk")
    found = rows.select_related(
        *("publication__agency", "publication__shown", "publication__decision__case__party"),
        "publication__record__agency",
    )
    entries = [_entry(row.publication) for row in found[:LIMIT]]
    if not entries:
        return None
    return Queue(
        key="withholdings",
        title=_("待确认不公开"),
        entries=entries,
        total=rows.count(),
        more_url=reverse("withholding-list"),
        empty="",
        hint=_("系统按法律规定认定不公开的，由承办人员、脱敏人以外的公示审核人确认。"),
    )


def _entry(row: Publication) -> Entry:
    """By its number and its ground: neither the title nor the party of what is sealed."""
    told = (grounds.words(row.withheld_code), grounds.article(row), grounds.facts(row))
    return Entry(
        title=grounds.number(row),
        detail=" · ".join(filter(None, told)),
        url=reverse("publication-detail", args=[row.pk]),
        step=_("确认不公开"),
    )
