"""The picture of a table of moves: every move and no other is in it, and nothing lies on another."""

import re
from itertools import combinations
from typing import Any

import pytest
from django.utils import translation

from core import flowchart
from core.flow import Flow, Move
from core.flowchart import Arrow, Box, Chart, chart
from disclosure.flowcharts import SUBJECTS
from enforcement.models import Case
from tests.pictures import apart
from tests.test_moves import flows

pytestmark = pytest.mark.one_database
ALL = dict(flows())


def drawn(*moves: tuple[str, tuple[str, ...], str], starts: tuple[str, ...] = ("draft",)) -> Chart:
    """A chart over states of a case: (words, from, to)."""
    table = [
        Move(str(no), sources, target, words) for no, (words, sources, target) in enumerate(moves)
    ]
    return chart(Flow(Case, table, starts=starts))


def text_of(arrow: Arrow) -> str:
    return "".join(line.text for line in arrow.lines)


def ends(arrow: Arrow) -> tuple[int, float]:
    """How many lines begin, and the height at which the tip is."""
    return arrow.path.count("M"), float(re.findall(r"V([\d.]+)", arrow.path)[-1])


def box_of(found: Chart, words: str) -> Box:
    [box] = [box for box in found.boxes if "".join(line.text for line in box.lines) == words]
    return box


# ------------------------------------------------------------------------------------ every table
@pytest.mark.parametrize("name", sorted(ALL))
def test_every_move_of_every_table_is_in_words_and_in_the_picture(name: str) -> None:
    flow = ALL[name]
    found = chart(flow)
    words = [step.label for step in found.steps]
    assert words == [str(move.label) for move in flow.moves.values()]
    painted = "".join(text_of(arrow) for arrow in found.arrows)
    for move in flow.moves.values():
        assert re.sub(r"\s", "", str(move.label)) in re.sub(r"\s", "", painted)


@pytest.mark.parametrize("name", sorted(ALL))
def test_as_many_lines_leave_boxes_as_the_table_has_ways(name: str) -> None:
    flow = ALL[name]
    ways = {(source, target) for source, target in flow.pairs}
    lines = sum(arrow.path.count("M") for arrow in chart(flow).arrows)
    # Several moves along the same way share a line; a way is never without one.
    assert len(ways) <= lines <= sum(len(move.sources) for move in flow.moves.values())


@pytest.mark.parametrize("name", sorted(ALL))
def test_nothing_lies_on_another_thing_or_outside(name: str) -> None:
    found = chart(ALL[name])
    things: list[Box | Arrow] = [*found.boxes, *found.arrows]
    for one, other in combinations(things, 2):
        assert apart(one, other), (one, other)
    for thing in things:
        assert thing.x >= 0 and thing.x + thing.width <= found.width
        assert thing.y >= 0 and thing.y + thing.height <= found.height


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_first_and_last_states_are_those_of_the_table(name: str) -> None:
    flow = ALL[name]
    labels = dict(flow.model._meta.get_field(flow.field).flatchoices)
    found = chart(flow)
    shown = {"".join(line.text for line in box.lines).replace(" ", ""): box for box in found.boxes}
    for state, box in (
        (state, shown[str(labels[state]).replace(" ", "")])
        for state in labels
        if str(labels[state]).replace(" ", "") in shown
    ):
        leaves = any(source == state for source, _target in flow.pairs)
        assert (box.first, box.last) == (state in flow.starts, not leaves)
    assert {str(labels[state]).replace(" ", "") for state in flow.starts} <= set(shown)


# --------------------------------------------------------------------------------- single arrows
def test_a_move_to_the_next_state_is_straight() -> None:
    found = drawn(("立案", ("draft",), "filed"))
    [arrow] = found.arrows
    begin, end = found.boxes
    assert arrow.path == (
        f"M{begin.x + begin.width / 2:.1f} {begin.y + begin.height:.1f}V{end.y:.1f}"
    )
    assert begin.first and not begin.last and end.last and not end.first


def test_a_move_that_skips_a_state_goes_down_on_the_right() -> None:
    found = drawn(
        ("立案", ("draft",), "filed"),
        ("决定", ("filed",), "decided"),
        ("当场决定", ("draft",), "decided"),
    )
    [arrow] = [arrow for arrow in found.arrows if text_of(arrow) == "当场决定"]
    assert arrow.x > max(box.x + box.width for box in found.boxes)
    lines, goal = ends(arrow)
    assert lines == 1
    assert box_of(found, "已决定").middle > goal > box_of(found, "已决定").y


def test_a_move_back_goes_up_on_the_left() -> None:
    found = drawn(("决定", ("filed",), "decided"), ("重新办理", ("decided",), "filed"))
    [arrow] = [arrow for arrow in found.arrows if text_of(arrow) == "重新办理"]
    assert arrow.x + arrow.width < min(box.x for box in found.boxes)
    assert box_of(found, "办理中").middle < ends(arrow)[1]


def test_sources_of_one_move_share_its_line() -> None:
    found = drawn(
        ("立案", ("draft",), "filed"),
        ("决定", ("filed",), "decided"),
        ("结案", ("draft", "filed"), "closed"),
    )
    [arrow] = [arrow for arrow in found.arrows if text_of(arrow) == "结案"]
    assert ends(arrow)[0] == 2


def test_moves_along_the_same_way_stand_under_one_another() -> None:
    found = drawn(("立案", ("draft",), "filed"), ("受理", ("draft",), "filed"))
    [arrow] = found.arrows
    assert [line.text for line in arrow.lines] == ["立案", "受理"]
    assert arrow.lines[1].y - arrow.lines[0].y == flowchart.TEXT


def test_moves_that_stay_are_one_loop_at_the_corner_of_their_box() -> None:
    found = drawn(
        ("立案", ("draft",), "filed"),
        ("改派", ("filed",), "filed"),
        ("更正当事人的名称", ("filed",), "filed"),
        ("决定", ("filed",), "decided"),
    )
    box = box_of(found, "办理中")
    [arrow] = [arrow for arrow in found.arrows if text_of(arrow) == "改派更正当事人的名称"]
    across = [float(x) for x in re.findall(r"[MH]([\d.]+)", arrow.path)]
    down = [float(y) for y in re.findall(r"[ V]([\d.]+)", arrow.path)]
    assert across[0] == box.x > across[1] > 0 and box.x < across[2] < box.x + box.width / 2
    assert down[0] > box.middle and down[-1] == box.y + box.height, "it ends below the same box"
    assert arrow.y > max(down) and arrow.y + arrow.height < box_of(found, "已决定").y


def test_a_loop_below_the_last_box_is_in_the_picture_and_the_box_stays_the_last() -> None:
    found = drawn(("立案", ("draft",), "filed"), ("改派", ("filed",), "filed"))
    loop = found.arrows[-1]
    assert text_of(loop) == "改派" and loop.y + loop.height < found.height
    assert box_of(found, "办理中").last


def test_the_table_says_that_a_move_stays(client: Any, db: None) -> None:
    page = client.get("/flowcharts/measure/").content.decode()
    assert page.count("实施中（状态不变）") == 2
    assert "（状态不变）" not in client.get("/flowcharts/case/").content.decode()


def test_the_words_of_a_step_name_its_states_in_order() -> None:
    found = drawn(("立案", ("draft",), "filed"), ("结案", ("filed", "draft"), "closed"))
    assert found.steps[1].sources == "待立案、办理中"
    assert found.steps[1].target == "已结案"


# ----------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("审核通过", 18, ["审核通过"]),
        ("审核不通过，已退回承办机构", 12, ["审核不通过，", "已退回承办机", "构"]),
        ("Returned for supplements", 10, ["Returned", "for", "supplement", "s"][:2]),
        ("", 10, []),
    ],
)
def test_text_breaks_between_ideographs_and_between_words(
    text: str, limit: int, lines: list[str]
) -> None:
    found = flowchart.wrapped(text, limit)
    assert found[: len(lines)] == lines
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


def test_a_long_word_is_not_torn() -> None:
    assert flowchart.wrapped("Resubmission only", 5) == ["Resubmission", "only"]


# ----------------------------------------------------------------------------------------- pages
@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(SUBJECTS))
def test_the_page_shows_the_picture_and_the_same_in_words(client: Any, key: str) -> None:
    page = client.get(f"/flowcharts/{key}/").content.decode()
    flow = SUBJECTS[key].flow
    for move in flow.moves.values():
        assert f">{move.label}</td>" in page
        assert move.article in page
    assert page.count('<rect class="state') == len(chart(flow).boxes)
    assert 'role="img"' in page and "图中每一步的文字说明见下表" in page


@pytest.mark.django_db
def test_the_list_leads_to_every_chart_and_an_unknown_one_is_not_found(client: Any) -> None:
    page = client.get("/flowcharts/").content.decode()
    for key, subject in SUBJECTS.items():
        assert f'href="/flowcharts/{key}/"' in page and str(subject.title) in page
    assert client.get("/flowcharts/none/").status_code == 404
    assert "/flowcharts/" in client.get("/").content.decode()
    assert "/flowcharts/</loc>" in client.get("/sitemap-pages.xml").content.decode()


def test_the_picture_is_in_the_language_of_the_reader() -> None:
    with translation.override("en"):
        found = chart(SUBJECTS["legal-review"].flow)
    words = [line.text for box in found.boxes for line in box.lines]
    words += [text for step in found.steps for text in (step.label, step.sources, step.target)]
    assert words and all(text.isascii() for text in words), words
