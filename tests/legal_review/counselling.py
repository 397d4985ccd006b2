"""A counsel of the bureau, asked about an open review, whose papers are blank pages."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files, sniff
from legal_review.models import Counsel, CounselRequest, Review
from legal_review.services import counsel, counsel_door
from legal_review.services.counsel import Handed
from recording.models import Document, Evidence
from tests.base import Cast
from tests.enforcement.dossier import draft
from tests.legal_review.waiting import waiting
from tests.recording import bare
from tests.recording.bare import BlankPages

FROM = date(2026, 1, 1)
QUESTION = "裁量是否适当？"


def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No paper is printed, and nobody waits between wrong codes."""
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr(counsel_door, "PACE", 1000)  # the counter outlives a test


def adviser(cast: Cast, **changes: Any) -> Counsel:
    """A counsel on the list of the bureau."""
    given: dict[str, Any] = {
        "by": cast.listadmin,
        "kind": Counsel.Kind.ADVISER,
        "name": "顾问试",
        "organisation": "示例律师事务所",
        "licence": "示10001",
        "valid_from": FROM,
    }
    return counsel.register(**{**given, **changes})


def review(cast: Cast) -> Review:
    """An open review with one document and one film on its list, whose bytes are kept."""
    decision = draft(cast.bureau)
    case, by = decision.case, cast.officer1
    record, film = (
        files.store(io.BytesIO(f"{name}{case.pk}".encode()), content_type=kind)
        for name, kind in (("%PDF-1.4 笔录", sniff.PDF), ("一段录像", "video/mp4"))
    )
    values = {"stage": "investigation", "context": {}, "pages": 1, "dated_on": bare.DAY}
    Document.objects.create(
        case=case, created_by=by, kind="step_record", title="询问笔录", blob=record, **values
    )
    Evidence.objects.create(
        case=case,
        uploaded_by=by,
        stage="investigation",
        kind="audiovisual",
        media="video",
        title="现场录像",
        file_name="现场.mp4",
        blob=film,
    )
    listed = [("询问笔录", record), ("现场录像", film)]
    return waiting(
        decision, materials=[{"title": title, "sha256": blob.pk} for title, blob in listed]
    )


def ask(row: Review, cast: Cast, **changes: Any) -> Handed:
    """The reviewer asks the counsel, today."""
    given: dict[str, Any] = {
        "by": cast.reviewer,
        "at": timezone.now(),
        "question": QUESTION,
        **changes,
    }
    if "counsel" not in given:
        given["counsel"] = Counsel.objects.filter(agency=cast.bureau).first() or adviser(cast)
    return counsel.ask(row, **given)


def bound(handed: Handed) -> str:
    """The secret of the browser that gave the code."""
    return counsel_door.bind(handed.request, code=handed.code, at=timezone.now())


def accepted(handed: Handed) -> CounselRequest:
    """The request once the counsel undertook."""
    bound(handed)
    return counsel_door.accept(handed.request, at=timezone.now())


def browser(handed: Handed, *, undertaken: bool = True) -> Client:
    """A browser in which the counsel gave the code, and undertook."""
    client = Client()
    address = [handed.token]
    answer = client.post(reverse("counsel-confirm", args=address), {"code": handed.code})
    assert answer.status_code == 302
    if undertaken:
        answer = client.post(reverse("counsel-accept", args=address), {"accepted": "on"})
        assert answer.status_code == 302
    return client


def door(handed: Handed) -> str:
    """The address of the request."""
    return reverse("counsel-door", args=[handed.token])


def later(days: int) -> Any:
    """A moment so many days from now."""
    return timezone.now() + timedelta(days=days)
