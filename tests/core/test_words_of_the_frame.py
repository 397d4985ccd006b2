"""Small words pages and papers are built of: tones, labels, lines, page links, icons."""

from typing import Any

import pytest
from django.template import Context
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import Deadline
from core.templatetags import documents, ui
from core.templatetags.ui import SOON, TONES, deadline_tone, deadline_words

COUNTS = st.integers(-400, 400)
ENDED = ["met", "late", "void"]


@settings(max_examples=60)
@given(COUNTS)
def test_colour_and_words_of_a_running_clock_agree(left: int) -> None:
    words, tone = deadline_words(left), deadline_tone(left)
    if left < 0:
        assert (tone, words) == ("bad", f"已逾期 {-left} 个工作日")
    elif left == 0:
        assert (tone, words) == ("warn", "今日到期")
    else:
        assert (tone, words) == ("warn" if left <= SOON else "info", f"剩余 {left} 个工作日")


@pytest.mark.parametrize("outcome", ENDED)
@pytest.mark.parametrize("left", [None, -5, 0, 5])
def test_an_ended_clock_says_how_it_ended_and_not_what_is_left(
    outcome: str, left: int | None
) -> None:
    assert deadline_words(left, outcome) == str(Deadline.Outcome(outcome).label)
    assert (
        deadline_tone(left, outcome) == {"met": "good", "late": "bad", "void": "neutral"}[outcome]
    )


def test_a_clock_nobody_knows_has_no_words_and_no_colour() -> None:
    assert (deadline_words(None), deadline_tone(None)) == ("", "neutral")


class Row:
    """A row with a state, and perhaps with words for it."""

    def __init__(self, status: str, **more: Any) -> None:
        self.status = status
        self.__dict__.update(more)


@pytest.mark.parametrize("status", sorted(TONES))
def test_every_state_with_a_colour_keeps_it_whatever_its_words(status: str) -> None:
    row = Row(status, get_status_display=lambda: "状态")
    assert ui.status_badge(row) == {"label": "状态", "tone": TONES[status]}


@pytest.mark.parametrize("status", ["draft", "", "no-such-state"])
def test_a_state_without_a_colour_is_neutral_and_shown_as_it_is(status: str) -> None:
    assert ui.status_badge(Row(status)) == {"label": status, "tone": "neutral"}


def test_another_field_of_the_row_can_be_the_badge() -> None:
    row = Row("draft", outcome="late", get_outcome_display=lambda: "逾期")
    assert ui.status_badge(row, "outcome") == {"label": "逾期", "tone": "bad"}


def test_the_colours_do_not_contradict_each_other() -> None:
    groups = (ui.INFO, ui.GOOD, ui.WARN, ui.BAD)
    assert sum(map(len, groups)) == len(TONES)
    assert set(TONES.values()) == {"info", "good", "warn", "bad"}


@pytest.mark.parametrize(
    ("query", "following", "first", "next_url"),
    [
        ("", "", "", ""),
        ("", "abc", "", "?after=abc"),
        ("after=xyz", "", "?", ""),
        ("q=甲&after=xyz", "abc", "?q=%E7%94%B2", "?q=%E7%94%B2&after=abc"),
        ("k=1&k=2", "a=b&c", "", "?k=1&k=2&after=a%3Db%26c"),
        ("after=1&after=2&q=x", "3", "?q=x", "?q=x&after=3"),
        ("q=%22%3E%3Cscript%3E", "z", "", "?q=%22%3E%3Cscript%3E&after=z"),
    ],
)
def test_page_links_keep_the_filters_and_one_cursor(
    query: str, following: str, first: str, next_url: str
) -> None:
    context = Context({"request": RequestFactory().get(f"/?{query}")})
    assert ui.cursor_pages(context, following) == {"first_url": first, "next_url": next_url}


def test_two_lists_on_one_page_turn_independently() -> None:
    context = Context({"request": RequestFactory().get("/?after=a&before=b")})
    links = ui.cursor_pages(context, "c", name="before")
    assert links == {"first_url": "?after=a", "next_url": "?after=a&before=c"}


@pytest.mark.parametrize(
    ("path", "exact", "current"),
    [
        ("/office/cases/", False, "page"),
        ("/office/cases/7/", False, "true"),
        ("/office/cases/7/", True, ""),
        ("/office/cases/", True, "page"),
        ("/office/", False, ""),
        ("/office/casesx/", False, ""),
    ],
)
def test_a_navigation_entry_knows_whether_it_is_open(path: str, exact: bool, current: str) -> None:
    context = Context({"request": RequestFactory().get(path)})
    assert ui.nav_link(context, "case-list", "案件", exact=exact)["current"] == current


def test_an_entry_of_a_page_that_does_not_exist_is_left_out() -> None:
    assert ui.nav_link(Context({}), "no-such-page", "无") == {"url": ""}


@pytest.mark.parametrize(
    ("steps", "links", "here"),
    [
        (("首页",), [], "首页"),
        (("首页", "/", "案件"), [("首页", "/")], "案件"),
        (("首页", "/", "案件", "/c/", "甲案"), [("首页", "/"), ("案件", "/c/")], "甲案"),
    ],
)
def test_breadcrumbs_are_pairs_and_the_page_itself(
    steps: tuple[str, ...], links: list[tuple[str, str]], here: str
) -> None:
    assert ui.breadcrumbs(*steps) == {"steps": links, "here": here}


def test_an_icon_cannot_carry_markup() -> None:
    assert "<script>" not in ui.icon('"><script>')
    assert "#case" in ui.icon("case")


@pytest.mark.parametrize(
    ("length", "size"),
    [(1, "head-l"), (12, "head-l"), (13, "head-m"), (17, "head-m"), (18, "head-s"), (60, "head-s")],
)
def test_a_red_head_grows_smaller_with_its_name(length: int, size: str) -> None:
    assert documents.head_size("局" * length) == size


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", []),
        (" \n\n ", []),
        ("甲\r\n\n 乙 \n", ["甲", "乙"]),
        (12, ["12"]),
        ("甲\u2028乙", ["甲", "乙"]),
    ],
)
def test_a_text_is_cut_into_paragraphs(value: object, lines: list[str]) -> None:
    assert documents.lines(value) == lines


PARTY = {
    "name": "云溪餐饮店",
    "code": "X",
    "legal_rep": "石承方",
    "address": "示范路",
    "phone": "1",
}


@pytest.mark.parametrize("kind", sorted(documents.PARTY_LABELS))
def test_a_party_is_labelled_by_its_kind(kind: str) -> None:
    rows = documents.party_rows({**PARTY, "kind": kind})
    labels = [label for key, label in documents.PARTY_LABELS[kind].items() if key in PARTY]
    assert [label for label, _value in rows] == labels
    assert ("石承方" in dict(rows).values()) is (kind != "person")
    assert documents.applicant_rows({**PARTY, "kind": kind})[0] == ("申请人", "云溪餐饮店")


@pytest.mark.parametrize("party", [None, {}, {"kind": "org"}, {"kind": "org", "name": ""}])
def test_nothing_is_said_of_a_party_nobody_knows(party: dict[str, str] | None) -> None:
    assert documents.party_rows(party) == documents.applicant_rows(party) == []


def test_a_party_without_a_kind_is_an_organisation() -> None:
    assert documents.party_rows({"legal_rep": "石承方"}) == [("法定代表人（负责人）", "石承方")]
