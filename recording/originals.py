"""Which items of the record an original belongs to: what a damaged one means for the cases."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core import copies
from core.models import Blob, BlobCopy
from enforcement.models import Case, User
from recording.models import Document, Evidence

SHOWN = 200


@dataclass
class Line:
    """One original that is not known to be whole, and what stands on it. `items` counts all rows of
    the record; `cases` are those the account may see."""

    blob: Blob
    items: int = 0
    cases: list[Case] = field(default_factory=list)


@dataclass(frozen=True)
class Second:
    """The state of the second place: how many copies, how many to come, those not found whole."""

    copied: int
    waiting: int
    bad: list[BlobCopy]


def second() -> Second | None:
    """The same of the configured place; None without one. Three queries."""
    place = copies.second()
    if place is None:
        return None
    kept = BlobCopy.objects.filter(address=place.address, blob__removed_at=None)
    kept = kept.exclude(result="removed")
    bad = kept.exclude(result="ok").select_related("blob").order_by("checked_at", "pk")
    return Second(kept.count(), copies.waiting().count(), list(bad[:SHOWN]))


def lines(user: User, keys: Iterable[str] | None = None) -> list[Line]:
    """The originals last found damaged, missing or unread (or those named), four queries."""
    rows = Blob.objects.filter(removed_at=None).exclude(check_result__in=("", "ok"))
    if keys is not None:
        rows = Blob.objects.filter(sha256__in=list(keys))
    found = {row.sha256: Line(row) for row in rows.order_by("checked_at", "sha256")[:SHOWN]}
    visible = {row.pk: row for row in _visible_cases(user, found)}
    for model in (Evidence, Document):
        pairs = model._default_manager.filter(blob__in=found).values_list("blob_id", "case_id")
        for key, case in pairs:
            line = found[key]
            line.items += 1
            if case in visible and visible[case] not in line.cases:
                line.cases.append(visible[case])
    return list(found.values())


def _visible_cases(user: User, keys: Iterable[str]) -> list[Case]:
    if not user.has_perm("enforcement.view_case"):
        return []
    evidence = Evidence.objects.filter(blob__in=keys).values("case_id")
    papers = Document.objects.filter(blob__in=keys).values("case_id")
    rows = Case.objects.visible_to(user)
    return list(rows.filter(pk__in=evidence) | rows.filter(pk__in=papers))
