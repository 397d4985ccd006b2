"""What a snapshot says of a day: the public tables, their commitments, and the files of a reader.

No content is kept. A line of an earlier day is served while its list tells the very same text, today or
of that day; otherwise a tombstone stands in its place. The signed commitment of the day holds for both.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from rest_framework import serializers as drf

from core import signing
from core.tables import csv_text
from disclosure import (
    inspection_lists,
    listings,
    random_check_shapes,
    random_checks,
    recording_items,
    registers,
    review_catalogues,
    rule_shapes,
    search,
    serializers,
)
from disclosure.models import Publication, Snapshot, SnapshotDictionary, SnapshotLine
from disclosure.open_data_past import PAST
from disclosure.verify_open_data import PART, canonical, commitment, sha256
from enforcement.models import RegisterEntry

CHUNK = 500
SUMS = "SHA256SUMS"
DISPUTED = "disputed.txt"
FIXED = ("manifest.json", "manifest.sig", "key.pem", "dictionary.json")
CHANGED, ENDED = "changed", "ended"


@dataclass(frozen=True)
class Table:
    """One public table: what is public on a day, and what is told of a row."""

    rows: Callable[[date], QuerySet[Any]]
    shape: type[drf.BaseSerializer[Any]]
    told: Callable[[Sequence[Any], date], Sequence[Any]] | None = None  # what `shape` is given

    def texts(self, rows: Iterable[Any], on: date) -> Iterator[tuple[str, str]]:
        """(key, canonical JSON that is committed to) of rows of the day: what the public API says."""
        found = iter(rows)
        while batch := list(islice(found, CHUNK)):
            yield from self._said(batch, on)

    @translation.override(settings.LANGUAGE_CODE)
    def _said(self, rows: Sequence[Any], on: date) -> list[tuple[str, str]]:
        return self.said(self.told(rows, on) if self.told else rows)

    @translation.override(settings.LANGUAGE_CODE)
    def said(self, shown: Iterable[Any]) -> list[tuple[str, str]]:
        """The same of what `shape` is given."""
        return [(str(row.pk), canonical(plain(self.shape(row).data))) for row in shown]

    def fields(self) -> dict[str, drf.Field[Any, Any, Any, Any]]:
        """The fields of a row, in order."""
        made: Any = self.shape()
        return dict(made.fields)


TABLES: dict[str, Table] = {
    "decisions": Table(
        lambda on: search.whole(Publication.objects.public(on)),
        serializers.WholeDecision,
    ),
    "agencies": Table(lambda on: listings.agencies({}), serializers.AgencySerializer),
    "officers": Table(lambda on: listings.officers({}, on), serializers.OfficerSerializer),
    "items": Table(lambda on: listings.items({}, on), serializers.ItemSerializer),
    "entries": Table(lambda on: registers.entries({}, on), serializers.EntrySerializer),
    "random-check-items": Table(
        lambda on: random_checks.items({}, on), random_check_shapes.RandomCheckItemSerializer
    ),
    "random-checks": Table(
        lambda on: random_checks.told(on), random_check_shapes.RandomCheckDetailSerializer
    ),
    "discretion": Table(
        lambda on: listings.whole_benchmarks({}, on), rule_shapes.BenchmarkSerializer
    ),
    "delegations": Table(lambda on: listings.delegations({}, on), rule_shapes.DelegationSerializer),
    "inspection-plans": Table(
        lambda on: inspection_lists.announced_plans({}, on), rule_shapes.InspectionPlanSerializer
    ),
    "inspection-caps": Table(
        lambda on: inspection_lists.announced_caps({}, on), rule_shapes.InspectionCapSerializer
    ),
    "review-catalogue": Table(
        lambda on: listings.agencies({}), rule_shapes.CatalogueRow, review_catalogues.all_applied
    ),
    "recording-items": Table(
        lambda on: listings.agencies({}),
        rule_shapes.RecordingSerializer,
        recording_items.all_recorded,
    ),
}


def plain(value: Any) -> Any:
    """Serializer output as JSON knows it."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def part(table: str, day: date, number: int) -> list[SnapshotLine]:
    """The lines of one file."""
    return list(SnapshotLine.objects.of(table, day)[number * PART : (number + 1) * PART])


def commitments(lines: Iterable[SnapshotLine]) -> str:
    """The file that the manifest signs."""
    return "".join(f"{line.commitment}\n" for line in lines)


def cut(text: str, fields: Collection[str]) -> str:
    """A row with those of its fields only: what it was for a release that told no others."""
    return canonical({key: value for key, value in _loaded(text).items() if key in fields})


def fields_of(snapshot: Snapshot, table: str) -> Collection[str]:
    """The fields that the rows of a table had on the day."""
    told: dict[str, dict[str, str]] = json.loads(dictionary_of(snapshot))
    return told.get(table, {})


def served(
    snapshot: Snapshot, table: str, lines: list[SnapshotLine], on: date
) -> Iterator[dict[str, Any]]:
    """Each line as today allows: the row with its salt, or a tombstone."""
    texts = _texts(snapshot, table, {line.key: line for line in lines if line.salt}, on)
    gone = _ends(table, [line for line in lines if line.key not in texts], on)
    for line in lines:
        if line.key in texts:
            yield {"commitment": line.commitment, "row": texts[line.key], "salt": line.salt}
        else:
            yield {"commitment": line.commitment, "gone": gone[line.key], "key": line.key}


@translation.override(settings.LANGUAGE_CODE)
def _texts(
    snapshot: Snapshot, table: str, lines: Mapping[str, SnapshotLine], on: date
) -> dict[str, str]:
    """Key -> the text that the day committed to, where it may be told."""
    known, fields = TABLES[table], fields_of(snapshot, table)
    found = _kept(lines, known.texts(known.rows(on).filter(pk__in=lines), on), fields)
    # A snapshot is taken in the first hour: what was approved later that day is not in it.
    for day in (snapshot.day, snapshot.day - timedelta(days=1)):
        missing = {key: line for key, line in lines.items() if key not in found}
        if missing and table in PAST and day < on:
            rows = PAST[table].told(missing, day, on)
            found |= _kept(missing, known.said(rows), fields)
    return found


def _kept(
    lines: Mapping[str, SnapshotLine], texts: Iterable[tuple[str, str]], fields: Collection[str]
) -> dict[str, str]:
    """Those of the texts that are the ones committed to, each with the fields of its day."""
    found = {key: cut(text, fields) for key, text in texts}
    return {key: text for key, text in found.items() if holds(lines[key], text)}


class Promise(Protocol):
    """What a line says of its text."""

    salt: str
    commitment: str


def holds(line: Promise, text: str) -> bool:
    """Whether a line committed to the text, as far as it can still be said."""
    return bool(line.salt) and commitment(line.salt, text) == line.commitment


def _ends(table: str, lines: list[SnapshotLine], on: date) -> dict[str, dict[str, str]]:
    """Key -> how the line ended: `why`, and `on` where a day is public."""
    keys = [line.key for line in lines]
    public = {
        str(pk) for pk in TABLES[table].rows(on).filter(pk__in=keys).values_list("pk", flat=True)
    }
    found = {key: {"why": CHANGED if key in public else ENDED} for key in keys}
    if table == "decisions":
        rows = Publication.objects.filter(pk__in=set(keys) - public)
        # Of what the law bars not even that it was taken down may be told.
        told = rows.filter(withheld_code="").values_list("pk", "status", "ended_on")
        for pk, status, ended_on in told:
            why = status if status in ("withdrawn", "expired") else ENDED
            found[str(pk)] = {"why": why, **({"on": ended_on.isoformat()} if ended_on else {})}
    if table == "entries":
        taken = RegisterEntry.objects.filter(pk__in=set(keys) - public)
        for entry in taken.exclude(withdrawn_on=None).only("status", "withdrawn_on"):
            why = ENDED if entry.status == RegisterEntry.Status.ENDED else "withdrawn"
            found[str(entry.pk)] = {"why": why, "on": f"{entry.withdrawn_on:%Y-%m-%d}"}
    return found


def json_lines(snapshot: Snapshot, table: str, lines: list[SnapshotLine], on: date) -> str:
    """The rows as JSON lines; `row` is the text that the commitment is over."""
    return "".join(f"{canonical(each)}\n" for each in served(snapshot, table, lines, on))


def csv(snapshot: Snapshot, table: str, lines: list[SnapshotLine], on: date) -> str:
    """The same rows for a spreadsheet; the first column says what became of a row.

    The last one of decisions says whether a row is under objection today.
    """
    then = fields_of(snapshot, table)
    names = [name for name in TABLES[table].fields() if name in then]
    disputed = search.disputed(on) if table == "decisions" else None
    rows: list[list[Any]] = [["state", *names, *(["disputed"] if disputed is not None else [])]]
    for each in served(snapshot, table, lines, on):
        if "row" not in each:
            rows.append([each["gone"]["why"], each["key"]])
            continue
        data = _loaded(each["row"])
        cells = [_cell(data[name]) for name in names]
        mark = [] if disputed is None else [str(data["id"]) in disputed]
        rows.append(["public", *cells, *mark])
    return csv_text(rows)


def disputed(day: date, on: date) -> str:
    """The keys of a day's decisions that are under objection (异议处理中) now, a line each."""
    lines = SnapshotLine.objects.of("decisions", day).filter(key__in=search.disputed(on))
    return "".join(f"{key}\n" for key in sorted(lines.values_list("key", flat=True)))


def _loaded(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


def _cell(value: Any) -> Any:
    return canonical(value) if isinstance(value, list | dict) else value


def _shape(field: drf.Field[Any, Any, Any, Any]) -> str:
    """The type of a field; of the data items the keys a row may have as well."""
    shape = type(field).__name__.removesuffix("Field")
    if isinstance(field, serializers.DataItemsSerializer):
        return f"{shape}: {', '.join(field.fields)}"
    return shape


def dictionary() -> str:
    """Every table with the type of each field, as it is today."""
    kinds = {
        table: {name: _shape(field) for name, field in known.fields().items()}
        for table, known in TABLES.items()
    }
    return f"{canonical(kinds)}\n"


def dictionary_of(snapshot: Snapshot) -> str:
    """The same as it was on the day."""
    return SnapshotDictionary.objects.get(pk=json.loads(snapshot.manifest)["dictionary"]).text


def fixed(snapshot: Snapshot) -> dict[str, bytes]:
    """Name -> content of the files that never change; the manifest signs them, or says who signs."""
    return {
        "manifest.json": snapshot.manifest.encode(),
        "manifest.sig": bytes.fromhex(snapshot.signature),
        "key.pem": signing.public_key_p256_pem(),
        "dictionary.json": dictionary_of(snapshot).encode(),
    }


def parts(snapshot: Snapshot) -> dict[str, str]:
    """Name of a part without its ending -> SHA-256 of its commitments."""
    tables = json.loads(snapshot.manifest)["tables"]
    return {
        f"{table}-{number:06}": digest
        for table, told in tables.items()
        for number, digest in enumerate(told["parts"])
    }


def checksums(snapshot: Snapshot) -> str:
    """SHA256SUMS of the files that never change; the rows are checked by their commitments."""
    sums = {name: sha256(data) for name, data in fixed(snapshot).items()}
    sums |= {f"{name}.txt": digest for name, digest in parts(snapshot).items()}
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items())


def names(snapshot: Snapshot) -> list[str]:
    """All files of a day."""
    rows = [f"{name}.{kind}" for name in parts(snapshot) for kind in ("txt", "jsonl", "csv")]
    return [*FIXED, SUMS, DISPUTED, *rows]
