"""Announcing a file as the page does, and sending it in pieces by the protocol."""

import base64
import hashlib
from typing import Any

from django.test import Client
from django.utils import timezone

from enforcement.models import Case
from recording.models import Upload
from recording.services import sealing, uploads
from recording.services.evidence import Taking
from recording.services.uploads import Announced, Described
from tests import factories
from tests.base import Cast
from tests.lately import lately

PHOTO = factories.PHOTO + bytes(range(256)) * 80
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def begun(cast: Cast, case: Case, content: bytes = PHOTO, **values: Any) -> Upload:
    """A photo of a few minutes ago, announced by the first officer."""
    now = timezone.now()
    options = {
        "by": cast.officer1,
        "file": Announced(
            file_name=values.pop("file_name", "现场.jpg"),
            size=len(content),
            sha256=values.pop("sha256", ""),
        ),
        "described": Described(
            kind="audiovisual",
            media=values.pop("media", "photo"),
            stage="investigation",
            title="现场照片",
            taking=values.pop("taking", Taking(started_at=lately(5))),
            insist=values.pop("insist", ""),
        ),
        "at": now,
        **values,
    }
    return uploads.begin(case, **options)


def address(upload: Upload) -> str:
    """The tus address."""
    return f"/office/uploads/{upload.pk}/"


def head(client: Client, upload: Upload, **headers: str) -> Any:
    """How far is it?"""
    return client.head(address(upload), headers={**TUS, **headers})


def send(client: Client, upload: Upload, content: bytes, at: Any = 0, **headers: str) -> Any:
    """One piece."""
    given = {**TUS, "Upload-Offset": str(at), **headers}
    return client.patch(address(upload), content, given.pop("Content-Type", PIECE), headers=given)


def digest(content: bytes, algorithm: str = "sha256") -> str:
    """The value of Upload-Checksum."""
    raw = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(raw).decode()}"


def take(upload: Upload, content: bytes = PHOTO, at: int = 0, **options: Any) -> int:
    """One piece, from memory."""
    stream = Stream(content)
    return uploads.take(upload, at=at, stream=stream, length=len(content), **options)


class Stream:
    """Content as a request gives it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, size: int, /) -> bytes:
        chunk, self.content = self.content[:size], self.content[size:]
        return chunk


def complete(cast: Cast, case: Case, content: bytes = PHOTO, **values: Any) -> Upload:
    """An upload all of whose bytes are here."""
    row = begun(cast, case, content, **values)
    take(row, content)
    return row


def sealed(upload: Upload) -> Upload:
    """One run of the task; the row as it is afterwards."""
    sealing.run(timezone.now())
    upload.refresh_from_db()
    return upload
