"""The seal: one hash over the draft and its list of materials, whatever the order of the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_review import changes, seals

pytestmark = pytest.mark.one_database
ROW = {"title": "现场笔录", "sha256": "a" * 64, "kind": "scene_record", "number": "", "day": ""}
rows = st.lists(
    st.fixed_dictionaries({"title": st.text(max_size=5), "sha256": st.text("ab", max_size=3)}),
    max_size=5,
)


def test_the_seal_is_a_sha256_and_fixed_for_ever() -> None:
    # Stored seals are compared with it: a new value means that every stored seal would fail.
    assert (
        seals.seal("0" * 64, [ROW])
        == "5e497af8fe04e0120e58e087916cd76fd05996e2ab77908240bc927ca3cbe759"
    )


@given(rows)
def test_the_order_of_the_list_does_not_count(
    given_rows: list[dict[str, str]],
) -> None:
    mixed = list(reversed(given_rows))
    assert seals.seal("x", mixed) == seals.seal("x", given_rows)


@given(rows, rows)
def test_another_list_is_another_seal(
    one: list[dict[str, str]], other: list[dict[str, str]]
) -> None:
    same = sorted(map(str, one)) == sorted(map(str, other))
    assert (seals.seal("x", one) == seals.seal("x", other)) is same


@pytest.mark.parametrize("key", ROW)
def test_any_column_of_a_row_counts(key: str) -> None:
    assert seals.seal("x", [{**ROW, key: "other"}]) != seals.seal("x", [ROW])


def test_another_draft_is_another_seal() -> None:
    assert seals.seal("a", [ROW]) != seals.seal("b", [ROW])
    assert seals.seal("a", []) != seals.seal("a", [ROW])
    assert seals.seal("a", [ROW, ROW]) != seals.seal("a", [ROW])


# ------------------------------------------------------------------------------- the difference
@given(rows, rows)
def test_what_was_added_and_removed_makes_the_one_list_the_other(
    old: list[dict[str, str]], new: list[dict[str, str]]
) -> None:
    found = changes.of_materials(old, new)

    def keys(given_rows: list[dict[str, str]]) -> set[tuple[str, str]]:
        return {(row["title"], row["sha256"]) for row in given_rows}

    assert keys(old) - keys(found.removed) | keys(found.added) == keys(new)
    assert bool(found) is (keys(old) != keys(new))


def test_a_paper_written_anew_is_removed_and_added() -> None:
    again = {**ROW, "sha256": "b" * 64}
    found = changes.of_materials([ROW], [again])
    assert (found.removed, found.added) == ([ROW], [again])


def test_a_new_day_of_the_same_paper_is_no_change() -> None:
    assert not changes.of_materials([ROW], [{**ROW, "day": "2026-03-01"}])
