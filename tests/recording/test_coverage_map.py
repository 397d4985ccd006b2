"""The coverage map of a real case: what it reads, what it keeps from the next stage, the reasons."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import completeness, coverage_map
from recording.coverage_map import BLOCK, REASON, WARN, Row
from recording.media.finding import Finding as Probed
from recording.media.finding import Verdict
from recording.models import CoverageNote, Evidence, RecordingMark, Step
from recording.services import coverage, media, steps
from tests import factories
from tests.base import Cast, day
from tests.recording import bare
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def clock(hour: int, minute: int, second: int = 0) -> datetime:
    local = timezone.get_default_timezone()
    return datetime(2026, 3, 4, hour, minute, second, tzinfo=local)


def seizure(cast: Cast, case: Case, **told: Any) -> Step:
    """A sealing from 10:00 to 10:30, which must be recorded from end to end."""
    values = {"kind": "seizure", "at": clock(10, 0), "ended_at": clock(10, 30), **told}
    return bare.step(case, cast.officer1, **values)


def film(cast: Cast, step: Step, begins: datetime, ends: datetime, **told: Any) -> Evidence:
    values = {"step": step, "started_at": begins, "ended_at": ends, "full_recording": True, **told}
    return bare.item(step.case, cast.officer1, f"{begins}{ends}", **values)


def only(case: Case) -> Row:
    [row] = coverage_map.read(case)
    return row


def told(row: Row) -> list[tuple[str, str, str]]:
    return [(lack.finding.kind, lack.effect, lack.text) for lack in row.lacks]


def broken(cast: Cast, case: Case) -> Row:
    """A sealing whose film stops for 40 seconds."""
    step = seizure(cast, case)
    first = film(cast, step, clock(10, 0), clock(10, 15))
    film(cast, step, clock(10, 15, 40), clock(10, 30))
    coverage.mark(first, by=cast.officer1, segment="certificate", second=20)
    return only(case)


# ---------------------------------------------------------------------------------- the map
def test_a_sealing_filmed_from_end_to_end_with_its_certificates_lacks_nothing(
    cast: Cast, case: Case
) -> None:
    kept = film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    coverage.mark(kept, by=cast.officer1, segment="certificate", second=35)

    row = only(case)

    assert (row.title, row.level, row.lacks) == ("查封、扣押", "full", [])
    shown = {cell.segment.key: (cell.state, cell.seconds) for cell in row.cells}
    assert shown["certificate"] == ("shown", (35,))
    assert shown["items"] == ("unmarked", ())
    assert row.bars == [(0.0, 100.0)]


def test_a_broken_film_is_told_by_the_second_and_asks_for_its_reason(
    cast: Cast, case: Case
) -> None:
    row = broken(cast, case)
    assert told(row) == [("gap", REASON, "10:15:00至10:15:40没有记录（40秒）。")]
    [gap] = coverage_map.gaps([row])
    assert "“查封、扣押”的音像记录：10:15:00至10:15:40没有记录" in gap.message
    assert gap.article == "国办发〔2018〕118号第八条"
    assert gap.message in [one.message for one in completeness.gaps(case, "review", ON)]


def test_the_reason_settles_it_and_stays_with_the_map(cast: Cast, case: Case) -> None:
    [lack] = broken(cast, case).lacks

    coverage.explain(case, by=cast.officer1, lack=lack.key, reason="电池耗尽，更换后继续记录。")

    [settled] = only(case).lacks
    assert settled.note is not None and not settled.open
    assert settled.note.reason == "电池耗尽，更换后继续记录。"
    assert list(coverage_map.gaps(coverage_map.read(case))) == []
    entry = AuditEntry.objects.get(action="step.coverage_note")
    assert entry.object_id == str(lack.step.pk)


def test_a_further_film_of_the_gap_closes_it_without_a_reason(cast: Cast, case: Case) -> None:
    step = broken(cast, case).step
    film(cast, step, clock(10, 14), clock(10, 16))
    assert only(case).lacks == []


def test_the_police_take_no_reason_for_a_gap(cast: Cast, case: Case) -> None:
    type(case.agency).objects.filter(pk=case.agency_id).update(profile="changzhi_police")
    [lack] = broken(cast, Case.objects.get(pk=case.pk)).lacks
    assert lack.effect == BLOCK
    with pytest.raises(RuleError, match="不能以说明代替") as refused:
        coverage.explain(case, by=cast.officer1, lack=lack.key, reason="电池耗尽。")
    assert refused.value.remedy == "确有其他录音录像的，请上传补齐。"


def test_without_certificate_shown_the_map_warns_only(cast: Cast, case: Case) -> None:
    film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    row = only(case)
    assert told(row) == [("unshown", WARN, "录音录像中没有标记“出示执法证件、告知权利义务”。")]
    assert list(coverage_map.gaps([row])) == []


def test_a_late_recording_is_on_the_map(cast: Cast, case: Case) -> None:
    step = bare.step(case, cast.officer1, kind="hearing", at=clock(10, 0))
    film(cast, step, clock(10, 0), clock(10, 5), late_reason="连续出差")
    assert told(only(case)) == [("late", WARN, "没有在规定的时间内上传。")]


def test_a_step_with_a_written_reason_needs_no_recording(cast: Cast, case: Case) -> None:
    reason = "文字记录能够全面有效记录。"
    bare.step(case, cast.officer1, at=clock(10, 0), av_exemption=reason)
    assert only(case).lacks == []


def test_what_is_missing_blocks_but_is_told_once(cast: Cast, case: Case) -> None:
    seizure(cast, case)
    row = only(case)
    assert told(row) == [("missing", BLOCK, "没有音像记录。")]
    assert list(coverage_map.gaps([row])) == []
    messages = [gap.message for gap in completeness.gaps(case, "review", ON)]
    assert len([text for text in messages if "没有全程音像记录" in text]) == 1


def missing(case: Case) -> list[str]:
    return [gap.message for gap in completeness.gaps(case, "review", ON) if "音像" in gap.message]


def test_a_film_with_an_explained_break_is_enough_without_the_tick(cast: Cast, case: Case) -> None:
    step = seizure(cast, case)
    film(cast, step, clock(10, 0), clock(10, 15), full_recording=False)
    film(cast, step, clock(10, 15, 40), clock(10, 30), full_recording=False)
    [gap] = missing(case)
    assert "没有记录（40秒）" in gap
    [lack] = [one for one in only(case).lacks if one.effect == REASON]
    coverage.explain(case, by=cast.officer1, lack=lack.key, reason="更换电池。")
    assert missing(case) == []


@pytest.mark.parametrize("untold", ["end", "step"])
def test_what_the_map_cannot_measure_needs_the_tick(cast: Cast, case: Case, untold: str) -> None:
    step = seizure(cast, case, **({"ended_at": None} if untold == "step" else {}))
    end: Any = None if untold == "end" else clock(10, 30)
    film(cast, step, clock(10, 0), end, full_recording=False)
    assert any("没有全程音像记录" in text for text in missing(case))


def test_a_photograph_is_never_a_full_record(cast: Cast, case: Case) -> None:
    step = seizure(cast, case)
    film(cast, step, clock(10, 0), clock(10, 30), media="photo", full_recording=False)
    assert any("没有全程音像记录" in text for text in missing(case))


def test_papers_and_steps_without_a_duty_are_not_on_the_map(cast: Cast, case: Case) -> None:
    bare.step(case, cast.officer1, kind="investigation_report")
    assert coverage_map.read(case) == []


def test_the_map_takes_a_fixed_number_of_queries(
    cast: Cast, case: Case, django_assert_num_queries: Any
) -> None:
    for hour in range(8, 12):
        step = bare.step(case, cast.officer1, at=clock(hour, 0))
        film(cast, step, clock(hour, 0), clock(hour, 5))
    case.agency.rules()  # the agency knows its rules from then on
    with django_assert_num_queries(5):
        assert len(coverage_map.read(case)) == 4


@pytest.mark.parametrize(("skew", "found"), [(119, []), (120, ["drift"]), (-120, ["drift"])])
def test_the_clock_in_the_file_is_held_against_the_told_start(
    cast: Cast, case: Case, skew: int, found: list[str]
) -> None:
    kept = film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    coverage.mark(kept, by=cast.officer1, segment="certificate", second=20)
    device = Probed(
        verdict=Verdict.WHOLE, tool="t", recorded_at=clock(10, 0) + timedelta(seconds=skew)
    )
    media.keep(kept.blob, device, at=timezone.now())
    assert [lack.finding.kind for lack in only(case).lacks] == found


# ---------------------------------------------------------------------------------- marks
def test_a_mark_taken_back_shows_nothing_and_stays_on_record(cast: Cast, case: Case) -> None:
    kept = film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    row = coverage.mark(kept, by=cast.officer1, segment="certificate", second=35)

    coverage.take_back(row, by=cast.officer1)

    assert [lack.finding.kind for lack in only(case).lacks] == ["unshown"]
    assert RecordingMark.objects.count() == 2
    with pytest.raises(RuleError, match="已经取消"):
        coverage.take_back(row, by=cast.officer1)


@pytest.mark.parametrize(
    ("values", "message", "field"),
    [
        ({"segment": "sunset"}, "没有这项内容", "segment"),
        ({"second": 1861}, "超出了录音录像的长度（1860秒）", "place"),
    ],
)
def test_a_mark_must_be_of_a_segment_and_inside_the_film(
    cast: Cast, case: Case, values: dict[str, Any], message: str, field: str
) -> None:
    kept = film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    with pytest.raises(RuleError) as refused:
        coverage.mark(kept, by=cast.officer1, **{"segment": "scene", "second": 1860, **values})
    assert message in refused.value.message and refused.value.field == field
    assert not RecordingMark.objects.exists()


def test_a_photograph_has_no_place_and_a_paper_no_mark(cast: Cast, case: Case) -> None:
    photo = bare.item(case, cast.officer1, media="photo")
    paper = bare.item(case, cast.officer1, "页", media="document")
    coverage.mark(photo, by=cast.officer1, segment="scene", second=0)
    with pytest.raises(RuleError, match="照片没有时间位置"):
        coverage.mark(photo, by=cast.officer1, segment="scene", second=1)
    with pytest.raises(RuleError, match="只能在照片、录音、录像中标记"):
        coverage.mark(paper, by=cast.officer1, segment="scene", second=0)


def test_only_a_handler_marks_and_explains(cast: Cast, case: Case) -> None:
    [lack] = broken(cast, case).lacks
    kept = Evidence.objects.filter(case=case)[0]
    for by in (cast.reviewer, cast.head):
        with pytest.raises(PermissionDenied):
            coverage.mark(kept, by=by, segment="scene", second=0)
        with pytest.raises(PermissionDenied):
            coverage.explain(case, by=by, lack=lack.key, reason="无。")
    assert not CoverageNote.objects.exists()


# ---------------------------------------------------------------------------------- reasons
def test_a_reason_is_given_once_in_words_and_for_what_is_on_the_map(cast: Cast, case: Case) -> None:
    [lack] = broken(cast, case).lacks
    with pytest.raises(RuleError, match="没有写明原因"):
        coverage.explain(case, by=cast.officer1, lack=lack.key, reason="  ")
    with pytest.raises(RuleError, match="没有这项需要说明的问题"):
        coverage.explain(case, by=cast.officer1, lack="7|gap|x|", reason="电池耗尽。")
    coverage.explain(case, by=cast.officer1, lack=lack.key, reason="电池耗尽。")
    with pytest.raises(RuleError, match="或者已经说明"):
        coverage.explain(case, by=cast.officer1, lack=lack.key, reason="再说一次。")


def test_what_blocks_takes_no_reason(cast: Cast, case: Case) -> None:
    seizure(cast, case)
    [lack] = only(case).lacks
    with pytest.raises(RuleError, match="不能以说明代替：没有音像记录"):
        coverage.explain(case, by=cast.officer1, lack=lack.key, reason="忘记开机。")


def test_sql_changes_no_mark_and_no_reason(cast: Cast, case: Case) -> None:
    [lack] = broken(cast, case).lacks
    note = coverage.explain(case, by=cast.officer1, lack=lack.key, reason="电池耗尽。")
    for attempt in (
        lambda: CoverageNote.objects.filter(pk=note.pk).update(reason="无"),
        lambda: CoverageNote.objects.filter(pk=note.pk).delete(),
        lambda: RecordingMark.objects.update(second=1),
        lambda: RecordingMark.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="APPEND_ONLY"), transaction.atomic():
            attempt()


# ---------------------------------------------------------------------------------- the pages
def test_the_officer_sees_the_gap_explains_it_and_the_others_read_why(
    cast: Cast, case: Case
) -> None:
    [lack] = broken(cast, case).lacks
    page = reverse("case-coverage", args=[case.pk])
    client = cast.client("officer1")
    text = client.get(page).content.decode()
    for expected in ("10:15:00至10:15:40没有记录（40秒）", "有 1 个问题需要处理", "0:20"):
        assert expected in text

    answer = client.post(
        reverse("coverage-explain", args=[case.pk]), {"lack": lack.key, "reason": "电池耗尽。"}
    )

    assert answer["Location"] == page
    read = cast.client("head").get(page).content.decode()
    assert "电池耗尽。" in read and "没有待处理的问题" in read
    assert reverse("coverage-explain", args=[case.pk]) not in read


def test_a_place_is_typed_as_the_player_shows_it(cast: Cast, case: Case) -> None:
    kept = film(cast, seizure(cast, case), clock(10, 0), clock(10, 30))
    url = reverse("evidence-mark", args=[kept.pk])
    client = cast.client("officer1")
    for typed in ("abc", "3:75", "-1:00"):
        text = client.post(url, {"segment": "scene", "place": typed}).content.decode()
        assert "请按“分:秒”或者“时:分:秒”填写" in text
    for typed, second in (("3:25", 205), ("0:0:07", 7), ("12：05", 725)):
        client.post(url, {"segment": "scene", "place": typed})
        assert RecordingMark.objects.latest("pk").second == second


def test_the_reviewer_and_the_head_see_what_the_recordings_lack(cast: Cast) -> None:
    page = reverse("decision-issue", args=[factories.reviewed(cast.bureau, on=ON).pk])
    text = cast.client("head").get(page).content.decode()
    assert "音像记录" in text and "录音录像中没有标记“出示执法证件、告知权利义务”" in text


# ---------------------------------------------------------------------------------- the step
def test_a_step_tells_when_it_ended_and_never_before_it_began(cast: Cast, case: Case) -> None:
    values: dict[str, Any] = {
        "by": cast.officer1,
        "kind": "inquiry",
        "text": "如实。",
        "officers": factories.staff_of(case),
    }
    begun = factories.at(day(3, 12), 10)
    row = steps.record(case, at=begun, ended_at=begun + timedelta(minutes=30), **values)
    assert row.ended_at == begun + timedelta(minutes=30)
    with pytest.raises(RuleError, match="结束时间不能早于开始时间") as refused:
        steps.record(case, at=begun, ended_at=begun - timedelta(minutes=1), **values)
    assert refused.value.field == "ended_at"
