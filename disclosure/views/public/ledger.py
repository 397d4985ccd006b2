"""The publication log: what became of every number, the files to mirror, the proof of a decision."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import signing
from core.pages import cursor_page
from disclosure import (
    ledger,
    ledger_counts,
    ledger_rows,
    listings,
    projection,
    search,
    verify_ledger,
)
from disclosure.caching import kept_a_minute, revalidated
from disclosure.filters import CURSOR, offer
from disclosure.ledger_rows import NumberFilter
from disclosure.models import LedgerCheckpoint, LedgerNumber, LedgerOpening, Publication
from disclosure.services import witnesses
from disclosure.views.public.gone import gone_page

SCRIPT = Path(verify_ledger.__file__)
FILES = (
    *("checkpoint", "checkpoints.jsonl", "cosignatures.jsonl", "keys.json", "agencies.json"),
    SCRIPT.name,
)
BAD, NUMBERS = 400, 50
TYPES = {"json": "application/json", "jsonl": "application/jsonl", "py": "text/x-python"}


@kept_a_minute
def ledger_page(request: HttpRequest) -> HttpResponse:
    """Counts by month, one month by agency, the newest head, and how to check it all."""
    on = timezone.localdate()
    months = ledger_counts.by_month(on)
    asked = request.GET.get("month", "")
    month = next((row["month"] for row in months if row["month"] == asked), None)
    shown = month or (months[0]["month"] if months else "")
    head: LedgerCheckpoint | None = ledger.LOG.newest()
    context = {
        "months": months,
        "month": shown,
        "agencies": ledger_counts.by_agency(shown, on),
        "reasons": ledger_counts.reasons(shown),
        "late": ledger_counts.late(shown, on),
        "head": head,
        "tiles": [f"{number:06}" for number in ledger.tiles(head)],
        "keys": ledger.keys(),
        "witnesses": witnesses.shown(),
        "files": FILES,
    }
    return render(request, "public/ledger.html", context)


@revalidated
def ledger_numbers(request: HttpRequest) -> HttpResponse:
    """The numbers that a count is made of; a filter in error is explained."""
    on = timezone.localdate()
    form = NumberFilter(request.GET)
    offer(form, listings.announced())
    if not form.is_valid():
        return render(request, "public/ledger_numbers.html", {"form": form}, status=BAD)
    rows = ledger_rows.numbers(form.cleaned_data, on).select_related("agency")
    page = cursor_page(rows, request.GET.get(CURSOR, ""), size=NUMBERS, field="month")
    context = {
        "form": form,
        "total": rows.count(),
        "counted": ledger_rows.COUNTED[form.cleaned_data["counted"] or "issued"],
        "rows": ledger_rows.told(page.rows, on),
        "next_cursor": page.next_cursor,
        "on": on,
    }
    return render(request, "public/ledger_numbers.html", context)


@kept_a_minute
def ledger_file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files beside the entries, or the script that checks them."""
    if name == SCRIPT.name:
        return _text(SCRIPT.read_text("utf-8"), name)
    head = ledger.LOG.newest()
    files = ledger.small_files(head) if head else {}
    if name not in files:
        raise Http404
    return _text(files[name], name)


@kept_a_minute
def ledger_entries(request: HttpRequest, number: str) -> HttpResponse:
    """The lines of one file of a thousand entries."""
    return _text("".join(f"{line}\n" for line, _leaf in _tile(number)), "entries.jsonl")


@kept_a_minute
def ledger_leaves(request: HttpRequest, number: str) -> HttpResponse:
    """Their leaves."""
    return _text("".join(f"{leaf}\n" for _line, leaf in _tile(number)), "leaves.txt")


@kept_a_minute
def ledger_checkpoint(request: HttpRequest, size: str) -> HttpResponse:
    """One signed head, as the text that the script reads."""
    return _text(get_object_or_404(LedgerCheckpoint, size=int(size)).note, "checkpoint")


def _tile(number: str) -> list[tuple[str, str]]:
    head = ledger.LOG.newest()
    if int(number) not in ledger.tiles(head):
        raise Http404
    return ledger.tile(int(number), head.size)


def _text(text: str, name: str) -> HttpResponse:
    kind = TYPES.get(name.rpartition(".")[2], "text/plain")
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8")


@revalidated
@gone_page
def decision_proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The entries of a public decision, each with the path to the newest signed head."""
    row = search.find(pk, timezone.localdate())
    head: LedgerCheckpoint | None = ledger.LOG.newest()
    source = {"decision": row.decision} if row.decision else {"record": row.record}
    number = LedgerNumber.objects.filter(**source).first()
    proofs = ledger.proofs_of(number, head) if number and head else []
    context = {
        "publication": row,
        "version": row.shown,
        "head": head,
        "proofs": [{**one, "opening": _opening(row, one)} for one in proofs],
        "key": signing.public_key_p256().hex(),
    }
    return render(request, "public/decision_proof.html", context)


def _opening(row: Publication, proof: dict[str, Any]) -> dict[str, str] | None:
    """What the entry of the text now shown commits to; of any other nothing is told."""
    opening = LedgerOpening.objects.filter(entry=proof["entry"]).first()
    version = row.shown
    if opening is None or version is None or opening.content.get("shown") != version.sha256:
        return None
    return {
        "salt": opening.salt,
        "content": verify_ledger.canonical(opening.content),
        "text": projection.canonical(projection.shown(version)),
    }
