"""From the log of changes: since when a row says what it says, and on which days the public read it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from core.models import AuditEntry
from enforcement import lists
from enforcement.lists import Content
from enforcement.models import Agency, Officer

STATUS = lists.STATUS
Logged = tuple[date, Mapping[str, Any], Mapping[str, Any]]  # the day, fields before and after


def logged(row: Any) -> Iterator[Logged]:
    """The changes of a row, the newest first."""
    name = row._meta.model_name
    entries = AuditEntry.objects.filter(
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        action__in=[f"{name}.update", f"{name}.status"],
    )
    for at, data in entries.order_by("-id").values_list("at", "data"):
        yield _read(timezone.localtime(at).date(), json.loads(data))


def _read(on: date, data: dict[str, Any]) -> Logged:
    if "from" in data:
        day = date.fromisoformat(data["on"]) if "on" in data else on
        return day, {STATUS: data["from"]}, {STATUS: data["to"]}
    return on, data.get("before", {}), data.get("after", data)


def changed(row: Any) -> date | None:
    """The day on which what the public reads of a row was written last, or the row became public."""
    fields = {*lists.list_of(row).fields, STATUS}
    days = (on for on, _before, after in logged(row) if fields & set(after))
    own = next(days, None)
    if isinstance(row, Agency):
        return own
    above = (on for on, _before, after in logged(row.agency) if STATUS in after)
    known = [day for day in (own, next(above, None)) if day is not None]
    return max(known, default=None)


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

    def __init__(self, row: Any) -> None:
        self._row, self._book = row, lists.list_of(row)
        self._agencies: dict[int, Standing] = {}
        self._own = Standing(row) if isinstance(row, Officer) else None

    def listed(self, said: Content, on: date) -> bool:
        """Whether the public read the row on the day, or did from the day it was to hold."""
        if not lists.says_public(self._book, said, on):
            return False
        if self._own is not None and self._own.on(on) != Officer.Status.ACTIVE:
            return False
        return self._agency(said).on(on) == Agency.Status.CONFIRMED

    def _agency(self, said: Content) -> Standing:
        key = said.get("agency", self._row.pk)
        if key not in self._agencies:
            own = self._row if isinstance(self._row, Agency) else self._row.agency
            found = own if own.pk == key else Agency.objects.get(pk=key)
            self._agencies[key] = Standing(found)
        return self._agencies[key]
