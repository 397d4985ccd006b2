"""Chinese search: a text is found by every part of it, on either database, and by nothing else."""

from datetime import date
from itertools import groupby

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core import search
from disclosure.models import SearchEntry
from disclosure.services import duties
from enforcement.models import Agency
from tests import factories

pytestmark = pytest.mark.django_db
# Few different letters, so that the same pairs of neighbours come in many orders.
IDEOGRAPHS = "食品安全罚款𠮷局"
MIXED = IDEOGRAPHS + "ab1《》（）， 　"
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def entry() -> SearchEntry:
    """The one row of the index; its text is set by `hold`."""
    bureau: Agency = factories.agency()
    decision = factories.issued(bureau, procedure="simple", on=date(2026, 3, 2))
    publication = factories.duty(decision) or duties.open_duty(decision)
    return SearchEntry.objects.create(publication=publication, agency=bureau, text="", tokens="")


def hold(entry: SearchEntry, text: str) -> None:
    """Make the row hold the text as the index of publications does."""
    entry.text, entry.tokens = search.fold(text), search.listed(search.tokens(text))
    entry.save(update_fields=["text", "tokens"])


def found(text: str) -> bool:
    """Whether the search finds the row."""
    return SearchEntry.objects.matching(text).exists()


def test_a_text_is_found_by_each_of_its_parts_until_it_is_dropped(entry: SearchEntry) -> None:
    @QUICK
    @given(st.text(IDEOGRAPHS, min_size=1, max_size=12), st.data())
    def holds(text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text) - 1))
        stop = data.draw(st.integers(start + 1, len(text)))
        hold(entry, f"关于{text}的决定")
        assert found(text[start:stop])

    holds()
    hold(entry, "食品安全")
    entry.delete()
    assert not found("食品安全") and not found("食")


def test_a_long_part_of_any_text_is_found_over_letters_and_signs(entry: SearchEntry) -> None:
    @QUICK
    @given(st.text(MIXED, min_size=3, max_size=12), st.data())
    def holds(text: str, data: st.DataObject) -> None:
        folded = search.fold(text)
        assume(len(folded) >= 3)
        start = data.draw(st.integers(0, len(folded) - 3))
        part = folded[start : data.draw(st.integers(start + 3, len(folded)))]
        words = [word for word in part.split() if search.query_tokens(word)]
        assume(words and all(len(word) > search.SHORT for word in words))
        hold(entry, text)
        assert found(part)

    holds()


def test_what_the_text_does_not_hold_is_never_found(entry: SearchEntry) -> None:
    @QUICK
    @given(
        st.text(IDEOGRAPHS, min_size=1, max_size=10), st.text(IDEOGRAPHS, min_size=1, max_size=4)
    )
    def holds(text: str, word: str) -> None:
        hold(entry, text)
        assert found(word) == (word in text)

    holds()


def test_a_changed_text_is_no_longer_found_by_what_it_was(entry: SearchEntry) -> None:
    hold(entry, "销售过期食品")
    assert found("过期")
    hold(entry, "擅自设置广告")
    assert not found("过期") and not found("期") and found("广告")


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("车牌豫M12345号", "M123", True),
        ("车牌豫M12345号", "m12345", True),
        ("车牌豫M12345号", "豫Ｍ１２３", True),
        ("车牌豫M12345号", "M12346", False),
        ("食品 a", "a食", False),
        ("食品安全", "全安", False),
        ("罚款 食品", "食品 罚款", True),
        ("罚款 食品", "食品 许可", False),
        ("食品（安全）", "食品(安全)", True),
        ("共100%合格", "100%合", True),
        ("共100元合格", "100%合", False),
        ("甲_乙丙", "甲_乙", True),
        ("甲某乙丙", "甲_乙", False),
    ],
)
def test_words_fold_and_signs_stand_for_themselves(
    entry: SearchEntry, text: str, query: str, expected: bool
) -> None:
    hold(entry, text)
    assert found(query) == expected


@pytest.mark.parametrize("query", ["", " ", "　", "《》", "%", "_", "*", '"', "'", "--", "()"])
def test_a_query_without_a_letter_finds_nothing(entry: SearchEntry, query: str) -> None:
    hold(entry, "食品 % _ * \" ' -- ()《》")
    assert not found(query)


@pytest.mark.parametrize(
    "query",
    [*('食品" OR "a', "食品' | 'a", "NOT 食品", "食品*", "a:*", "NEAR(a b)", "食 AND", "\\食品")],
)
def test_the_language_of_the_index_has_no_meaning_in_a_query(
    entry: SearchEntry, query: str
) -> None:
    hold(entry, "罚款")
    assert not found(query)


def test_no_text_at_all_breaks_the_search(entry: SearchEntry) -> None:
    @QUICK
    @given(
        st.text(
            st.characters(
                categories=["L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Co", "Cn"],
                exclude_characters="\x00",
            ),
            max_size=20,
        )
    )
    def holds(text: str) -> None:
        hold(entry, "食品")
        assert not found(text) or "食" in text or "品" in text

    holds()


@given(st.text(max_size=30))
def test_every_query_token_of_a_text_is_in_its_index_or_begins_a_token(text: str) -> None:
    indexed = search.tokens(text).split(" ")
    for token in search.query_tokens(text):
        assert token in indexed or (
            search.begins(token) and any(one.startswith(token) for one in indexed)
        )


@given(st.text(MIXED, max_size=20), st.sampled_from(["", "party"]))
def test_each_ideograph_of_a_text_begins_a_token_and_no_other_does(text: str, mark: str) -> None:
    indexed = search.marked(mark, text).split()
    for char in IDEOGRAPHS:
        assert search.begins(mark + char)
        begun = any(token.startswith(mark + char) for token in indexed)
        assert begun == (char in search.fold(text))


def test_what_was_indexed_with_every_ideograph_is_still_found(entry: SearchEntry) -> None:
    entry.text, entry.tokens = "食品安全", "食 品 安 全 食品 品安 安全"
    entry.save(update_fields=["text", "tokens"])
    assert all(found(part) for part in ("食", "品", "全", "食品", "安全", "食品安", "食品安全"))
    assert not found("罚") and not found("全食")


@given(st.text(max_size=30))
def test_folding_a_folded_text_changes_nothing_of_its_tokens(text: str) -> None:
    once = search.fold(search.fold(text))
    assert search.tokens(once) == search.tokens(search.fold(text))


def by_character(text: str) -> list[str]:
    """The index tokens of a text as they are defined, one character after the other."""
    found: list[str] = []
    for kind, run in groupby(
        search.fold(text), lambda char: "i" if search.wide(char) else char.isalnum()
    ):
        word = "".join(run)
        if kind == "i":
            found += [*(word[i : i + 2] for i in range(len(word) - 1)), word[-1]]
        elif kind:
            found.append(word)
    return found


@given(st.text(alphabet=st.one_of(st.sampled_from(MIXED), st.characters()), max_size=40))
def test_the_index_tokens_are_the_pairs_the_last_ideographs_and_the_words(text: str) -> None:
    assert search.tokens(text).split() == by_character(text)


@given(st.lists(st.text(MIXED, max_size=20), max_size=4), st.integers(1, 60), st.integers(1, 8))
def test_listed_tokens_come_once_in_order_and_within_the_limits(
    texts: list[str], most: int, longest: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_BYTES", most)
        patch.setattr(search, "LONGEST", longest)
        listed = search.listed(*texts).split()
    every = [t for t in dict.fromkeys(" ".join(texts).split()) if len(t) <= longest]
    size = len(listed)
    assert listed == every[:size]
    assert sum(len(token.encode()) for token in listed) <= most
    # The next one would not fit.
    assert size == len(every) or sum(len(token.encode()) for token in every[: size + 1]) > most
