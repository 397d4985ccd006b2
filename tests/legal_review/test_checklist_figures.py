"""The figures of a changed checklist: which heads stay, what each alone had caught, what would pass."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_review.rule_trial import HeadTally, _only, _tallies

OLD = {"facts": "事实清楚", "law": "依据准确", "papers": "文书规范"}
HEADS = sorted(OLD)


@pytest.mark.parametrize(
    ("failed", "gone", "passes"),
    [
        (["papers"], {"papers"}, True),
        (["papers", "facts"], {"papers"}, False),
        (["papers", "facts"], {"papers", "facts", "law"}, True),
        (["facts"], set(), False),
        ([], {"papers"}, False),
        ([], set(), False),
    ],
)
def test_a_returned_draft_would_pass_when_all_that_failed_is_dropped(
    failed: list[str], gone: set[str], *, passes: bool
) -> None:
    assert _only(failed, gone) is passes


def test_heads_come_in_the_order_of_the_old_list_and_new_ones_behind() -> None:
    new = {"crime": "是否涉嫌犯罪", "papers": "文书规范", "facts": "事实清楚"}

    found = _tallies(OLD, new, Counter(), [])

    assert [(row.key, row.place) for row in found] == [
        ("facts", "kept"),
        ("law", "dropped"),
        ("papers", "kept"),
        ("crime", "added"),
    ]


def test_a_head_is_named_as_the_new_list_names_it() -> None:
    (kept, dropped, added) = _tallies(
        {"facts": "事实清楚", "law": "依据准确"},
        {"facts": "事实清楚充分", "x": "新项"},
        Counter(),
        [],
    )

    assert (kept.label, dropped.label, added.label) == ("事实清楚充分", "依据准确", "新项")


def test_a_head_alone_is_counted_apart_from_one_among_others() -> None:
    failed = [["papers"], ["papers"], ["papers", "law"], ["law"], ["facts", "law", "papers"]]
    judged = Counter({"facts": 9, "law": 9, "papers": 8})

    found = {row.key: row for row in _tallies(OLD, OLD, judged, failed)}

    assert found == {
        "facts": HeadTally("facts", "事实清楚", "kept", 9, 1, 0),
        "law": HeadTally("law", "依据准确", "kept", 9, 3, 1),
        "papers": HeadTally("papers", "文书规范", "kept", 8, 4, 2),
    }


def test_a_head_nobody_judged_has_no_result_at_all() -> None:
    (row,) = _tallies({}, {"crime": "是否涉嫌犯罪"}, Counter(), [["facts"]])

    assert row == HeadTally("crime", "是否涉嫌犯罪", "added", 0, 0, 0)


@given(st.lists(st.lists(st.sampled_from(HEADS), min_size=1, unique=True)))
def test_a_head_never_fails_alone_more_often_than_it_fails(failed: list[list[str]]) -> None:
    found = _tallies(OLD, {}, Counter(), failed)

    assert sum(row.failed for row in found) == sum(len(heads) for heads in failed)
    assert sum(row.alone for row in found) == sum(len(heads) == 1 for heads in failed)
    assert all(row.alone <= row.failed <= len(failed) for row in found)
    assert all(_only(heads, set(OLD)) for heads in failed)
