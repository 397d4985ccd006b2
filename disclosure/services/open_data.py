"""Taking the snapshot of a day: which rows are public, signed, and which ended since the last one."""

import secrets
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, signing
from core.errors import RuleError
from disclosure import open_data
from disclosure.models import Snapshot, SnapshotDictionary, SnapshotLine
from disclosure.verify_open_data import ORIGIN, PART, canonical, commitment, sha256

SALT = 32  # bytes
BATCH = 1000


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
        _follow(table, on, last.day if last else None)
    words = open_data.dictionary()
    SnapshotDictionary.objects.get_or_create(pk=sha256(words.encode()), defaults={"text": words})
    text = canonical(_manifest(on, last, sha256(words.encode())))
    row = Snapshot.objects.create(
        day=on, manifest=text, signature=signing.sign_der(text.encode()).hex()
    )
    audit.append("opendata.snapshot", obj=row, data={"sha256": sha256(text.encode())})
    return row


def _follow(table: str, on: date, before: date | None) -> None:
    """Bring the lines of a table in step with what is public: new ones begin, others end."""
    current = SnapshotLine.objects.filter(table=table, last_day=None)
    known = {key: (pk, salt, told) for pk, key, salt, told in current.values_list(*LINE)}
    new: list[SnapshotLine] = []
    ended: list[int] = []
    for key, text in _public(table, on):
        pk, salt, told = known.pop(key, (0, "", ""))
        if pk and commitment(salt, text) == told:
            continue
        ended.extend([pk] if pk else [])
        new.append(_line(table, key, text, on))
    ended.extend(pk for pk, _salt, _told in known.values())
    for start in range(0, len(ended), BATCH):
        # A line that began and ended between two snapshots cannot be: it began with one.
        rows = SnapshotLine.objects.filter(pk__in=ended[start : start + BATCH])
        rows.update(last_day=before, salt="")
    SnapshotLine.objects.bulk_create(new, batch_size=BATCH)


LINE = ("pk", "key", "salt", "commitment")


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
