"""From the log of changes: since when a row says what it says, and on which days the public read it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from core.models import AuditEntry
from enforcement import lists
from enforcement.lists import Content
from enforcement.models import Agency, Officer

STATUS = lists.STATUS
END = ".end"  # how the name of such an act ends
Logged = tuple[date, Mapping[str, Any], Mapping[str, Any]]  # the day, fields before and after


def logged(row: Any) -> Iterator[Logged]:
    """The changes of a row, the newest first."""
    yield from logged_of([row]).get(row.pk, ())


def logged_of(rows: Sequence[Any]) -> dict[int, list[Logged]]:
    """The changes of rows of one list by key, the newest first; one query."""
    name = rows[0]._meta.model_name
    entries = AuditEntry.objects.filter(
        object_type=rows[0]._meta.label_lower,
        object_id__in=[str(row.pk) for row in rows],
        action__in=[f"{name}.update", f"{name}.status", f"{name}{END}"],
    )
    found: dict[int, list[Logged]] = {}
    asked = entries.order_by("-id").values_list("object_id", "at", "action", "data")
    for key, at, action, data in asked:
        # Before delegations had versions, their early end was written by an act of its own.
        read = _ended if action.endswith(END) else _read
        told = read(timezone.localtime(at).date(), json.loads(data))
        found.setdefault(int(key), []).append(told)
    return found


def _ended(on: date, data: dict[str, Any]) -> Logged:
    return on, {}, {"ended_on": data["on"], "end_reason": data["reason"]}


def _read(on: date, data: dict[str, Any]) -> Logged:
    if "from" in data:
        day = date.fromisoformat(data["on"]) if "on" in data else on
        return day, {STATUS: data["from"]}, {STATUS: data["to"]}
    return on, data.get("before", {}), data.get("after", data)


def changed(row: Any) -> date | None:
    """The day on which what the public reads of a row was written last, or the row became public."""
    return changed_of([row])[row.pk]


def changed_of(rows: Sequence[Any]) -> dict[int, date | None]:
    """The same of rows of one list, by key; two queries."""
    if not rows:
        return {}
    fields = {*lists.list_of(rows[0]).fields} - {STATUS}
    own, found = logged_of(rows), {}
    agencies = [] if isinstance(rows[0], Agency) else [row.agency for row in rows]
    above = logged_of(agencies) if agencies else {}
    for row in rows:
        moves = above.get(row.agency_id, ()) if agencies else ()
        said = [on for on, _b, to in own.get(row.pk, ()) if fields & set(to) or _opens(to)]
        days = [*said[:1], *[on for on, _b, to in moves if _opens(to)][:1]]
        found[row.pk] = max(days, default=None)
    return found


def _opens(after: Mapping[str, Any]) -> bool:
    """Whether a change brought an agency or an officer onto the list.

    What takes them off it, an agency's closing for one, wrote nothing that the public read till then.
    """
    return after.get(STATUS) in (Agency.Status.CONFIRMED, Officer.Status.ACTIVE)


class Standing:
    """The status of an agency or an officer at the end of any day."""

    def __init__(self, row: Agency | Officer) -> None:
        self._row = row

    @cached_property
    def _changes(self) -> list[tuple[date, str]]:
        return [
            (on, before[STATUS]) for on, before, _after in logged(self._row) if STATUS in before
        ]

    def on(self, day: date) -> str:
        """The status; of days before the log the oldest known."""
        status = str(self._row.status)
        for on, before in self._changes:
            if on <= day:
                break
            status = before
        return status


class Days:
    """On which days a row was on its list, by what it said then."""

    def __init__(self, row: Any, agencies: "dict[int, Standing] | None" = None) -> None:
        """`agencies`: what is known of agencies already, to be asked once for several rows."""
        self._row, self._book = row, lists.list_of(row)
        self._agencies = {} if agencies is None else agencies
        self._own = Standing(row) if isinstance(row, Officer) else None

    def listed(self, said: Content, on: date) -> bool:
        """Whether the public read the row on the day, or did from the day it was to hold."""
        if not lists.says_public(self._book, said, on) or lists.awaited(said, on):
            return False
        if self._own is not None and self._own.on(on) != Officer.Status.ACTIVE:
            return False
        return self._agency(said).on(on) == Agency.Status.CONFIRMED

    def _agency(self, said: Content) -> Standing:
        key = said.get(self._book.keeper, self._row.pk)
        if key not in self._agencies:
            own = self._row if isinstance(self._row, Agency) else self._row.agency
            found = own if own.pk == key else Agency.objects.get(pk=key)
            self._agencies[key] = Standing(found)
        return self._agencies[key]
