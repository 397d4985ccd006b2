"""Evidence: taken in as it came, sealed by its hashes while it streams, every read on record."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, periods
from core.errors import RuleError
from core.models import Blob
from core.permissions import demand
from enforcement.models import Case, Officer, User
from enforcement.services import cases
from recording import completeness
from recording.models import Evidence, Step
from recording.services import coverage_lines, documents, evidence_index, visits
from recording.services.intake import FINE, Judgement, judge, note
from recording.services.retention import refuse_gone

UPLOAD_PERIOD = "record.upload"
NAME_LENGTH, TITLE_LENGTH = 255, 200
NAMELESS = {"", ".", ".."}


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Where and when a recording was made, and how it came to the unit (domain §8.4)."""

    step: Step | None = None
    full_recording: bool = False
    device_no: str = ""
    recorder: Officer | None = None
    place: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    returned_at: datetime | None = None
    late_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """The same by column of Evidence."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "late_reason": self.late_reason.strip()}


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
    locked = admit(case, by=by, media=media, taking=taking, at=at)
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
        taking=taking,
    )


def admit(case: Case, *, by: User, media: str, taking: Taking, at: datetime) -> Case:
    """The case, locked, when this person may add such a recording to it at this time.

    Inside a transaction only. RuleError as `seal`.
    """
    demand(by, "recording.add_evidence")
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=case.pk)
    documents.refuse_archived(locked)
    _assert_step(locked, taking)
    _assert_in_time(locked, media, taking, at)
    return locked


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


def _assert_in_time(case: Case, media: str, taking: Taking, at: datetime) -> None:
    if media not in completeness.AUDIOVISUAL:
        return
    article = case.agency.rules().article(UPLOAD_PERIOD)
    if taking.started_at is None:
        raise RuleError(
            _("音像资料应当注明记录开始时间。"),
            article=article,
            remedy=_("请按设备显示的时间填写。"),
            field="started_at",
        )
    ended = taking.ended_at or taking.started_at
    if ended < taking.started_at or ended > at:
        raise RuleError(
            _("记录的起止时间不合理：结束不得早于开始，也不得晚于上传。"),
            article=article,
            remedy=_("请核对起止时间。"),
            field="ended_at" if taking.ended_at else "started_at",
        )
    if not in_time(case, taking, at) and not taking.late_reason.strip():
        period = case.agency.rules().period(UPLOAD_PERIOD)
        raise RuleError(
            _("应当在执法活动当日、至迟在返回单位后%(limit)s内上传，现已超过。")
            % {"limit": period.words()},
            article=article,
            remedy=_("请填写返回单位时间；确已逾期的，请写明逾期上传的理由。"),
            field="late_reason",
        )


def in_time(case: Case, taking: Taking, at: datetime) -> bool:
    """Whether a recording came in the same day, or in time after the return to the unit.

    A return before the end of the recording, or still ahead, proves nothing."""
    ended = taking.ended_at or taking.started_at or at
    if timezone.localtime(ended).date() == timezone.localtime(at).date():
        return True
    if taking.returned_at is None or not ended <= taking.returned_at <= at:
        return False
    return at <= periods.until(case.agency.rules().period(UPLOAD_PERIOD), taking.returned_at)


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
