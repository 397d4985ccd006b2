"""Telling a platform above over its own exchange: the public projection as records, over HTTPS."""

import hashlib
import json
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from disclosure.exchange import own, wire
from disclosure.models import Publication, PushDestination
from enforcement.models.kinds import ActionKind, PartyKind

SEND, WITHDRAW = "api/v1/exchange/decisions/", "api/v1/exchange/withdraw/"
SECONDS = 30
MOST = 8 * 1024 * 1024  # bytes of an answer
REFUSED = 422


class NoAnswer(Exception):
    """Nobody took it: to be tried again."""


class Refused(Exception):
    """The platform understood and does not take it."""


def record(row: Publication) -> dict[str, Any]:
    """A public decision as the exchange reads it; nothing that the public cannot read."""
    shown = row.shown
    if shown is None:
        raise ValueError("a public decision shows a version")
    fields = own.fields_of(row)
    known = wire.FIELDS[row.kind]
    made = {key: value for key, value in fields.items() if key in known}
    made |= {wire.AGENCY: str(row.agency.uscc), wire.KIND: row.kind, "remedies": shown.remedies}
    made["source_published_on"] = row.public_day.isoformat() if row.public_day else ""
    made["party_kind"] = str(PartyKind(shown.party_kind).label)
    if row.kind == ActionKind.PENALTY and shown.penalty_kinds:
        made[wire.PENALTY_KINDS] = list(shown.penalty_kinds)
    return made


def put(to: PushDestination, rows: list[Publication]) -> list[dict[str, Any]]:
    """Send records; what became of each. The same content again is the same request."""
    body = _body([record(row) for row in rows])
    key = hashlib.sha256(body).hexdigest()
    answer = _ask(to, SEND, body, method="PUT", key=key)
    results: list[dict[str, Any]] = answer.get("results", [])
    if len(results) != len(rows):
        raise NoAnswer("the receipt is of another batch")
    return results


def withdraw(to: PushDestination, row: Publication, doc_no: str) -> None:
    """Take one down there; Refused when it was never taken."""
    body = {
        wire.AGENCY: str(row.agency.uscc),
        wire.KIND: row.kind,
        "doc_no": doc_no,
        "reason": row.told_reason or _("公示期满或者依法停止公示。"),
    }
    _ask(to, WITHDRAW, _body(body), method="POST")


def _body(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def allowed(url: str) -> bool:
    """Whether a destination may have this address: HTTPS, and plain HTTP only in a demonstration."""
    return url.startswith("https://") or (
        url.startswith("http://") and (settings.DEBUG or settings.DEMO)
    )


class NoWayOn(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to where nobody registered."""

    def redirect_request(self, *args: Any) -> None:
        """Never follow."""


def _ask(to: PushDestination, path: str, body: bytes, *, method: str, key: str = "") -> Any:
    if not allowed(to.url):
        raise NoAnswer("the address is no https address")
    headers = {"Authorization": f"Bearer {to.token}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": key} if key else {}
    address = f"{to.url.rstrip('/')}/{path}"
    request = urllib.request.Request(  # noqa: S310  # an http address, see above
        address, data=body, headers=headers, method=method
    )
    try:
        with urllib.request.build_opener(NoWayOn).open(request, timeout=SECONDS) as answer:
            return json.loads(answer.read(MOST))
    except urllib.error.HTTPError as error:
        if error.code == REFUSED:
            raise Refused(_words(error)) from error
        raise NoAnswer(f"HTTP {error.code}") from error
    except (OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error


def _words(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read(MOST)).get("error", ""))[:200]
    except (OSError, ValueError, AttributeError):
        return f"HTTP {error.code}"
