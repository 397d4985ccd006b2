"""Who opened the evidence of a case, as its party may know it: read from the audit log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import AuditEntry
from core.roles import role_labels
from enforcement.models import Case, Officer, User
from recording.models import Access, Evidence, Visit

READ, MODEL = "evidence.read", "recording.evidence"
MOST = 200


@dataclass(frozen=True)
class Opening:
    """One reader and one kind of evidence on one day. `bearer`: certificate number, or the roles.

    The evidence is named by its kind alone: a title may name a witness. A reader without an
    enforcement certificate, whose name no register makes public, is named by the roles alone.
    """

    on: date
    first: datetime
    times: int
    reader: str
    bearer: str
    kind: str
    purposes: str = ""


def of(case: Case) -> Sequence[Opening]:
    """The openings of the evidence of the case, the newest day first, at most `MOST` of them."""
    kinds = {str(row.pk): row.get_kind_display() for row in Evidence.objects.filter(case=case)}
    entries = AuditEntry.objects.filter(object_type=MODEL, object_id__in=kinds, action=READ)
    rows: list[Any] = list(
        entries.annotate(day=TruncDate("at"))
        .values("day", "actor_id", "actor", "object_id")
        .annotate(first=Min("at"), times=Count("id"))
        .order_by("-day", "-first")
    )
    alike: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        key = (row["day"], row["actor_id"], row["actor"], kinds[row["object_id"]])
        alike.setdefault(key, []).append(row)
    known = _accounts({row["actor_id"] for row in rows})
    told = _purposes(case)
    return [_opening(key, group, known, told) for key, group in list(alike.items())[:MOST]]


def _purposes(case: Case) -> dict[tuple[date, int | None], str]:
    """What each reader said to open the evidence for, by day."""
    rows = Access.objects.filter(case=case).annotate(day=TruncDate("at"))
    told: dict[tuple[date, int | None], list[str]] = {}
    # Without the order of the table: its columns would make every row distinct.
    found = rows.order_by().values_list("day", "user_id", "purpose").distinct()
    for day, user, purpose in found:
        told.setdefault((day, user), []).append(str(Visit.Purpose(purpose).label))
    return {key: _("、").join(sorted(words)) for key, words in told.items()}


def _accounts(keys: Iterable[int | None]) -> dict[int, User]:
    rows = User.objects.filter(pk__in=[key for key in keys if key is not None])
    rows = rows.select_related("officer").prefetch_related("officer__certificates")
    return {row.pk: row for row in rows}


def _opening(
    key: tuple[Any, ...],
    group: list[Any],
    known: dict[int, User],
    told: dict[tuple[date, int | None], str],
) -> Opening:
    day, reader, name, kind = key
    account = known.get(reader)
    card = _card(account, day) if account else ""
    return Opening(
        on=day,
        first=timezone.localtime(min(row["first"] for row in group)),
        times=sum(row["times"] for row in group),
        reader=name if card else "",
        bearer=card or (_roles(account) if account else ""),
        kind=kind,
        purposes=told.get((day, reader), ""),
    )


def _card(account: User, on: date) -> str:
    """The certificate valid on the day, as the public register has it; "" for none."""
    officer: Officer | None = getattr(account, "officer", None)
    if officer is not None:
        for row in officer.certificates.all():
            ended = row.ended_on is not None and row.ended_on <= on
            if row.valid_from <= on <= row.valid_to and not ended:
                return _("执法证%(number)s") % {"number": row.number}
    return ""


def _roles(account: User) -> str:
    labels = role_labels()
    return _("、").join(labels.get(role, role) for role in account.roles)
