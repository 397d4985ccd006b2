"""What may come in: one rule for every way in which an original reaches the store.

A file that is cut short, encrypted, of another type or no recording at all is refused in words; an
officer who insists with a reason has it kept, and the reason stays beside the evidence.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import sniff
from core.errors import RuleError
from core.storage import CHUNK
from recording.media import probe, structure
from recording.media.finding import REFUSED, SENTENCES, Verdict
from recording.models import Evidence, KeptAnyway
from recording.models.media import PROBLEM_LENGTH, REASON_LENGTH

ALLOWED: dict[str, frozenset[str]] = {
    Evidence.Media.PHOTO: frozenset(sniff.IMAGES),
    # A sound recorder's MP4 cannot be told from a film by its first bytes.
    Evidence.Media.AUDIO: frozenset({*sniff.AUDIOS, "video/mp4", "video/quicktime"}),
    Evidence.Media.VIDEO: frozenset(sniff.VIDEOS),
    Evidence.Media.DOCUMENT: frozenset({sniff.PDF, *sniff.IMAGES}),
}
UNKNOWN = "application/octet-stream"
INSIST = gettext_noop("确需原样保留的，请勾选“仍要保留”并写明理由。")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """How an original is kept: its type by content; `problem` and `reason` when it was insisted on."""

    content_type: str
    problem: str = ""
    reason: str = ""

    def told(self) -> dict[str, str]:
        """What the log says beside the digests; empty when nothing was against the file."""
        return {"problem": self.problem, "kept_because": self.reason} if self.problem else {}


FINE = Judgement(content_type=UNKNOWN)


def judge(
    stream: IO[bytes], *, name: str, media: str, path: Path | None = None, reason: str = ""
) -> Judgement:
    """Whether the bytes of an open, seekable file may be kept as evidence of this medium.

    `path`: where the same bytes lie on disk, when they do. `reason`: why the officer insists, "" when
    not. Raises RuleError (field "file") for what is refused; an empty file is refused always. The
    stream is left at its start.
    """
    stream.seek(0)
    head = stream.read(sniff.HEAD_BYTES)
    try:
        content_type = sniff.sniff(head, name, ALLOWED[media])
        refused = _look(stream, path, content_type, name)
    except RuleError as error:
        content_type, refused = real_type(head), error
    stream.seek(0)
    if refused is None:
        return Judgement(content_type=content_type)
    if not head or not reason.strip():
        raise refused if not head else _or_insist(refused)
    problem = str(refused.message)[:PROBLEM_LENGTH]
    return Judgement(
        content_type=content_type, problem=problem, reason=reason.strip()[:REASON_LENGTH]
    )


def note(evidence: Evidence, judgement: Judgement) -> KeptAnyway | None:
    """Keep why the original was taken in all the same; None when nothing was against it."""
    if not judgement.problem:
        return None
    return KeptAnyway.objects.create(
        evidence=evidence, problem=judgement.problem, reason=judgement.reason
    )


def real_type(head: bytes) -> str:
    """The type of what no medium allows: that of its signature for picture and sound, else unknown.

    Only picture and sound of our own table is ever shown in a page, whatever this says.
    """
    found = sniff.content_type(head, frozenset())
    known = found == sniff.PDF or found.partition("/")[0] in {"image", "video", "audio"}
    return found if known else UNKNOWN


def _look(stream: IO[bytes], path: Path | None, content_type: str, name: str) -> RuleError | None:
    """What is wrong with the content, or None. Pictures are only counted: decoding is the worker's."""
    verdict = structure.verdict_of(stream, content_type)
    if verdict is None and content_type.partition("/")[0] in {"video", "audio"}:
        with _on_disk(stream, path) as place:
            verdict = probe.probe(place, content_type).verdict
    return refusal(verdict, name) if verdict in REFUSED else None


def refusal(verdict: Verdict, name: str) -> RuleError:
    """The refusal of a file with this verdict."""
    what, remedy = SENTENCES[verdict]
    shown = name[:80] or _("未命名")
    return RuleError(
        _("文件“%(name)s”：%(what)s") % {"name": shown, "what": what},
        article=sniff.ARTICLE,
        remedy=str(remedy),
        field="file",
    )


def _or_insist(error: RuleError) -> RuleError:
    remedy = f"{error.remedy}{_(INSIST)}" if str(error.remedy) else _(INSIST)
    return RuleError(
        error.message, article=error.article, remedy=remedy, field=error.field, extra=error.extra
    )


@contextmanager
def _on_disk(stream: IO[bytes], path: Path | None) -> Iterator[Path]:
    if path is not None:
        yield path
        return
    stream.seek(0)
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, CHUNK)
        copy.flush()
        yield Path(copy.name)
