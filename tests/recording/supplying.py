"""One photograph, applications to supply it, and copies made without a media program."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Blob
from recording import supply_papers
from recording.models import Closure, Evidence, Supply, SupplyLink
from recording.models.step import Stage
from recording.services import evidence, supplies, supply_copies, supply_links
from recording.services.supplies import Piece
from tests import factories
from tests.base import Cast
from tests.originals import PHOTO

TITLE = "柜台照片"
TOLD = {
    "organisation": "云溪市人民法院",
    "applicant": "钟法官",
    "contact": "",
    "paper": "（2026）云法调1号",
    "basis": "court",
    "purpose": "审理行政诉讼",
    "channel": "link",
}


def photograph(cast: Cast, **fields: Any) -> Evidence:
    """A photograph that the first officer sealed in a filed case."""
    case = fields.pop("case", None)
    return evidence.seal(
        case or factories.case(cast.bureau, filed=True, staff=cast.officers),
        by=cast.officer1,
        stream=io.BytesIO(fields.pop("content", PHOTO)),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title=fields.pop("title", TITLE),
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(started_at=timezone.now() - timedelta(minutes=1)),
    )


def ask(item: Evidence, cast: Cast, **changes: Any) -> Supply:
    """The application of a court for the photograph by link, unless told otherwise."""
    given: dict[str, Any] = {
        "pieces": [Piece(item)],
        "due_on": timezone.localdate(),
        "by": cast.officer1,
        "at": timezone.now(),
        **TOLD,
        **changes,
    }
    return supplies.ask(item.case, **given)


def approve(row: Supply, cast: Cast) -> Supply:
    """Approved by the head."""
    return supplies.approve(row, by=cast.head, at=timezone.now(), answer="同意")


def plain_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let copies be made without a media program and without a PDF engine."""

    def write(supply: Any, item: Any, path: Any, out: Any, tell: Any) -> tuple[str, str]:
        out.write_bytes(path.read_bytes() + supply.number.encode())
        return "image/jpeg", "test"

    monkeypatch.setattr(supply_copies, "_write", write)
    monkeypatch.setattr(supply_papers, "cover", lambda supply: b"%PDF-1.4 cover")
    monkeypatch.setattr(supply_links, "PACE", 1000)  # the counter outlives a test


def made(row: Supply, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    """The supply, approved and with its copies."""
    plain_copies(monkeypatch)
    approve(row, cast)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert row.status == Supply.Status.READY
    return row


def link_of(row: Supply, cast: Cast) -> tuple[SupplyLink, str, str]:
    """A link with its token and its code."""
    return supply_links.issue(row, by=cast.officer1, at=timezone.now())


def opened(token: str, code: str) -> Client:
    """A browser in which the receiver gave the code."""
    client = Client()
    answer = client.post(reverse("supply-confirm", args=[token]), {"code": code})
    assert answer.status_code == 302
    return client


def close(item: Evidence, cast: Cast, group: str, **changes: Any) -> Closure:
    """The item closed by the head."""
    values = {"case": item.case, "evidence": item, "reason": "示例理由", "set_by": cast.head}
    return Closure.objects.create(group=group, **{**values, **changes})


def kept(blob: Blob | None) -> Blob:
    """The object, which is there."""
    assert blob is not None
    return blob


def sent(answer: Any) -> bytes:
    """Everything a streamed answer sends."""
    return b"".join(answer.streaming_content)


def went_away(answer: Any) -> None:
    """The client of a streamed answer is gone; the connection of the test stays."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
