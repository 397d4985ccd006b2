"""The steps of an announced flow chart: what follows what, what cannot be drawn, and the picture of it."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cells import END
from core.errors import RuleError
from core.flowchart import Arrow, Box, Way
from enforcement import chart_steps
from enforcement.chart_steps import faults, following, picture, unreached, ways
from enforcement.register_books import FLOWCHART
from enforcement.registers import assert_sound
from tests.pictures import apart
from tests.registers import FLOWCHART as CONTENT

pytestmark = pytest.mark.one_database


def step(name: str, follows: str = "", **more: str) -> dict[str, str]:
    """One sound step."""
    return {"name": name, "unit": "许可科", "recorded": "否", "next": follows, **more}


def steps_of(*follows: str) -> list[dict[str, str]]:
    """Steps 甲, 乙, 丙 … with what follows each."""
    return [step("甲乙丙丁戊己庚辛"[no], said) for no, said in enumerate(follows)]


def arrows(*follows: str) -> set[tuple[int, int, str]]:
    return {(way.sources[0], way.target, way.words) for way in ways(steps_of(*follows))}


# ------------------------------------------------------------------------------- what follows what
def test_an_empty_cell_means_the_next_row_and_nothing_after_the_last() -> None:
    assert arrows("", "", "") == {(0, 1, ""), (1, 2, "")}


def test_the_end_is_said_in_a_word_of_its_own() -> None:
    assert arrows("丙", END, "") == {(0, 2, "")}


@pytest.mark.parametrize(
    "said", ["乙：合格；丙：不合格", "乙:合格;丙:不合格", " 乙 ： 合格 ；丙：不合格；"]
)
def test_several_ways_each_have_their_condition(said: str) -> None:
    assert arrows(said, END, "") == {(0, 1, "合格"), (0, 2, "不合格")}


def test_a_condition_may_hold_a_colon() -> None:
    assert following(step("甲", "乙：时限：五日")) == [("乙", "时限：五日")]


def test_a_way_may_lead_back() -> None:
    found = arrows("", "甲：补正后；丙：齐全", "")
    assert found == {(0, 1, ""), (1, 0, "补正后"), (1, 2, "齐全")}


# ------------------------------------------------------------------------- what cannot be drawn
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([step("")], "第1步没有写明"),
        ([step("甲"), step("乙", unit="")], "第2步没有写明"),
        ([step("甲"), step("甲")], "“甲”写了两次"),
        ([step(END)], "不能含分号"),
        ([step("甲；乙")], "不能含分号"),
        ([step("甲:乙")], "不能含分号"),
        ([step("甲", recorded="")], "是否音像记录"),
        ([step("甲", recorded="部分")], "是否音像记录"),
        ([step("甲", "己"), step("乙")], "去向“己”不是另一个环节"),
        ([step("甲", "甲"), step("乙")], "去向“甲”不是另一个环节"),
        ([step("甲", "乙：合格；结束：不合格"), step("乙")], "应当另列为一个环节"),
    ],
)
def test_a_fault_names_the_step(rows: list[dict[str, str]], told: str) -> None:
    [*found] = faults(rows)
    assert len(found) == 1
    assert told in found[0]


@pytest.mark.parametrize(
    ("follows", "lost"),
    [
        (("丙", "", ""), ["乙"]),
        ((END, ""), ["乙"]),
        (("丙", "丁", END, END), ["乙", "丁"]),
        (("乙", "", ""), []),
    ],
)
def test_what_the_first_step_never_leads_to_is_named(
    follows: tuple[str, ...], lost: list[str]
) -> None:
    assert unreached(steps_of(*follows)) == lost


@pytest.mark.parametrize(
    ("rows", "told"), [([step("甲", "无")], "不是另一个环节"), (steps_of(END, ""), "到不了")]
)
def test_such_a_chart_is_not_handed_in(rows: list[dict[str, str]], told: str) -> None:
    content: dict[str, Any] = {**CONTENT, "steps": rows}
    with pytest.raises(RuleError, match=told) as caught:
        assert_sound(FLOWCHART, content)
    assert caught.value.field == "steps"
    assert caught.value.article == FLOWCHART.article


# ------------------------------------------------------------------------------------ the picture
NAMES = st.text("受理审查决定送达勘", min_size=1, max_size=24)


@st.composite
def charts(draw: st.DrawFn) -> list[dict[str, str]]:
    """Sound steps: ways forth and back, long names, long conditions."""
    names = draw(st.lists(NAMES, min_size=1, max_size=7, unique=True))
    rows = []
    for name in names:
        others = [other for other in names if other != name]
        chosen = draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
        said = "；".join(f"{other}：{draw(NAMES)}" for other in chosen)
        limit = draw(st.sampled_from(["", "5个工作日"]))
        rows.append(step(name, draw(st.sampled_from([said, "", END])), limit=limit))
    return rows


@given(charts())
def test_every_step_and_way_is_in_the_picture_and_nothing_lies_on_another(
    rows: list[dict[str, str]],
) -> None:
    assert list(faults(rows)) == []
    found = picture(rows)
    boxes = ["".join(line.text for line in box.lines) for box in found.boxes]
    for no, (row, text) in enumerate(zip(rows, boxes, strict=True), 1):
        assert text.replace(" ", "").startswith(f"{no}.{row['name']}")
    drawn: list[Way] = list(ways(rows))
    assert sum(arrow.path.count("M") for arrow in found.arrows) == len(
        {(way.sources, way.target) for way in drawn}
    )
    for box, no in zip(found.boxes, range(len(rows)), strict=True):
        assert box.last == all(way.sources != (no,) for way in drawn)
        assert box.first == (no == 0)
    things: list[Box | Arrow] = [*found.boxes, *found.arrows]
    for one, other in combinations(things, 2):
        assert apart(one, other), (one, other)
    for thing in things:
        assert thing.x >= 0 and thing.x + thing.width <= found.width
        assert thing.y >= 0 and thing.y + thing.height <= found.height


def test_a_box_says_who_does_it_and_until_when() -> None:
    [box] = picture([step("受理", limit="即时")]).boxes
    assert [line.text for line in box.lines] == ["1. 受理", "许可科 · 即时"]
    assert chart_steps.picture([step("受理")]).boxes[0].lines[1].text == "许可科"
