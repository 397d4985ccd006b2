"""What changed between two rounds, character by character."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from enforcement.models import Benchmark, DraftVersion, Tier
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


def weighed(degree: str, **content: object) -> DraftVersion:
    """A version that applies the tier of a benchmark."""
    chosen = Benchmark(
        violation="占道经营",
        unit="times",
        base_name="货值金额",
        measure_name="面积（平方米）",
        low=10_000,
        high=50_000,
        issuer="某局",
        doc_no="某规1号",
    )
    tier = Tier(benchmark=chosen, degree=degree, low=10_000, high=20_000)
    return version(benchmark=chosen, tier=tier, base_cents=30_000, **content)


def test_what_a_draft_weighs_is_compared_in_words() -> None:
    (change,) = changes.between(weighed("lighter"), weighed("normal"))

    assert (change.name, change.label) == ("weighing", "裁量情况")
    assert [part for part in change.parts if part[0] != "same"] == [
        ("old", "从轻"),
        ("new", "一般"),
    ]


def test_the_quantity_and_the_base_are_compared_too() -> None:
    (change,) = changes.between(
        weighed("lighter", weighing={"measure": "5"}), weighed("lighter", weighing={"measure": "9"})
    )
    text = "".join(words for _kind, words in change.parts)

    assert ("old", "5") in change.parts
    assert "计罚基数" not in text
    assert "货值金额：300元。" in text
