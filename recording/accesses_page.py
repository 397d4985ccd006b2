"""The record of accesses for a page or a table: who, when, what for, which item, how much of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.days import midnight, over
from core.tables import Cell
from enforcement.models import Case, User
from recording.evidence_page import part_in_words
from recording.models import Access, Evidence
from recording.spans import total

MOST_ROWS = 20_000


@dataclass(frozen=True)
class Line:
    """One access. `item`: the title, or that it is closed to the reader; `how`: what and how much."""

    row: Access
    item: str
    named: bool
    how: str


def narrowed(rows: QuerySet[Access], values: dict[str, Any]) -> QuerySet[Access]:
    """The rows a filter asks for: days, act, purpose, live, a piece of the person's name."""
    if values.get("begin"):
        rows = rows.filter(at__gte=midnight(values["begin"]))
    if values.get("end"):
        rows = rows.filter(at__lt=over(values["end"]))
    for key in ("act", "purpose", "agency"):
        if values.get(key):
            rows = rows.filter(**{key: values[key]})
    if values.get("live"):
        rows = rows.filter(live=True)
    if name := (values.get("person") or "").strip():
        rows = rows.filter(user__name__icontains=name)
    return rows


def lines(rows: Iterable[Access], reader: User) -> list[Line]:
    """The rows for this reader; two queries whatever their number."""
    found = list(rows)
    asked = {row.evidence_id for row in found if row.evidence_id}
    seen = Evidence.objects.visible_to(reader).filter(pk__in=asked).select_related("blob")
    items = {row.pk: row for row in seen}
    return [_line(row, items.get(row.evidence_id) if row.evidence_id else None) for row in found]


def _line(row: Access, item: Evidence | None) -> Line:
    closed = _("限制查阅的证据") if row.evidence_id else ""
    return Line(row, item.title if item else closed, item is not None, _how(row, item))


def _how(row: Access, item: Evidence | None) -> str:
    part = part_in_words(row.what) or row.what
    viewing = row.viewing
    if viewing is None or item is None or not viewing.requests:
        return part
    counted = {"part": part, "n": viewing.requests}
    if viewing.what != "original":
        return _("%(part)s，%(n)s 次读取") % counted
    share = round(100 * total(viewing.spans) / max(1, item.blob.size))
    return _("%(part)s，%(n)s 次读取，已看 %(share)s%%") % (counted | {"share": share})


def table(rows: QuerySet[Access], reader: User) -> Iterator[list[Cell]]:
    """The same as a sheet, headed."""
    yield [
        *(_("时间"), _("人员"), _("人员所在机关"), _("方式"), _("用途"), _("说明")),
        *(_("实时调阅"), _("案件"), _("证据"), _("内容")),
    ]
    for line in lines(rows[:MOST_ROWS], reader):
        row = line.row
        agency = row.user.agency if row.user else None
        yield [
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}",
            str(row.user or ""),
            agency.name if agency else "",
            str(row.get_act_display()),
            str(row.get_purpose_display()),
            row.note,
            _("是") if row.live else "",
            _named(row.case),
            line.item,
            line.how,
        ]


def _named(case: Case | None) -> str:
    return f"{case.number} {case.title}".strip() if case else ""
