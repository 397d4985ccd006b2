"""Evidence: taken in as it came, sealed by its hashes while it streams, every read on record."""

import posixpath
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, files
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand
from enforcement.models import Case, User
from enforcement.services import cases
from recording.models import Evidence
from recording.services import coverage_lines, documents, evidence_index, storage_time, visits
from recording.services.intake import FINE, Judgement, judge, note
from recording.services.retention import refuse_gone
from recording.services.storage_time import Taking

__all__ = [
    "NAME_LENGTH",
    "NOTHING_TOLD",
    "TITLE_LENGTH",
    "Taking",
    "admit",
    "chunks_of",
    "clean_name",
    "enter",
    "open_for",
    "seal",
]

NAME_LENGTH, TITLE_LENGTH = 255, 200
NAMELESS = {"", ".", ".."}


NOTHING_TOLD = Taking()


def clean_name(name: str) -> str:
    """The file name without path, control character or outer blank, at most 255 characters."""
    base = posixpath.basename(name.replace("\\", "/"))
    kept = "".join(char for char in base if char.isprintable()).strip()[-NAME_LENGTH:].strip()
    return "unnamed" if kept in NAMELESS else kept


@transaction.atomic
def seal(
    case: Case,
    *,
    by: User,
    stream: IO[bytes],
    file_name: str,
    kind: str,
    media: str,
    title: str,
    stage: str,
    at: datetime,
    taking: Taking = NOTHING_TOLD,
    insist: str = "",
) -> Evidence:
    """Keep one item of evidence exactly as it came; `at` is the time of the upload.

    The type is judged by content; SHA-256 and SM3 are taken while the bytes stream into the store.
    `insist`: why a file that is cut short, encrypted or of another type is to be kept all the same.
    RuleError for such a file otherwise, a late upload without a reason, a closed file.
    """
    locked, kept = admit(case, by=by, media=media, taking=taking, at=at)
    name = clean_name(file_name)
    judged = _judged(stream, name, media, insist)
    return enter(
        locked,
        by=by,
        blob=files.store(stream, content_type=judged.content_type),
        judged=judged,
        file_name=name,
        kind=kind,
        media=media,
        title=title,
        stage=stage,
        taking=kept,
    )


def admit(case: Case, *, by: User, media: str, taking: Taking, at: datetime) -> tuple[Case, Taking]:
    """The case, locked, when this person may add such a recording to it at this time; and the taking
    as it is to be kept (storage_time.settle).

    Inside a transaction only. RuleError as `seal`.
    """
    demand(by, "recording.add_evidence")
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=case.pk)
    documents.refuse_archived(locked)
    _assert_step(locked, taking)
    return locked, storage_time.settle(locked, taking, by=by, media=media, at=at)


def enter(
    case: Case,
    *,
    by: User,
    blob: Blob,
    file_name: str,
    kind: str,
    media: str,
    title: str,
    stage: str,
    taking: Taking,
    judged: Judgement = FINE,
) -> Evidence:
    """The row of an original that the store holds, and its entry in the log. After `admit` only.

    `judged`: what recording.services.intake.judge said of the bytes."""
    blob = files.claim(blob)
    row = Evidence.objects.create(
        case=case,
        stage=stage,
        kind=kind,
        media=media,
        title=title.strip() or file_name[-TITLE_LENGTH:].strip(),
        file_name=file_name,
        blob=blob,
        uploaded_by=by,
        **taking.columns(),
    )
    sums = {"sha256": blob.sha256, "sm3": blob.sm3, "size": blob.size, "media": media}
    note(row, judged)
    coverage_lines.changed([case.pk])
    evidence_index.enter([row])
    audit.append("evidence.seal", obj=row, actor=by, data=sums | judged.told())
    return row


def _judged(stream: IO[bytes], name: str, media: str, insist: str) -> Judgement:
    """How the original of a form is kept; a big one lies on disk already."""
    path = getattr(stream, "temporary_file_path", None)
    return judge(stream, name=name, media=media, path=Path(path()) if path else None, reason=insist)


def _assert_step(case: Case, taking: Taking) -> None:
    if taking.step is not None and taking.step.case_id != case.pk:
        raise RuleError(_("所选环节不属于本案。"), remedy=_("请重新选择环节。"), field="step")
    if taking.recorder is not None and taking.recorder.agency_id != case.agency_id:
        raise RuleError(
            _("记录人不是本机关的执法人员。"), remedy=_("请重新选择记录人。"), field="recorder"
        )


@transaction.atomic
def open_for(
    evidence: Evidence,
    *,
    by: User,
    start: int = 0,
    stop: int | None = None,
    act: str = visits.Act.VIEW,
) -> tuple[Blob, Iterator[bytes]]:
    """The bytes [start, stop) of the original, in chunks; the read is logged first."""
    demand(by, "recording.view_evidence")
    refuse_gone(evidence)
    blob = evidence.blob
    end = blob.size if stop is None else stop
    access = visits.saw(evidence, by=by, act=act, what="original")
    data = {"from": start, "to": end, "purpose": access.purpose}
    audit.read(evidence, what="original", actor=by, data=data)
    return blob, chunks_of(blob, start, stop)


def chunks_of(blob: Blob, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes, the first of them read already: a missing original is said, not half sent."""
    chunks = files.open_blob(blob, start=start, stop=stop)
    try:
        first = next(chunks, b"")
    except FileNotFoundError as error:
        raise RuleError(
            _("原件不在存储中。"),
            article="国办发〔2018〕118号第九条",
            remedy=_("请立即报告系统管理员，从备份恢复并查明原因。"),
        ) from error
    return chain([first], chunks)
