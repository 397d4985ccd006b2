"""This portal as a witness of other portals' publication logs (C2SP tlog-witness)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import signing
from core.actor import NOBODY, acting
from core.http import client_ip
from core.throttle import demand_pace
from disclosure.caching import kept_a_minute
from disclosure.models import WitnessedHead, WitnessedLog
from disclosure.services import witnessing

MOST_BYTES = 16_384
MOST, WINDOW_SECONDS = 120, 600
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"


@kept_a_minute
def witness(request: HttpRequest) -> HttpResponse:
    """Our key as a witness, and the newest head of each log that we have signed."""
    logs = WitnessedLog.objects.filter(stopped_at=None)
    newest = {row.pk: WitnessedHead.objects.filter(log=row).first() for row in logs}
    context = {
        "name": witnessing.NAME,
        "key": signing.public_key().hex(),
        "rows": [{"log": row, "head": newest[row.pk]} for row in logs],
    }
    return render(request, "public/witness.html", context)


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Sign a head of a log we are witness of; the signature under the head says who asks.

    StaleError (409, as a page) for requests without pause.
    """
    demand_pace(f"witness:{client_ip(request)}", most=MOST, seconds=WINDOW_SECONDS)
    try:
        text = request.read(MOST_BYTES + 1).decode()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text) > MOST_BYTES or "\0" in text:
        return HttpResponse(status=400, content_type=TEXT_TYPE)
    with acting(NOBODY):
        answer = witnessing.take(text, timezone.now())
    kind = SIZE_TYPE if answer.status == 409 else TEXT_TYPE
    return HttpResponse(answer.text, status=answer.status, content_type=kind)
