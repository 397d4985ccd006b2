"""The certificates of officers as the public reads them: named by the list, once another approved it.

A certificate counts for cases from its own first day; what ends one is told at once (officers).
"""

from datetime import date
from typing import Any

from django.db import transaction

from enforcement import lists
from enforcement.models import Certificate, ListVersion, Officer, User
from enforcement.services import list_records, list_versions, officers


@transaction.atomic
def register(
    officer: Officer, *, by: User, on: date, batch: str = "", **card: Any
) -> tuple[Certificate, ListVersion | None]:
    """Add a certificate, and the draft by which the list names it where the officer is on the list.

    RuleError for what `officers.certify` refuses, and while a version of the officer waits.
    """
    made = officers.certify(officer, by=by, **card)
    return made, name(officer, by=by, on=on, batch=batch)


def name(officer: Officer, *, by: User, on: date, batch: str = "") -> ListVersion | None:
    """The draft by which the list names the certificates that count or will; None where none is due."""
    row = Officer.objects.select_related("agency").get(pk=officer.pk)
    if row.status != Officer.Status.ACTIVE:
        return None  # who is back in post needs a new one (officers.set_status)
    changes: dict[str, Any] = {lists.CARDS: current(row, on)}
    shown = list_versions.begun(row)
    if row.published_on is None and list_records.versions(row).open().exists():
        changes[lists.PUBLISHED] = shown.published_on
    if (shown.listed_certificates or []) == changes[lists.CARDS]:
        return None
    return list_versions.change(row, by=by, on=on, changes=changes, batch=batch)


def with_unlisted(officer: Officer, on: date) -> list[int] | None:
    """What the list names, and what counts and was left out so far; None where nothing was."""
    listed = officer.listed_certificates or []
    left = [key for key in current(officer, on) if key not in listed]
    return [*listed, *left] if left else None


def current(officer: Officer, on: date) -> list[int]:
    """Keys of the certificates that have neither ended nor expired by the day."""
    rows = officer.certificates.filter(valid_to__gte=on).exclude(ended_on__lte=on)
    return list(rows.order_by("pk").values_list("pk", flat=True))
