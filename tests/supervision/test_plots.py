"""Bars: length is number, pieces are shares, nothing is drawn of nothing."""

from hypothesis import given
from hypothesis import strategies as st

from supervision import plots

COUNTS = st.fixed_dictionaries({"covered": st.integers(0, 10**6), "missing": st.integers(0, 10**6)})


def test_the_longest_bar_fills_the_drawing_and_the_others_are_in_proportion() -> None:
    drawn = plots.plot([("甲", "75%", {"covered": 3, "missing": 1}), ("乙", "—", {"covered": 2})])
    first, second = drawn.bars
    assert [(part.series, part.x, part.width) for part in first.parts] == [
        ("covered", 0, 240),
        ("missing", 240, 80),
    ]
    assert [part.width for part in second.parts] == [160]
    assert (first.label, first.told, drawn.height) == ("甲", "75%", 92)
    assert second.bar_y > first.bar_y + plots.BAR


def test_a_long_label_is_cut_over_its_bar() -> None:
    assert plots.short("机" * 20) == "机" * 20
    assert plots.short("机" * 21) == "机" * 19 + "…"


def test_no_rows_and_empty_rows_draw_nothing() -> None:
    assert plots.plot([]).bars == ()
    [bar] = plots.plot([("甲", "—", {"covered": 0, "missing": 0})]).bars
    assert bar.parts == ()


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_pieces_follow_each_other_within_the_drawing(rows: list[dict[str, int]]) -> None:
    for bar in plots.plot([("甲", "", row) for row in rows]).bars:
        for part, after in zip(bar.parts, bar.parts[1:], strict=False):
            assert abs(part.x + part.width - after.x) < 0.02
        assert all(part.x + part.width <= plots.WIDTH + 0.02 for part in bar.parts)
