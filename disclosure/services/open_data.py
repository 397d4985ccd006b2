"""Taking the snapshot of a day: which rows are public, signed, and which ended since the last one."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, signing
from core.errors import RuleError
from disclosure import open_data
from disclosure.models import Snapshot, SnapshotDictionary, SnapshotLine
from disclosure.open_data_past import PAST
from disclosure.verify_open_data import ORIGIN, PART, canonical, commitment, sha256

SALT = 32  # bytes
BATCH = 1000
LINE = ("pk", "key", "salt", "commitment")
T = TypeVar("T")


@transaction.atomic
def take(on: date) -> Snapshot:
    """The snapshot of the day, taken now; the one there is when it was taken before.

    RuleError for a day before the last snapshot: what was public then is not known any more.
    """
    last = Snapshot.objects.select_for_update().first()
    if last is not None and last.day == on:
        return last
    if last is not None and last.day > on:
        raise RuleError(
            _("快照只能按日期先后生成，最近一次是%(day)s。") % {"day": last.day}, field="on"
        )
    for table in open_data.TABLES:
        _follow(table, on, last)
    words = open_data.dictionary()
    SnapshotDictionary.objects.get_or_create(pk=sha256(words.encode()), defaults={"text": words})
    text = canonical(_manifest(on, last, sha256(words.encode())))
    row = Snapshot.objects.create(
        day=on, manifest=text, signature=signing.sign_der(text.encode()).hex()
    )
    audit.append("opendata.snapshot", obj=row, data={"sha256": sha256(text.encode())})
    return row


def _follow(table: str, on: date, last: Snapshot | None) -> None:
    """Bring the lines of a table in step with what is public: new ones begin, others end."""
    current = SnapshotLine.objects.filter(table=table, last_day=None)
    known = {line.key: line for line in current.values_list(*LINE, named=True)}
    fields = open_data.fields_of(last, table) if last else ()
    new: list[SnapshotLine] = []
    ended: list[int] = []
    other: list[str] = []
    for key, text in _public(table, on):
        line = known.pop(key, None)
        if line is not None and open_data.holds(line, text):
            continue
        if line is not None:
            ended.append(line.pk)
            # A release that tells more of a row ends its line; the row itself is the same.
            if not open_data.holds(line, open_data.cut(text, fields)):
                other.append(key)
        new.append(_line(table, key, text, on))
    ended.extend(line.pk for line in known.values())
    if last is not None:
        _end(ended, last.day)
        _erase(table, on, [*other, *known])
    SnapshotLine.objects.bulk_create(new, batch_size=BATCH)


def _end(lines: Sequence[int], day: date) -> None:
    for some in _batches(lines):
        SnapshotLine.objects.filter(pk__in=some).update(last_day=day)


def _erase(table: str, on: date, others: Sequence[str]) -> None:
    """Take the salts of what no day tells any more: of a table with a past what left its list, of the
    rest every former text of the rows that changed or ended."""
    salted = SnapshotLine.objects.filter(table=table, last_day__isnull=False).exclude(salt="")
    if table in PAST:
        told = {str(pk) for pk in PAST[table].rows(on).order_by().values_list("pk", flat=True)}
        others = [key for key in salted.values_list("key", flat=True).distinct() if key not in told]
    for some in _batches(others):
        salted.filter(key__in=some).update(salt="")


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _public(table: str, on: date) -> Iterator[tuple[str, str]]:
    known = open_data.TABLES[table]
    rows = known.rows(on).order_by("pk").iterator(chunk_size=open_data.CHUNK)
    return known.texts(rows, on)


def _line(table: str, key: str, text: str, on: date) -> SnapshotLine:
    salt = secrets.token_hex(SALT)
    return SnapshotLine(
        table=table, key=key, salt=salt, commitment=commitment(salt, text), first_day=on
    )


def _manifest(on: date, last: Snapshot | None, dictionary: str) -> dict[str, Any]:
    return {
        "day": on.isoformat(),
        "dictionary": dictionary,
        "origin": ORIGIN,
        "previous": sha256(last.manifest.encode()) if last else "",
        "tables": {table: _told(table, on) for table in open_data.TABLES},
    }


def _told(table: str, on: date) -> dict[str, Any]:
    """Rows of a table, and the digest of each file of its commitments."""
    rows = SnapshotLine.objects.of(table, on).count()
    numbers = range(-(-rows // PART))
    texts = (open_data.commitments(open_data.part(table, on, number)) for number in numbers)
    return {"parts": [sha256(text.encode()) for text in texts], "rows": rows}
