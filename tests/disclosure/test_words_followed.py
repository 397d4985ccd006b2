"""The feed of a search by words: what became public last, whichever way the search index is asked."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.search import place
from disclosure import entries, newest, sample, told
from disclosure.models import Publication, RedactedVersion, SearchEntry
from disclosure.services import pipeline, records
from enforcement.models import Agency
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
CODE = "91110000100000000R"
ENTRY = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}id"
WORDS = ["占用道路", "道路", "摆摊", "占道路", "ab", "别的", "道"]
FILLED = import_module("disclosure.migrations.0064_search_entry_told_filled")


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局")


def public(of: Agency, on: date, late: int, **fields: Any) -> Publication:
    """A decision that became public so many days after it was made."""
    row = factories.record(of, on=on, **fields)
    return records.publish_record(row, by=None, on=min(on + timedelta(days=late), TODAY))


@pytest.fixture
def rows(bureau: Agency) -> list[Publication]:
    """Forty decisions of two agencies with words mixed at random, some old, some about persons, some ended."""
    chance = random.Random(5)  # noqa: S311  # the same rows every time
    other, made = factories.agency("云溪市交通运输局"), []
    for no in range(40):
        text = "，".join(chance.sample(WORDS, 2))
        on = TODAY - timedelta(days=chance.choice([3, 20, 60, 100, 300]) + chance.randrange(3))
        fields = {"facts": text, "party_kind": "person" if no % 7 == 2 else "org"}
        late = chance.choice([0, 1, 1, 90])
        made.append(public(chance.choice([bureau, other]), on, late, **fields))
        if no % 10 == 3:
            pipeline.expire(made[-1], on=TODAY)
    return made


def asked(bureau: Agency) -> list[dict[str, str]]:
    """What is asked for."""
    words = [*WORDS, "道路 摆摊", "没有", "，", "占用道路 ab"]
    return [{"q": q, **more} for q in words for more in ({}, {"agency": str(bureau.pk)})]


def whole(values: dict[str, str]) -> list[UUID]:
    """The same by reading every public decision that is not about a person."""
    since = TODAY - newest.RECENT
    found = [
        row
        for row in Publication.objects.public(TODAY).select_related("shown")
        if row.shown is not None
        and row.first_published_on is not None
        and row.shown.party_kind != "person"
        and all(word in row.shown.facts for word in values["q"].split() if word != "，")
        and values["q"] != "，"
        and values.get("agency", str(row.agency_id)) == str(row.agency_id)
    ]

    def order(row: Publication) -> tuple[date, date, UUID]:
        day = row.first_published_on or date.min
        return (day if day >= since else date.min, row.decided_on, row.pk)

    return [row.pk for row in sorted(found, key=order, reverse=True)]


@pytest.mark.parametrize("way", ["as chosen", "by day", "every match", "of the agency"])
def test_every_way_tells_what_reading_everything_tells(
    rows: list[Publication], bureau: Agency, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    costs = {"by day": (0, 1, 1), "every match": (1, 0, 1), "of the agency": (1, 1, 0)}
    if way in costs:
        some = sample.Sample([], len(rows))
        monkeypatch.setattr(sample, "current", lambda: some)
        monkeypatch.setattr(told, "costs", lambda *_: costs[way])
    expected = [(values, whole(values)) for values in asked(bureau)]
    assert sum(len(found) > 3 for _values, found in expected) > len(expected) / 3
    for values, found in expected:
        assert newest.worded(values, TODAY, 99) == found, values
        assert newest.worded(values, TODAY, 2) == found[:2], values


def test_the_feed_tells_first_what_became_public_last(client: Client, bureau: Agency) -> None:
    old = public(bureau, TODAY - timedelta(days=300), 295, facts="占用道路")
    new = public(bureau, TODAY - timedelta(days=9), 1, facts="占用道路")
    older = public(bureau, TODAY - timedelta(days=250), 1, facts="占用道路")
    public(bureau, TODAY, 0, facts="占用道路", party_kind="person")
    assert told_by(client, q="道路") == [old.pk, new.pk, older.pk]


def test_the_feed_of_an_organisation_by_words_is_of_its_own(client: Client, bureau: Agency) -> None:
    own = public(bureau, TODAY, 0, uscc=CODE, facts="占用道路")
    earlier = public(bureau, TODAY - timedelta(days=200), 0, uscc=CODE, facts="占用道路")
    public(bureau, TODAY, 0, uscc=CODE, facts="别的")
    public(bureau, TODAY, 0, uscc=CODE, party_kind="person", facts="占用道路")
    public(bureau, TODAY, 0, facts="占用道路")
    assert told_by(client, q="道路", party=CODE) == [own.pk, earlier.pk]


def told_by(client: Client, **query: str) -> list[UUID]:
    """The keys of a feed's entries."""
    answer = client.get(reverse("decision-feed"), query)
    root = ElementTree.fromstring(answer.content)  # noqa: S314  # our own answer
    return [UUID(str(one.text).removeprefix("urn:uuid:")) for one in root.findall(ENTRY)]


# ---------------------------------------------------------------------------------- the choice
@pytest.mark.parametrize(
    ("holds", "values", "way"),
    [
        (lambda no: True, {}, 0),
        (lambda no: no % 20 == 0, {}, 0),
        (lambda no: no % 700 == 0, {}, 1),
        (lambda no: False, {}, 1),
        (lambda no: no > 1970, {}, 1),  # only of old
        (lambda no: no % 20 == 0, {"agency": "7"}, 2),
    ],
)
def test_the_way_that_reads_least_is_taken(
    holds: Callable[[int], bool], values: dict[str, str], way: int
) -> None:
    some = sample.Sample([sampled(no, holds(no)) for no in range(2000)], 1_000_000)
    since = TODAY - timedelta(days=100)
    costs = told.costs(some, [entries.Term("道路", "text")], values, since, 50)
    assert costs.index(min(costs)) == way, costs


def sampled(no: int, holds: bool) -> sample.Row:
    """One of the sample, a day older than the one before."""
    on = TODAY - timedelta(days=no)
    text = "道路" if holds else "无"
    agency = 7 if no % 300 == 0 else 1
    return sample.Row(place(on, uuid4()), text, "", agency, "permit", "", date.max, "[]", on)


@pytest.mark.sqlite  # how it carries out a query
def test_sqlite_walks_down_the_days_without_sorting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "current", lambda: sample.Sample([], 1))
    monkeypatch.setattr(told, "costs", lambda *_: (0, 1, 1))
    asked = [entries.Term("道路", "text")]
    found = told.since(SearchEntry.objects.filter(publish_until__gte=TODAY), asked, {}, TODAY, 5)
    plan = found.values_list("publication_id")[:5].explain()
    assert "told_on" in plan and "TEMP B-TREE" not in plan


# ---------------------------------------------------------------------------------- the sample
def test_a_sample_is_drawn_on_either_database(
    rows: list[Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "FEWEST", 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE disclosure_searchentry")
    found = [one for one in (sample.draw() for _turn in range(20)) if one]
    assert found
    for drawn in found:
        assert [row.id for row in drawn.rows] == sorted([row.id for row in drawn.rows])[::-1]
        assert {row.agency_id for row in drawn.rows} <= {row.agency_id for row in rows}
    known = dict(SearchEntry.objects.values_list("id", "told_on"))
    assert all(known[row.id] == row.told_on for drawn in found for row in drawn.rows)


@pytest.mark.sqlite  # how it draws
def test_so_many_keys_in_a_part_of_their_range_tell_how_many_there_are(
    bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _no in range(60):
        factories.published(bureau)
    for no, row in enumerate(SearchEntry.objects.order_by("pk")):
        # Keys at the same distance from each other.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            key = UUID(int=(2 * no + 1) * sample.KEYS // 120).hex
            cursor.execute(
                "UPDATE disclosure_searchentry SET publication_id = %s WHERE id = %s", [key, row.pk]
            )
    monkeypatch.setattr(sample, "FEWEST", 1)
    monkeypatch.setattr(sample, "SIZE", 20)
    drawn = sample.draw()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_searchentry")
    assert drawn is not None and len(drawn.rows) == 20
    assert 55 <= drawn.whole <= 65


def test_a_small_index_needs_no_sample(bureau: Agency) -> None:
    factories.published(bureau)
    assert sample.draw() is None


# ---------------------------------------------------------------------------------- the entry
def test_an_entry_knows_its_day_unless_it_is_about_a_person(bureau: Agency) -> None:
    row = public(bureau, TODAY - timedelta(days=9), 4)
    assert SearchEntry.objects.get(publication=row).told_on == TODAY - timedelta(days=5)
    about = public(bureau, TODAY, 0, party_kind="person")
    assert SearchEntry.objects.get(publication=about).told_on is None


def test_the_migration_tells_what_the_service_tells(rows: list[Publication]) -> None:
    before = list(SearchEntry.objects.order_by("pk").values())
    SearchEntry.objects.update(told_on=None)
    statements = FILLED.SQLITE if connection.vendor == "sqlite" else FILLED.POSTGRES
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No check of the rows made just now may wait where an index is made.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)
    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert newest.worded({"q": "道路"}, TODAY, 99) == whole({"q": "道路"})
    assert RedactedVersion.objects.filter(party_kind="person").exists()
