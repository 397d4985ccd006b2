"""Keeping the entries of the evidence search: with the item itself, and when a name changed."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.expressions import Exists

from core.numbering import fold_doc_no
from core.search import fold, marked, tokens
from recording import kinds
from recording.models import Evidence, EvidenceEntry

BATCH = 500
# The tokens of a field; see core.search.marked.
MARKS = {"party": "xp", "officers": "xo", "place": "xl", "number": "xn"}
FIELDS = ("case_id", "agency_id", "taken_at", "kind", "media", "device", *MARKS)
KNOWN = ("known_party", "known_number", "text", "tokens")


def batched(keys: Sequence[UUID], size: int) -> Iterator[Sequence[UUID]]:
    """The keys, `size` at a time."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def device_key(number: str) -> str:
    """The form of a device number used for lookup: one width, one case, no blanks."""
    return fold(number).replace(" ", "")


def number_key(number: str) -> str:
    """The same of a case number."""
    return fold(fold_doc_no(number))


def enter(rows: Iterable[Evidence]) -> int:
    """Make the entries of these items, or make them anew. In the transaction of the change."""
    entries = [_entry(row) for row in rows]
    EvidenceEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["evidence"],
        update_fields=[*FIELDS, *KNOWN],
    )
    return len(entries)


def catch_up() -> int:
    """Enter what the search does not know, or knows by an old name or number; returns how many."""
    entered = EvidenceEntry.objects.filter(evidence=OuterRef("pk"))
    missing = Evidence.objects.filter(~Exists(entered)).order_by().values_list("pk", flat=True)
    # The keys are read once: to look for the next batch again would cost the whole table each time.
    return sum(_enter_keys(keys) for keys in batched([*missing, *_renamed()], BATCH))


@transaction.atomic
def _enter_keys(keys: Sequence[UUID]) -> int:
    items = Evidence.objects.filter(pk__in=keys).select_related("case__party", "step", "recorder")
    return enter(items.prefetch_related("step__officers"))


def _renamed() -> QuerySet[EvidenceEntry, UUID]:
    changed = ~Q(known_party=F("evidence__case__party__name")) | ~Q(
        known_number=F("evidence__case__number")
    )
    return EvidenceEntry.objects.filter(changed).order_by().values_list("evidence_id", flat=True)


def _entry(row: Evidence) -> EvidenceEntry:
    case, step = row.case, row.step
    people = [row.recorder.name] if row.recorder else []
    people += [officer.name for officer in step.officers.all()] if step else []
    found = {
        "party": fold(case.party.name),
        "officers": fold(" ".join(dict.fromkeys(people))),
        "place": fold(row.place or (step.place if step else "") or case.place),
        "number": number_key(case.number),
    }
    said = [row.title, row.file_name, case.title, kinds.step_label(step.kind) if step else ""]
    device, lines = device_key(row.device_no), [fold(text) for text in said if text]
    marks = [marked(mark, found[name]) for name, mark in MARKS.items()]
    return EvidenceEntry(
        evidence=row,
        case=case,
        agency_id=case.agency_id,
        taken_at=row.started_at or row.uploaded_at,
        kind=row.kind,
        media=row.media,
        device=device,
        **found,
        known_party=case.party.name,
        known_number=case.number,
        text="\n".join([*lines, *filter(None, found.values()), device]),
        tokens=" ".join([*map(tokens, [*lines, *found.values(), device]), *marks]),
    )
