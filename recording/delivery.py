"""Handing out originals: byte ranges, a content type of our own, nothing a browser may run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from core import sniff

SHOWN = frozenset({*sniff.IMAGES, *sniff.VIDEOS, *sniff.AUDIOS})
# An open-ended range is answered in parts, so that a stalled player holds no worker for long.
PART = 4 * 1024 * 1024
# Eighteen digits name more bytes than any store holds; a longer number is no range.
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
PARTIAL_CONTENT, NOT_SATISFIABLE = 206, 416


@dataclass(frozen=True)
class Span:
    """Bytes [start, stop) of `size`; `partial` when the client asked for a range."""

    start: int
    stop: int
    size: int
    partial: bool

    @property
    def content_range(self) -> str:
        """The Content-Range of the answer."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


def span_of(header: str, size: int) -> Span | None:
    """The span a Range header asks for; None when it cannot be satisfied.

    A header that is absent, malformed or names several ranges is ignored (RFC 9110, 14.2).
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return Span(0, size, size, partial=False)
    if not found[1]:
        length = int(found[2])
        return Span(max(0, size - length), size, size, partial=True) if length else None
    start = int(found[1])
    stop = min(int(found[2]) + 1, size) if found[2] else min(start + PART, size)
    return Span(start, stop, size, partial=True) if start < stop else None


def unsatisfiable(size: int) -> HttpResponse:
    """416 with the size the client should have known."""
    return HttpResponse(status=NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"})


def guarded(response: HttpResponse | StreamingHttpResponse, name: str, *, inline: bool) -> None:
    """Headers of every private file: no sniffing, no cache, no scripts, a safe name."""
    disposition = content_disposition_header(not inline, name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"


def handed_over(
    path: Path, *, content_type: str, name: str, attached: bool = False
) -> HttpResponse | None:
    """The answer with which nginx sends a file below VAR_DIR itself; None when it does not.

    nginx answers the ranges, so a viewer that stalls holds no worker. deploy/nginx.conf adds the
    headers that do not survive the redirect.
    """
    root = Path(settings.VAR_DIR)
    if not settings.X_ACCEL_PREFIX or not path.is_relative_to(root):
        return None
    response = HttpResponse(content_type=content_type)
    guarded(response, name, inline=content_type in SHOWN and not attached)
    response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + path.relative_to(root).as_posix()
    return response


def stream(
    chunks: Iterator[bytes], span: Span, *, content_type: str, name: str, attached: bool = False
) -> StreamingHttpResponse:
    """The answer with the bytes of the span; shown in the page only for picture and sound.

    `attached`: the person asked to save it."""
    response = StreamingHttpResponse(
        chunks, status=PARTIAL_CONTENT if span.partial else 200, content_type=content_type
    )
    guarded(response, name, inline=content_type in SHOWN and not attached)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(span.stop - span.start)
    if span.partial:
        response["Content-Range"] = span.content_range
    return response
