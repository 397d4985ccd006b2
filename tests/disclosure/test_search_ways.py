"""Whichever way a search is carried out it finds the same rows, and an entry goes with its publication."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core.search import first_place, fold, place
from disclosure import entries, personal, sample, search
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline, search_index
from tests.disclosure import factories

TODAY = factories.TODAY
REFILL = import_module("disclosure.migrations.0027_search_entry_refill").refill
QUERIES = (
    *({"q": "道路"}, {"q": "占"}, {"q": "道路 摆摊"}, {"q": "占用道路"}, {"q": "占道路"}),
    *({"q": "道路", "kind": "permit"}, {"party": "朝阳"}, {"party": "朝阳餐饮"}, {"q": "ab"}),
    *({"party": "朝", "q": "摆摊"}, {"q": "道路", "penalty": "warning"}, {"q": "摆摊 ab 占用道路"}),
    *({"q": "道路", "region": "4112"}, {"q": "没有"}, {"q": "道路", "since": date(2026, 2, 5)}),
    {"q": "道路", "until": date(2026, 2, 5)},
)


# ---------------------------------------------------------------------------------- the order
@given(
    st.dates(date(1990, 1, 1), date(2800, 1, 1)),
    st.uuids(),
    st.dates(date(1990, 1, 1), date(2800, 1, 1)),
    st.uuids(),
)
def test_places_stand_in_the_order_of_the_lists(a: date, x: UUID, b: date, y: UUID) -> None:
    if (a, x.int >> 85) != (b, y.int >> 85):
        assert (place(a, x) < place(b, y)) == ((a, x) < (b, y))
    assert first_place(a) <= place(a, x) < first_place(a + timedelta(days=1)) < 2**63


def test_a_day_beyond_the_columns_reach_still_has_a_place() -> None:
    assert place(date.max, UUID(int=2**128 - 1)) < 2**63


# ---------------------------------------------------------------------------------- the sample
def drawn(count: int, holds: Callable[[int], bool]) -> sample.Sample:
    """A sample of a million, newest first; `holds` says which hold the word 道路."""
    rows = [
        row(id=place(TODAY - timedelta(days=no), UUID(int=0)), text="道路" if holds(no) else "无")
        for no in range(count)
    ]
    return sample.Sample(rows, 1_000_000)


ROAD = [entries.Term("道路", "text")]


@pytest.mark.parametrize(
    ("holds", "walks"),
    [
        (lambda no: True, True),
        (lambda no: no % 100 == 0, True),
        (lambda no: no < 7, False),  # too few to tell
        (lambda no: no >= 1500, False),  # only of old: the newest must be walked past
        (lambda no: False, False),
    ],
)
def test_a_walk_is_chosen_where_the_newest_matches_lie_densely(
    holds: Callable[[int], bool], walks: bool
) -> None:
    some = drawn(2000, holds)
    read = entries.walked(some, ROAD, {}, None, 21)
    fetched = some.about(len(entries.places(some.rows, ROAD)))
    assert entries.worth_walking(read, fetched) is walks


def test_a_walk_begins_behind_its_page_and_ends_with_its_days() -> None:
    some = drawn(2000, lambda no: no >= 1500)
    assert entries.walked(some, ROAD, {}, None, 21) > 3000
    assert entries.walked(some, ROAD, {}, some.rows[1499].id, 21) == 21
    behind = {"until": TODAY - timedelta(days=1500)}
    assert entries.walked(some, ROAD, behind, None, 21) == 21
    few = {"since": TODAY - timedelta(days=9)}
    assert entries.walked(some, ROAD, few, None, 21) == 10 * some.each
    assert entries.walked(some, ROAD, {"agency": "4"}, None, 21) == some.each


@pytest.mark.parametrize(("found", "total"), [(0, 500), (1, 500), (40, 20_000)])
def test_a_number_is_estimated_in_proportion(found: int, total: float) -> None:
    some = drawn(2000, lambda no: no < found)
    assert some.about(len(entries.places(some.rows, ROAD))) == total


@pytest.mark.parametrize(
    ("word", "text", "stands"),
    [
        *(("12", "第12条", True), ("12", "2012年", False), ("x", "abx", False)),
        *(("道路", "占道路", True), ("道路", "道 路", False), ("201", "2012年", True)),
    ],
)
def test_a_short_number_is_no_part_of_a_longer_one(word: str, text: str, stands: bool) -> None:
    assert entries.Term(word, "text").stands_in(row(text=text)) is stands


def row(**changes: Any) -> sample.Row:
    """A sampled entry."""
    values = {"id": place(TODAY, uuid4()), "text": "占用道路", "party": "朝阳", "agency_id": 3}
    rest = {
        "kind": "permit",
        "division_code": "411202",
        "publish_until": date.max,
        "penalties": "[]",
    }
    return sample.Row(**{**values, **rest, **changes})


@pytest.mark.parametrize(
    ("values", "answered"),
    [
        ({"agency": "3", "kind": "permit", "region": "411200"}, True),
        ({"agency": "4"}, False),
        ({"kind": "penalty"}, False),
        ({"region": "411300"}, False),
        ({"penalty": "fine"}, False),
        ({"since": TODAY, "until": TODAY}, True),
        ({"since": TODAY + timedelta(days=1)}, False),
        ({"until": TODAY - timedelta(days=1)}, False),
    ],
)
def test_a_sampled_entry_is_narrowed_as_the_index_is(
    values: dict[str, Any], answered: bool
) -> None:
    assert entries.places([row()], [entries.Term("道路", "text")], values) == [0] * answered
    assert entries.places([row()], [entries.Term("道路", "party")], {}) == []


@given(
    st.lists(st.tuples(st.text("道路12 x", max_size=8), st.text("朝阳", max_size=3)), max_size=12),
    st.lists(
        st.tuples(st.text("道路12x", min_size=1, max_size=3), st.sampled_from(["text", "party"])),
        max_size=3,
    ),
)
def test_the_sample_is_asked_word_for_word(
    texts: list[tuple[str, str]], words: list[tuple[str, str]]
) -> None:
    rows = [row(text=text, party=party) for text, party in texts]
    asked = [entries.Term(word, column) for word, column in words]
    one_by_one = [n for n, each in enumerate(rows) if all(term.stands_in(each) for term in asked)]
    assert entries.places(rows, asked, {"q": "道路"}) == one_by_one


# ---------------------------------------------------------------------------------- the ways
WORDS = [
    "占用道路",
    "道路",
    "摆摊",
    "占道路",
    "ab",
    "ａｂｃ",
    "别的",
    "道",
    "路占",
    "12",
    "2026-03",
    "x",
    "鳜",
]
PARTIES = ["云溪市朝阳餐饮有限公司", "晨星餐饮有限公司", "ABC（云溪）商贸有限公司", "朝阳x厂"]


@pytest.fixture
def rows(db: None) -> list[Publication]:
    """Fifty decisions with words mixed at random, of two agencies and kinds; some ended or end today."""
    chance = random.Random(7)  # noqa: S311  # the same rows every time
    bureaus = [factories.agency(division_code=code) for code in ("411202", "650104")]
    made = []
    for no in range(50):
        values: dict[str, Any] = {
            "on": date(2026, 2, chance.randrange(1, 20)),
            "kind": chance.choice(["penalty", "permit"]),
            "facts": chance.choice(["", "，", " "]).join(chance.sample(WORDS, 3)),
            "party_name": chance.choice(PARTIES),
            "penalty_kinds": chance.choice([["fine"], ["fine", "warning"], []]),
        }
        made.append(factories.published(chance.choice(bureaus), **values))
        if no % 10 == 3:
            pipeline.expire(made[-1], on=TODAY)
        if no % 10 == 4:
            end = TODAY + timedelta(days=no % 3 - 1)
            Publication.objects.filter(pk=made[-1].pk).update(publish_until=end)
    return made


def asked() -> list[dict[str, Any]]:
    """The fixed queries, and as many again with words and filters at random."""
    chance = random.Random(11)  # noqa: S311  # the same queries every time
    found: list[dict[str, Any]] = [
        *QUERIES,
        {},
        {"q": "，"},
        {"q": "%"},
        {"q": "道_"},
        {"q": "道路\\"},
    ]
    filters: dict[str, list[Any]] = {
        "party": ["朝阳", "餐饮有限", "abc", "x", "朝"],
        "kind": ["penalty", "permit"],
        "region": ["41", "4112", "650104"],
        "penalty": ["fine", "warning"],
        "since": [date(2026, 2, 9)],
        "until": [date(2026, 2, 12)],
    }
    for _no in range(40):
        pieces = chance.sample(WORDS, chance.randrange(3))
        start = chance.randrange(3)
        values: dict[str, Any] = {"q": " ".join(word[start:] or word for word in pieces)}
        for name in chance.sample(sorted(filters), chance.randrange(3)):
            values[name] = chance.choice(filters[name])
        found.append(values)
    return found


def keys(values: dict[str, Any]) -> list[UUID]:
    """What a search finds, page by page of seven."""
    found: list[UUID] = []
    after = ""
    while True:
        page = search.page(values, TODAY, after, size=7, shape=search.listed)
        found.extend(row.pk for row in page.rows)
        after = page.next_cursor
        if not after:
            return found


def held(word: str, text: str) -> bool:
    """Whether a text holds a word; a Latin word or number of two characters or one as a whole only."""
    if len(word) <= 2:
        word = "".join(char for char in word if char.isalnum())
    if len(word) <= 2 and word.isascii():
        return re.search(rf"(?<![a-z0-9]){word}(?![a-z0-9])", text) is not None
    return word in text


def all_held(query: str, text: str) -> bool:
    """Whether a text holds every word; a query without a letter is held by none."""
    words = [word for word in fold(query).split() if any(char.isalnum() for char in word)]
    return (bool(words) or not query) and all(held(word, fold(text)) for word in words)


def whole(values: dict[str, Any]) -> list[UUID]:
    """The same by reading every public decision."""
    found = [
        row
        for row in Publication.objects.public(TODAY).select_related("shown")
        if row.shown is not None
        and all_held(values.get("q", ""), search_index.text_of(row.shown))
        and all_held(values.get("party", ""), row.shown.party_name)
        and values.get("kind", row.kind) == row.kind
        and row.division_code.startswith(values.get("region", ""))
        and (not values.get("penalty") or values["penalty"] in row.shown.penalty_kinds)
        and values.get("since", date.min) <= row.decided_on <= values.get("until", date.max)
    ]
    return [row.pk for row in sorted(found, key=lambda row: (row.decided_on, row.pk), reverse=True)]


def test_every_way_finds_what_reading_everything_finds(
    rows: list[Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [(values, whole(values)) for values in asked()]
    assert sum(bool(found) for _values, found in expected) > len(expected) / 2
    monkeypatch.setattr(sample, "FEWEST", 1)
    monkeypatch.setattr(sample.Kept, "drawn_at", None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE disclosure_searchentry")
    ways = {
        "walk": (lambda *_: True, entries.COMMON),
        "collect by the rarest word": (lambda *_: False, 10**9),
        "collect by every word": (lambda *_: False, 0),
        "as chosen": (entries.worth_walking, entries.COMMON),
    }
    for way in ways if connection.vendor == "postgresql" else ["as chosen"]:
        monkeypatch.setattr(entries, "worth_walking", ways[way][0])
        monkeypatch.setattr(entries, "COMMON", ways[way][1])
        for values, found in expected:
            assert keys(values) == found, (way, values)
            assert search.count(values, TODAY, 99) == len(found), (way, values)
            assert search.facets(values, TODAY).total == len(found), (way, values)
    monkeypatch.setattr(sample.Kept, "drawn_at", None)


@pytest.mark.django_db
@pytest.mark.sqlite  # how it carries out a query
@pytest.mark.parametrize(
    "values", [{"q": "道路"}, {"q": "占用道路", "agency": "3"}, {"party": "朝"}]
)
def test_sqlite_reads_its_index_in_the_order_of_the_list(values: dict[str, Any]) -> None:
    rows = search.entries_of(values, TODAY, 10**15, 21)
    assert rows is not None
    plan = rows.values_list("publication_id")[:21].explain()
    assert "TEMP B-TREE" not in plan and plan.index("_fts VIRTUAL TABLE") < plan.index("SEARCH")


# ---------------------------------------------------------------------------------- the entry
@pytest.mark.django_db
def test_an_entry_goes_with_a_withdrawal_past_every_service() -> None:
    row = factories.published(factories.agency())
    Publication.objects.filter(pk=row.pk).update(
        status="withdrawn", public_reason="决定被撤销。", ended_on=TODAY
    )
    assert not SearchEntry.objects.exists()


@pytest.mark.django_db
def test_an_entry_follows_a_changed_end_past_every_service(client: Client) -> None:
    row = factories.published(factories.agency(), facts="擅自占用道路。")
    eve = TODAY - timedelta(days=1)
    Publication.objects.filter(pk=row.pk).update(publish_until=eve)
    assert SearchEntry.objects.get().publish_until == eve
    assert keys({"q": "道路"}) == []
    Publication.objects.filter(pk=row.pk).update(publish_until=TODAY)
    assert keys({"q": "道路"}) == [row.pk]


@pytest.mark.django_db
def test_keys_that_begin_alike_get_places_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "place", lambda on, key: first_place(on))
    bureau = factories.agency()
    for _no in range(3):
        factories.published(bureau)
    start = first_place(factories.DECIDED)
    assert sorted(SearchEntry.objects.values_list("pk", flat=True)) == [start, start + 1, start + 2]


@pytest.mark.django_db
def test_the_refill_makes_the_entries_of_the_services() -> None:
    from_services = factories.published(factories.agency(), publish_until="2027-01-01")
    pipeline.expire(factories.published(factories.agency()), on=TODAY)
    before = list(SearchEntry.objects.values())
    SearchEntry.objects.all().delete()
    REFILL(apps, None)
    # The day of publication came later; tests/disclosure/test_words_followed.py.
    after = [{**row, "told_on": before[0]["told_on"]} for row in SearchEntry.objects.values()]
    assert after == before
    assert before[0]["publication_id"] == from_services.pk


# ---------------------------------------------------------------------------------- numbers
@pytest.mark.parametrize(
    "written", ["〔2026〕88号", "[2026]88", "（2026）第88号", "【２０２６】88號", "云试罚(2026)8"]
)
@pytest.mark.django_db
def test_a_number_is_found_from_its_year_on_and_from_its_beginning(written: str) -> None:
    bureau = factories.agency()
    row = factories.published(bureau, doc_no="云试罚〔2026〕88号")
    factories.published(bureau, doc_no="云试罚〔2025〕88号")
    factories.published(bureau, doc_no="云试罚〔2026〕188号")
    assert keys({"q": written}) == [row.pk]


# ---------------------------------------------------------------------------------- persons
PERSONAL = (
    *("11010519491231002X", "13812345678", "6222021234567890128", "豫A12345"),
    *("张三 11010519491231002X", "１３８１２３４５６７８", "zhang@example.com"),
)


@pytest.mark.parametrize("written", PERSONAL)
@pytest.mark.parametrize("name", ["q", "party"])
@pytest.mark.django_db
def test_a_number_of_a_person_finds_nothing_even_where_it_stands(name: str, written: str) -> None:
    row = factories.published(factories.agency())
    SearchEntry.objects.filter(publication=row).update(text=written.lower(), party=written.lower())
    assert search.page({name: written}, TODAY, size=5, shape=search.listed).rows == []
    assert search.facets({name: written}, TODAY).total == 0
    assert search.count({name: written}, TODAY, 9) == 0


@pytest.mark.parametrize(
    "written", ["91411200MA0XYZ1234", "2026", "云试罚〔2026〕88号", "第13812号"]
)
def test_what_is_no_number_of_a_person_is_asked_for(written: str) -> None:
    assert not personal.asked_for({"q": written})
