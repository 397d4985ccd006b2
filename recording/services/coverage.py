"""Marking what a recording shows, and giving the reason for what the recordings of a step lack."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, User
from enforcement.services import cases
from recording import coverage_map, segments
from recording.coverage_map import FULL_RECORD, RUNNING, Lack
from recording.models import CoverageNote, Evidence, RecordingMark
from recording.services import coverage_lines, documents

RECORD = "enforcement.record_step"


def _locked(case: Case, by: User) -> Case:
    """The case of a handler, locked, to be counted anew; RuleError once its file is archived."""
    demand(by, RECORD)
    cases.assert_handler(case, by)
    locked = Case.objects.select_for_update().select_related("agency").get(pk=case.pk)
    documents.refuse_archived(locked)
    coverage_lines.changed([locked.pk])
    return locked


@transaction.atomic
def mark(evidence: Evidence, *, by: User, segment: str, second: int) -> RecordingMark:
    """Mark that the recording shows a segment of domain §8.3 at `second` from its beginning.

    RuleError for a paper, an unknown segment, or a place behind the end of the recording.
    """
    _locked(evidence.case, by)
    if segment not in segments.segments():
        raise RuleError(
            _("没有这项内容。"),
            article=segments.ARTICLE,
            remedy=_("请重新选择。"),
            field="segment",
        )
    _assert_place(evidence, second)
    row = RecordingMark.objects.create(
        evidence=evidence, segment=segment, second=second, created_by=by
    )
    audit.append(
        "evidence.mark", obj=evidence, actor=by, data={"segment": segment, "second": second}
    )
    return row


def _assert_place(evidence: Evidence, second: int) -> None:
    if evidence.media not in coverage_map.AUDIOVISUAL:
        raise RuleError(
            _("只能在照片、录音、录像中标记。"),
            article=segments.ARTICLE,
            remedy=_("请选择音像资料。"),
        )
    length = _seconds(evidence)
    if evidence.media not in RUNNING and second:
        raise RuleError(
            _("照片没有时间位置。"),
            article=segments.ARTICLE,
            remedy=_("请将位置填写为0:00。"),
            field="place",
        )
    if length is not None and second > length:
        raise RuleError(
            _("位置超出了录音录像的长度（%(length)d秒）。") % {"length": length},
            article=segments.ARTICLE,
            remedy=_("请按播放器显示的位置填写。"),
            field="place",
        )


def _seconds(evidence: Evidence) -> int | None:
    """The told length of a recording, None when its end was not told."""
    if evidence.started_at is None or evidence.ended_at is None:
        return None
    # Both are told by the minute.
    told = evidence.ended_at - evidence.started_at + coverage_map.TOLD_BY
    return int(told.total_seconds())


@transaction.atomic
def take_back(mark: RecordingMark, *, by: User) -> RecordingMark:
    """Take back a mark set by mistake: a further row names it; what was marked stays on record."""
    _locked(mark.evidence.case, by)
    if mark.cancels_id or RecordingMark.objects.filter(cancels=mark).exists():
        raise RuleError(
            _("该标记已经取消。"), article=segments.ARTICLE, remedy=_("请刷新页面查看。")
        )
    row = RecordingMark.objects.create(
        evidence=mark.evidence,
        segment=mark.segment,
        second=mark.second,
        cancels=mark,
        created_by=by,
    )
    audit.append("evidence.unmark", obj=mark.evidence, actor=by, data={"mark": mark.pk})
    return row


@transaction.atomic
def explain(case: Case, *, by: User, lack: str, reason: str) -> CoverageNote:
    """Give the reason for a lack of the map; `lack` is its key.

    RuleError when the map has no such lack, it has its reason, or the rules take none for it.
    """
    locked = _locked(case, by)
    found = {one.key: one for row in coverage_map.read(locked) for one in row.lacks}.get(lack)
    if found is None or found.note is not None:
        raise RuleError(
            _("没有这项需要说明的问题，或者已经说明。"),
            article=FULL_RECORD,
            remedy=_("请刷新页面查看。"),
            field="lack",
        )
    if found.effect == coverage_map.BLOCK:
        raise RuleError(
            _("该问题不能以说明代替：%(text)s") % {"text": found.text},
            article=FULL_RECORD,
            remedy=_("确有其他录音录像的，请上传补齐。"),
            field="lack",
        )
    if not reason.strip():
        raise RuleError(
            _("没有写明原因。"),
            article=segments.BROKEN_OFF,
            remedy=_("请写明中断、缺失的原因和采取的补救措施。"),
            field="reason",
        )
    note = _note(found, by, reason)
    data = {"kind": note.kind, "begins": note.begins, "segment": note.segment}
    audit.append("step.coverage_note", obj=found.step, actor=by, data=data)
    return note


def _note(lack: Lack, by: User, reason: str) -> CoverageNote:
    finding = lack.finding
    return CoverageNote.objects.create(
        step=lack.step,
        kind=finding.kind,
        begins=finding.begins,
        segment=finding.segment,
        reason=reason.strip(),
        created_by=by,
    )
