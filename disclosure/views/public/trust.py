"""What a stranger needs to check a paper of the portal: its key, the heads of its log, the scripts,
and the signed list of credentials that no longer count.

A head is a size and a hash (RFC 6962): it says nothing of any entry, and whoever kept one can tell
later that the log was cut or replaced.
"""

import json
from datetime import date, timedelta
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core import signing
from core.audit.stamping import last_of
from core.models import AuditCheckpoint, AuditTimestamp
from disclosure.caching import kept_a_minute, revalidated
from enforcement import credentials, verify_credential
from recording import bag, verify_custody

DAYS = 14  # a head for each of these days stands on the page; every other is found by its size
SCRIPTS = {
    "verify_custody.py": Path(verify_custody.__file__),
    "verify_case_file.py": Path(bag.__file__),
    "verify_credential.py": Path(verify_credential.__file__),
}


@revalidated
def trust(request: HttpRequest) -> HttpResponse:
    """The public key, the newest head and the last one of each day, and the scripts."""
    context = {
        "key": signing.public_key().hex(),
        "newest": AuditCheckpoint.objects.select_related("stamp").order_by("-size").first(),
        "heads": heads(timezone.localdate()),
        "scripts": sorted(SCRIPTS),
        "stamped": AuditTimestamp.objects.exists(),
    }
    return render(request, "public/trust.html", context)


def heads(today: date) -> list[AuditCheckpoint]:
    """The last head of each of the days before `today`, newest first; days without one are left out."""
    found = (last_of(today - timedelta(days=n)) for n in range(1, DAYS + 1))
    return [head for head in found if head is not None]


@kept_a_minute
def checkpoint(request: HttpRequest, size: str) -> HttpResponse:
    """One signed head, as the text that the scripts read."""
    head = get_object_or_404(AuditCheckpoint, size=int(size))
    return HttpResponse(head.note, content_type="text/plain; charset=utf-8")


@kept_a_minute
def stamp(request: HttpRequest, size: str) -> HttpResponse:
    """The time-stamping authority's answer about one head, as it came."""
    row = get_object_or_404(AuditTimestamp, checkpoint=int(size))
    answer = HttpResponse(bytes(row.token), content_type="application/timestamp-reply")
    answer["Content-Disposition"] = f'attachment; filename="checkpoint-{int(size)}.tsr"'
    return answer


@kept_a_minute
def credential_file(request: HttpRequest, name: str) -> HttpResponse:
    """The keys that sign credentials of officers, and the list of those that no longer count."""
    if name == "keys.json":
        return HttpResponse(json.dumps(credentials.keys()), content_type="application/json")
    if name != "revoked.txt":
        raise Http404
    text = credentials.revoked(timezone.now(), timezone.localdate())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@kept_a_minute
def script(request: HttpRequest, name: str) -> HttpResponse:
    """A stand-alone script, to be kept and read before it is used."""
    if name not in SCRIPTS:
        raise Http404
    answer = HttpResponse(SCRIPTS[name].read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
