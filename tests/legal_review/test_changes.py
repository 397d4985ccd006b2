"""What changed between two rounds, character by character."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from enforcement.models import DraftVersion
from legal_review import changes

texts = st.text(alphabet="甲乙丙丁，。《》12ab", max_size=30)


def version(**content: object) -> DraftVersion:
    return DraftVersion(**{"facts": "占道经营。", "result": "罚款。", **content})


def test_the_same_text_has_no_changes() -> None:
    assert changes.between(version(), version()) == []


def test_only_the_changed_fields_are_shown_with_their_names() -> None:
    found = changes.between(version(), version(result="罚款200元。", fine_cents=20_000))

    assert [(change.name, change.label) for change in found] == [
        ("result", "决定内容"),
        ("fine_cents", "罚款（分）"),
    ]
    assert found[0].parts == [("same", "罚款"), ("new", "200元"), ("same", "。")]


def test_a_field_that_was_empty_is_all_new_and_one_struck_out_all_old() -> None:
    (added,) = changes.between(version(order=""), version(order="责令改正。"))
    (removed,) = changes.between(version(order="责令改正。"), version(order=""))

    assert added.parts == [("new", "责令改正。")]
    assert removed.parts == [("old", "责令改正。")]


def test_dates_and_lists_are_compared_as_they_read() -> None:
    found = changes.between(
        version(valid_to=date(2030, 1, 1), penalty_kinds=["fine"]),
        version(valid_to=date(2031, 1, 1), penalty_kinds=["fine", "warning"]),
    )

    assert {change.name for change in found} == {"valid_to", "penalty_kinds"}


@given(old=texts, new=texts)
def test_the_parts_put_together_are_the_two_texts(old: str, new: str) -> None:
    parts = changes.parts(old, new)

    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "old") == new
    assert all(text for _kind, text in parts)


@given(text=texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert changes.parts(text, text) == ([("same", text)] if text else [])
