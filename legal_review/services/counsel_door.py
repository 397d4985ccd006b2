"""The address counsel reads a draft at: a code first, then an undertaking, then what is not closed.

Hashes alone are kept. Strangers, second browsers and links that ended are answered alike; who had
the link open is told that it is over.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit
from core.errors import RuleError, StaleError
from core.models import Blob
from core.throttle import demand_pace
from legal_review import counsel_papers
from legal_review.models import CounselRequest, CounselView
from legal_review.services.counsel import close, opens
from recording import access
from recording.models import Document, Evidence
from recording.services.supply_links import PACE, PACE_SECONDS, TOKEN_BYTES, hashed

TRIES = "counsel.tries"
GUESSED = gettext_noop("连续核对错误，系统自动停用")
What = CounselView.What


class Step(Enum):
    """What an address answers: nothing, that it is over, a code, an undertaking, the draft."""

    CLOSED = "closed"
    GONE = "gone"
    CODE = "code"
    UNDERTAKING = "undertaking"
    OPEN = "open"


@dataclass(frozen=True)
class Paper:
    """One piece counsel may look at: a document or an item of evidence."""

    what: str
    key: str
    title: str
    blob: Blob


def find(token: str) -> CounselRequest | None:
    """The request of a token."""
    joined = ("review__decision__case__agency", "review__version", "review__agency", "counsel")
    return CounselRequest.objects.select_related(*joined).filter(token_hash=hashed(token)).first()


def knock(request: CounselRequest | None, *, secret: str, at: datetime) -> Step:
    """What the address answers to a browser that shows `secret`, "" for none; refusals are recorded."""
    if request is None:
        return Step.CLOSED
    live = opens(request, at)
    if request.bound_at is None and live:
        return Step.CODE
    known = bool(request.binding_hash) and constant_time_compare(
        hashed(secret), request.binding_hash
    )
    if known and live:
        return Step.OPEN if request.accepted_at else Step.UNDERTAKING
    with transaction.atomic():
        audit.append("counselrequest.refuse", obj=request, data={"known": known})
    return Step.GONE if known else Step.CLOSED


def bind(request: CounselRequest, *, code: str, at: datetime) -> str:
    """Tie the link to the browser that knows the code; returns the secret to leave there, once."""
    demand_pace(f"counsel:{request.pk}", most=PACE, seconds=PACE_SECONDS)
    secret = _bound(request, code.strip(), at)
    if not secret:
        raise RuleError(
            _("核对码不正确。"),
            remedy=_("请向出具机关核对；多次错误的，链接将自动停用。"),
            field="code",
        )
    return secret


@transaction.atomic
def _bound(request: CounselRequest, code: str, at: datetime) -> str:
    row = CounselRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.bound_at is not None or not opens(row, at):
        raise StaleError(_("该链接不能启用。"), remedy=_("请联系出具机关重新出具。"))
    if not constant_time_compare(hashed(code), row.code_hash):
        row.failures += 1
        row.save(update_fields=["failures"])
        audit.append("counselrequest.fail", obj=row, data={"failures": row.failures})
        on = timezone.localtime(at).date()
        if row.failures >= int(row.review.agency.rules().value(TRIES, on=on)):
            close(row, by=None, at=at, reason=GUESSED)
        return ""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    row.bound_at, row.binding_hash = at, hashed(secret)
    row.save(update_fields=["bound_at", "binding_hash"])
    audit.append("counselrequest.bind", obj=row)
    return secret


@transaction.atomic
def accept(request: CounselRequest, *, at: datetime) -> CounselRequest:
    """Counsel undertakes to keep what is seen to himself; the words are kept with the request."""
    row = CounselRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.bound_at is None or row.accepted_at is not None or not opens(row, at):
        raise StaleError(_("该链接不能启用。"), remedy=_("请联系出具机关重新出具。"))
    row.undertaking, row.accepted_at = counsel_papers.undertaking(row), at
    row.save(update_fields=["undertaking", "accepted_at"])
    audit.append("counselrequest.accept", obj=row)
    return row


def papers(request: CounselRequest) -> list[Paper]:
    """The materials as submitted and supplemented that are closed to nobody, in their order."""
    review = request.review
    case, listed = review.decision.case, [row["sha256"] for row in review.sealed()[0]]
    closed = access.closed_items(case)
    documents = Document.objects.filter(case=case, blob__in=listed).select_related("blob")
    found = [Paper(What.DOCUMENT, str(row.pk), row.title, row.blob) for row in documents]
    evidence = Evidence.objects.filter(case=case, blob__in=listed, disposal=None)
    found += [
        Paper(What.EVIDENCE, str(row.pk), row.title, row.blob)
        for row in evidence.select_related("blob")
        if "" not in closed and str(row.pk) not in closed
    ]
    return sorted(found, key=lambda row: listed.index(row.blob.pk))


@transaction.atomic
def looked(request: CounselRequest, *, at: datetime, paper: Paper | None = None) -> CounselView:
    """Note a look at the draft, or at a paper before a byte of it is sent."""
    what = paper.what if paper else What.DRAFT
    row = CounselView.objects.create(
        request=request,
        what=what,
        title=paper.title if paper else request.review.version.title,
        sha256=paper.blob.pk if paper else request.version_sha256,
        at=at,
    )
    data = {"what": str(what), "sha256": row.sha256}
    audit.append("counselrequest.look", obj=request, data=data)
    return row
