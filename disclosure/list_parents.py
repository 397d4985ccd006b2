"""Rows that stand on no list without another one: the lines of plans and limits, and their item.

With the end of the item its lines leave the list of that day as they leave today's. Whether the item's
text of the day may still be told is not asked: its lines are told under another name then (list_names).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from enforcement import lists
from enforcement.lists import Content
from enforcement.models import ListVersion
from enforcement.services import list_records
from enforcement.services.list_days import Days, Standing

WITHIN: Mapping[str, str] = {"plan": "item", "cap": "item", "draw_plan": "check_item"}


@dataclass(frozen=True)
class Parent:
    """A row that others stand with, and its versions that held, the newest first."""

    row: Any
    versions: Sequence[ListVersion]
    days: Days

    def listed(self, on: date) -> bool:
        """Whether it was on its list on the day, by what it says of its own days."""
        if lists.ended(lists.content(self.row), on):
            return False
        said = self._said(on)
        begun = said.get(lists.list_of(self.row).begins)
        return self.days.listed(said, on) and (begun is None or date.fromisoformat(begun) <= on)

    def _said(self, on: date) -> Content:
        if not self.versions:
            return lists.content(self.row)
        # Its first one tells since when it was public, also where its words are known only later.
        held = (each for each in self.versions if each.valid_from and each.valid_from <= on)
        return list_records.announced(next(held, self.versions[-1]))


@dataclass(frozen=True)
class Parents:
    """What rows of one list stand with, by key of the row; those without any are not in it."""

    kept: Mapping[int, Parent]

    def listed(self, row: Any, on: date) -> bool:
        """Whether what the row stands with was listed on the day, if it stands with anything."""
        parent = self.kept.get(row.pk)
        return parent is None or parent.listed(on)

    def ended(self, row: Any, on: date) -> bool:
        """Whether what the row stands with had ended by the day."""
        parent = self.kept.get(row.pk)
        return parent is not None and lists.ended(lists.content(parent.row), on)


def of(rows: Sequence[Any], agencies: dict[int, Standing] | None = None) -> Parents:
    """Of rows of one list, at least one; two queries. `agencies`: as Days takes it."""
    name = WITHIN.get(lists.list_of(rows[0]).kind)
    if name is None:
        return Parents({})
    keys = {row.pk: getattr(row, f"{name}_id") for row in rows}
    model = rows[0]._meta.get_field(name).related_model
    found = model.objects.filter(pk__in=set(keys.values()) - {None}).select_related("agency")
    kind = next(book.kind for book in lists.LISTS.values() if book.model is model)
    held = ListVersion.objects.filter(kind=kind, row__in=[row.pk for row in found]).held()
    versions: dict[int, list[ListVersion]] = {}
    for version in held:
        versions.setdefault(version.row, []).append(version)
    standing: dict[int, Standing] = {} if agencies is None else agencies
    made = {row.pk: Parent(row, versions.get(row.pk, []), Days(row, standing)) for row in found}
    return Parents({pk: made[key] for pk, key in keys.items() if key is not None})
