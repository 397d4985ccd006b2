"""The edit list: only what can be done is taken, and each refusal says what to change."""

from typing import Any

import pytest

from core.errors import RuleError
from recording.media import edits
from recording.media.edits import Area, Edits, Original

pytestmark = pytest.mark.one_database
PHOTO = Original("photo")
FILM = Original("video", 10_000, sound=True)
MUTE_FILM = Original("video", 10_000)
TAPE = Original("audio", 10_000, sound=True)
AREA = {"x": 1000, "y": 2000, "w": 3000, "h": 2500, "mode": "black"}
TIMED = {**AREA, "span": [0, 10_000]}


def refusal(data: Any, original: Original) -> str:
    with pytest.raises(RuleError) as caught:
        edits.read(data, original)
    assert caught.value.field == "edits"
    return str(caught.value)


def test_a_whole_list_is_read_in_order_of_time_and_written_as_it_was() -> None:
    data = {
        "keep": [[6000, 10_000], [0, 2000]],
        "areas": [{**TIMED, "mode": "blur"}],
        "mute": [[7000, 8000], [500, 900]],
    }
    found = edits.read(data, FILM)
    assert found == Edits(
        ((0, 2000), (6000, 10_000)),
        (Area(1000, 2000, 3000, 2500, "blur", (0, 10_000)),),
        ((500, 900), (7000, 8000)),
    )
    assert edits.read(found.as_json(), FILM) == found
    assert found.as_json()["areas"] == data["areas"]


def test_an_area_of_a_photograph_has_no_time() -> None:
    found = edits.read({"areas": [AREA]}, PHOTO)
    assert found.areas == (Area(1000, 2000, 3000, 2500, "black"),)
    assert found.as_json() == {"keep": [], "mute": [], "areas": [AREA]}
    assert "格式不正确" in refusal({"areas": [TIMED]}, PHOTO)
    assert "格式不正确" in refusal({"areas": [AREA]}, FILM)


@pytest.mark.parametrize("data", [{}, {"areas": []}, {"keep": [[0, 10_000]]}, {"mute": []}])
def test_no_edit_at_all_is_refused(data: Any) -> None:
    assert "没有任何编辑内容" in refusal(data, FILM)


def test_keeping_everything_beside_a_real_edit_is_no_cut() -> None:
    assert edits.read({"keep": [[0, 10_000]], "mute": [[1, 100]]}, FILM).keep == ()


@pytest.mark.parametrize("area", [{"x": 8000}, {"y": 7501}, {"x": -1}, {"y": -20}, {"w": 9001}])
def test_an_area_beyond_the_picture_is_refused(area: dict[str, int]) -> None:
    assert "遮盖区域 1 超出画面" in refusal({"areas": [{**AREA, **area}]}, PHOTO)


def test_an_area_may_touch_every_edge() -> None:
    whole = {**AREA, "x": 0, "y": 0, "w": 10_000, "h": 10_000}
    assert edits.read({"areas": [whole]}, PHOTO).areas[0].w == 10_000


@pytest.mark.parametrize("area", [{"w": 19}, {"h": 0}, {"w": -5}])
def test_an_area_too_small_to_be_meant_is_refused(area: dict[str, int]) -> None:
    assert "遮盖区域 2 太小" in refusal({"areas": [AREA, {**AREA, **area}]}, PHOTO)


@pytest.mark.parametrize("span", [[0, 10_001], [-1, 500], [10_000, 20_000]])
def test_a_span_beyond_the_length_is_refused(span: list[int]) -> None:
    for data in ({"keep": [span]}, {"mute": [span]}, {"areas": [{**AREA, "span": span}]}):
        text = refusal(data, FILM)
        assert "超出录制时长（0:00.000–0:10.000）" in text


@pytest.mark.parametrize("span", [[500, 500], [900, 100], [100, 139]])
def test_a_span_without_length_is_refused(span: list[int]) -> None:
    assert "保留片段" in refusal({"keep": [span]}, FILM)
    assert "结束时间应当晚于开始时间" in refusal({"mute": [span]}, FILM)


def test_kept_spans_that_overlap_are_refused_and_touching_ones_are_not() -> None:
    text = refusal({"keep": [[3000, 5000], [0, 3001]]}, FILM)
    assert "0:00.000–0:03.001 与 0:03.000–0:05.000 互相重叠" in text
    assert len(edits.read({"keep": [[3000, 5000], [0, 3000]]}, FILM).keep) == 2


def test_muted_spans_may_overlap() -> None:
    assert len(edits.read({"mute": [[0, 500], [400, 900]]}, TAPE).mute) == 2


def test_only_what_there_is_can_be_edited() -> None:
    assert "照片没有时间" in refusal({"mute": [[0, 500]]}, PHOTO)
    assert "照片没有时间" in refusal({"keep": [[0, 500]]}, PHOTO)
    assert "录音没有画面" in refusal({"areas": [TIMED]}, TAPE)
    assert "没有声音" in refusal({"mute": [[0, 500]]}, MUTE_FILM)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "areas",
        {"areas": {}},
        {"cut": []},
        {"areas": [1]},
        {"areas": [{**AREA, "mode": "cartoon"}]},
        {"areas": [{**AREA, "more": 1}]},
        {"areas": [{**AREA, "x": 10.5}]},
        {"areas": [{**AREA, "x": True}]},
        {"areas": [{**AREA, "x": "1000"}]},
        {"areas": [{k: v for k, v in AREA.items() if k != "w"}]},
    ],
)
def test_anything_else_is_refused(data: Any) -> None:
    assert "格式不正确" in refusal(data, PHOTO)


@pytest.mark.parametrize("span", [1, [1], [1, 2, 3], ["0", "500"], [0.5, 900.0], [True, 900]])
def test_a_span_is_two_whole_numbers(span: Any) -> None:
    assert "格式不正确" in refusal({"keep": [span]}, FILM)


def test_no_list_is_endless() -> None:
    assert "最多 60 处" in refusal({"areas": [AREA] * 61}, PHOTO)
    assert "各最多 60 段" in refusal({"mute": [[0, 100]] * 61}, FILM)


def test_moments_are_read_by_people() -> None:
    assert edits.clock(0) == "0:00.000"
    assert edits.clock(83_045) == "1:23.045"
    assert edits.clock(3_723_456) == "1:02:03.456"
    assert edits.words((0, 1500)) == "0:00.000–0:01.500"
