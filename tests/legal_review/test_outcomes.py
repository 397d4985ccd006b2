"""What an opinion may find is data: every problem has its ground, every reason its head."""

from collections import Counter

import pytest
from django.utils import translation

from enforcement.profiles import PROFILE_KEYS, load
from legal_review import catalogue, outcomes

HEADS = sorted({row.head for row in outcomes.reasons().values() if row.head})


def test_the_kinds_of_problem_are_those_of_the_law_in_its_order() -> None:
    assert list(outcomes.problems()) == [
        *("investigate", "qualification", "basis", "procedure", "disposition"),
        *("transfer", "crime", "no_penalty", "materials"),
    ]


@pytest.mark.parametrize("key", outcomes.problems())
def test_every_problem_has_its_words_and_its_ground(key: str) -> None:
    row = outcomes.problems()[key]
    assert row.key == key
    assert row.zh.strip()
    assert row.en.strip()
    assert "条" in row.article


@pytest.mark.parametrize("key", outcomes.reasons())
def test_every_reason_belongs_to_its_head_and_to_a_problem(key: str) -> None:
    row = outcomes.reasons()[key]
    assert row.problem in outcomes.problems()
    assert row.zh.strip()
    assert row.en.strip()
    assert key == "other" or key.startswith(f"{row.head}.")
    assert len(key) <= 40, "the column takes no more"


def test_no_two_reasons_say_the_same() -> None:
    for language in ("zh", "en"):
        said = Counter(getattr(row, language) for row in outcomes.reasons().values())
        assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_head_of_every_checklist_has_a_reason_of_its_own(profile: str) -> None:
    for head in catalogue.heads(load(profile)):
        first = outcomes.reasons_of(head)[0]
        assert first.head in (head, ""), head


@pytest.mark.parametrize("head", HEADS)
def test_a_head_offers_its_own_reasons_first_and_none_of_another(head: str) -> None:
    rows = outcomes.reasons_of(head)
    assert rows[-1].key == "other"
    assert {row.head for row in rows[:-1]} == {head}
    assert len({row.key for row in rows}) == len(rows)


@pytest.mark.parametrize("head", ["", "nobody", "FACTS"])
def test_a_head_nobody_knows_may_fail_for_another_reason_only(head: str) -> None:
    assert {row.key for row in outcomes.reasons_of(head)} == {"other"}


@pytest.mark.parametrize("head", [*HEADS, "", "nobody"])
def test_only_papers_are_cured_without_touching_the_draft(head: str) -> None:
    assert outcomes.curable(head) is (head == "documents")


# ------------------------------------------------------------------------------- usual problems
@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ([], []),
        (["facts.unclear"], ["investigate"]),
        (["facts.unclear", "evidence.insufficient"], ["investigate"]),
        (["documents.form", "facts.unclear"], ["investigate", "materials"]),
        (["crime.not_transferred", "law.lower_rule"], ["basis", "crime"]),
        (["authority.jurisdiction", "facts.no_violation"], ["transfer", "no_penalty"]),
        (["other"], ["disposition"]),
        (["", "facts", "no.such"], []),
        (["no.such", "law.not_in_force"], ["basis"]),
    ],
)
def test_the_codes_amount_to_problems_each_once_in_order(
    codes: list[str], found: list[str]
) -> None:
    assert outcomes.usual(codes) == found
    assert outcomes.usual(codes[::-1]) == found


def test_all_codes_together_amount_to_every_problem() -> None:
    assert outcomes.usual(list(outcomes.reasons())) == list(outcomes.problems())


# ------------------------------------------------------------------------------- the words
@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "证据不足"), ("en", "Insufficient evidence")]
)
def test_a_code_is_read_in_the_language_of_the_reader(language: str, words: str) -> None:
    with translation.override(language):
        assert outcomes.label_of("evidence.insufficient") == words
        assert outcomes.reasons()["evidence.insufficient"].label == words


def test_without_a_language_it_is_read_in_chinese() -> None:
    with translation.override(None):
        assert outcomes.label_of("law.lower_rule") == "适用与上位法抵触的规定"


@pytest.mark.parametrize(("code", "words"), [(None, ""), ("", ""), ("old.code", "old.code")])
def test_a_code_the_table_no_longer_has_stands_for_itself(code: str | None, words: str) -> None:
    assert outcomes.label_of(code) == words
