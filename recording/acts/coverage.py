"""Marks in recordings, taken back; reasons for what they lack."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act, ActForm
from enforcement.models import Case
from recording import coverage_map
from recording.forms.coverage import CoverageNoteForm, MarkForm
from recording.models import Evidence, RecordingMark
from recording.services import coverage


def _cases(user: Any) -> QuerySet[Case]:
    return Case.objects.visible_to(user).select_related("agency")


def _recordings(user: Any) -> QuerySet[Evidence]:
    rows = Evidence.objects.visible_to(user).select_related("case__agency")
    return rows.filter(media__in=coverage_map.AUDIOVISUAL)


def _marks(user: Any) -> QuerySet[RecordingMark]:
    rows = RecordingMark.objects.select_related("evidence__case__agency")
    return rows.filter(evidence__in=Evidence.objects.visible_to(user), cancels=None)


def map_of(case: Case) -> tuple[str, str]:
    """The coverage map of a case."""
    return str(gettext_lazy("音像覆盖")), reverse("case-coverage", args=[case.pk])


def _unarchived(row: Evidence) -> bool:
    return row.case.status != Case.Status.ARCHIVED


def _standing(row: RecordingMark) -> bool:
    return not RecordingMark.objects.filter(cancels=row).exists()


def _mark(row: Evidence, *, by: Any, segment: str, place: int) -> object:
    return coverage.mark(row, by=by, segment=segment, second=place)


COVERAGE_EXPLAIN = Act(
    name="coverage-explain",
    permission=coverage.RECORD,
    title=gettext_lazy("说明音像记录的问题"),
    done=gettext_lazy("已记录说明。"),
    rows=_cases,
    form=CoverageNoteForm,
    do=coverage.explain,
    home=map_of,
    lead=lambda row, on: gettext_lazy("说明保存后不能修改，随案卷一并归档，供审核和决定时查看。"),
    open=lambda case: case.status != Case.Status.ARCHIVED,
)
EVIDENCE_MARK = Act(
    name="evidence-mark",
    permission=coverage.RECORD,
    title=gettext_lazy("标记录音录像的内容"),
    done=gettext_lazy("已标记。"),
    rows=_recordings,
    form=MarkForm,
    do=_mark,
    home=lambda row: map_of(row.case),
    lead=lambda row, on: f"{row.title}（{row.get_media_display()}）",
    open=_unarchived,
)
MARK_TAKE_BACK = Act(
    name="mark-take-back",
    permission=coverage.RECORD,
    title=gettext_lazy("取消标记"),
    done=gettext_lazy("已取消；原标记保留在日志中。"),
    rows=_marks,
    form=ActForm,
    do=coverage.take_back,
    home=lambda row: map_of(row.evidence.case),
    open=_standing,
)
