"""Who wrote the rows of the lists that become public by a version: they do not approve it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q

from core.models import AuditEntry
from enforcement import lists
from enforcement.models import Agency, ListVersion, User
from enforcement.services import list_records

VERBS = ("create", "update", "add", "change")  # by which the services of the lists write a row
LABELS = {kind: each.model._meta.label_lower for kind, each in lists.LISTS.items()}
KINDS = {label: kind for kind, label in LABELS.items()}
ACTIONS = [f"{label.partition('.')[2]}.{verb}" for label in KINDS for verb in VERBS]
Row = tuple[str, int]  # the kind of list, and the key


def authored(versions: Iterable[ListVersion], by: User) -> set[int]:
    """Keys of the versions by which a row becomes public that the account has written on.

    Writing before the list last said something of the row does not count: that was approved, or
    public. Every act of writing after it does, whichever field it was.
    """
    brought = _brought(list(versions))
    if not brought:
        return set()
    rows = {row for each in brought.values() for row in each}
    wrote, held = _written(rows, by), _held(rows)
    own = {row for row, at in wrote.items() if row not in held or at > held[row]}
    return {key for key, each in brought.items() if own.intersection(each)}


def _brought(versions: list[ListVersion]) -> dict[int, list[Row]]:
    """By key of a version the rows that become public by it, if there are any."""
    found = {}
    known = _confirmed({_keeper(each) for each in versions} - {None})
    for each in versions:
        book, agency = lists.LISTS[each.kind], _keeper(each)
        told = lists.says_public(book, each.base, list_records.day_of(each))
        if not (told and (agency is None or agency in known)):
            along = [(str(lists.list_of(row).kind), row.pk) for row in list_records.along(each)]
            found[each.pk] = [(str(each.kind), each.row), *along]
    return found


def _keeper(version: ListVersion) -> int | None:
    """The key of the agency whose list the text stood in that the version was written upon."""
    key: int | None = version.base.get(lists.LISTS[version.kind].keeper)
    return key


def _confirmed(keys: set[int | None]) -> set[int]:
    rows = Agency.objects.filter(pk__in=keys, status=Agency.Status.CONFIRMED)
    return set(rows.values_list("pk", flat=True)) if keys else set()


def _written(rows: set[Row], by: User) -> dict[Row, datetime]:
    """When the account wrote on a row last."""
    asked = Q()
    for kind, keys in _by_kind(rows).items():
        asked |= Q(object_type=LABELS[kind], object_id__in=[str(key) for key in keys])
    entries = AuditEntry.objects.filter(asked, actor_id=by.pk, action__in=ACTIONS).order_by()
    last = entries.values_list("object_type", "object_id").annotate(Max("at"))
    return {(KINDS[label], int(key)): at for label, key, at in last}


def _held(rows: set[Row]) -> dict[Row, datetime]:
    """When the newest text that the list held of a row was begun."""
    asked = Q()
    for kind, keys in _by_kind(rows).items():
        asked |= Q(kind=kind, row__in=keys)
    last = ListVersion.objects.held().filter(asked).order_by().values_list("kind", "row")
    return {(kind, key): at for kind, key, at in last.annotate(Max("created_at"))}


def _by_kind(rows: set[Row]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for kind, key in rows:
        found[kind].append(key)
    return found
