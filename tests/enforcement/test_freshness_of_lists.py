"""A changed statute starts the clock of every list that cites it, and the task names what cites it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from enforcement.models import Agency, CatalogueRule, ListChange, Statute
from enforcement.services import citing, freshness, statutes
from tests import deeds, factories
from tests.base import Cast, day
from tests.catalogues import begun, published, put
from tests.disclosure import factories as public
from tests.enforcement.prepared_draws import random_item
from tests.gauges import benchmark

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(4, 1)
TITLE = "中华人民共和国示范管理法"
CITED = "《示范管理法》（2021修订）第十二条"


def law() -> Statute:
    """A statute that no item cites."""
    return public.statute(TITLE, (date(2021, 4, 29), None, {12: "示范。"}))


def delegation(cast: Cast, **changes: Any) -> Any:
    given = {
        "delegator": cast.bureau,
        "delegate": factories.agency("示范街道办事处"),
        "number": "云委字〔2026〕1号",
        "matters": "日常巡查",
        "powers": "警告",
        "valid_from": day(1, 1),
        "valid_to": day(12, 31),
        "basis": CITED,
    }
    return deeds.deed(cast, **{**given, **changes})


def review_rule(cast: Cast, article: str = CITED) -> CatalogueRule:
    row = begun(cast.bureau, cast.listadmin)
    put(row, cast.listadmin, label="示范事项", article=article)
    return published(row, cast.listadmin, cast.head).rules.get(label="示范事项")


MAKES: dict[str, Callable[[Cast, str], Any]] = {
    "benchmark": lambda cast, text: benchmark(cast.bureau, basis=text),
    "delegation": lambda cast, text: delegation(cast, basis=text),
    "review": review_rule,
    "random": lambda cast, text: random_item(cast, basis=text),
}


@pytest.mark.parametrize("kind", MAKES)
def test_each_list_that_cites_it_starts_the_clock(cast: Cast, kind: str) -> None:
    row, statute = MAKES[kind](cast, CITED), law()

    (change,) = freshness.note_law(statute, on=ON)

    assert (change.agency, change.cause, change.statute) == (cast.bureau, "law", statute)
    assert freshness.cited(change) == [row]


@pytest.mark.parametrize("kind", MAKES)
def test_another_law_starts_none(cast: Cast, kind: str) -> None:
    MAKES[kind](cast, "《示范管理法实施条例》第十二条")

    assert freshness.note_law(law(), on=ON) == []


@pytest.mark.parametrize(
    "text", [TITLE + "第十二条", f"《{TITLE}》", "依据《示范管理法》第三条第一款，责令改正"]
)
def test_a_title_is_known_in_every_spelling(cast: Cast, text: str) -> None:
    row = benchmark(cast.bureau, basis=text)

    assert citing.rows(law(), ON) == [row]


def test_the_text_of_a_deed_counts(cast: Cast) -> None:
    row = delegation(cast, basis="", text="委托书\n依据《示范管理法》，委托如下。")

    assert citing.rows(law(), ON) == [row]


@pytest.mark.parametrize(
    ("on", "found"),
    [(day(3, 31), True), (ON, False)],
)
def test_what_ended_before_the_day_is_not_concerned(cast: Cast, on: date, found: bool) -> None:
    benchmark(cast.bureau, basis=CITED, effective_to=ON)

    assert bool(freshness.note_law(law(), on=on)) is found


def test_what_is_not_public_is_not_concerned(cast: Cast) -> None:
    benchmark(cast.bureau, basis=CITED, published_on=None)
    random_item(cast, published=False, basis=CITED)
    put(begun(cast.bureau, cast.listadmin), cast.listadmin, article=CITED)
    Agency.objects.filter(pk=cast.other_bureau.pk).update(status="pending")
    benchmark(cast.other_bureau, basis=CITED)

    assert freshness.note_law(law(), on=ON) == []


def test_each_agency_has_a_clock_of_its_own_and_its_own_rows(cast: Cast) -> None:
    mine, theirs = (benchmark(each, basis=CITED) for each in (cast.bureau, cast.other_bureau))

    found = {row.agency: freshness.cited(row) for row in freshness.note_law(law(), on=ON)}

    assert found == {cast.bureau: [mine], cast.other_bureau: [theirs]}


def test_a_new_version_in_the_library_notes_it(cast: Cast) -> None:
    benchmark(cast.bureau, basis=CITED)
    law()
    act: Any = {
        "title": TITLE,
        "version_date": "2026-03-01",
        "source_path": "法律/示范管理法.md",
        "history": ["2026年3月1日修订"],
        "articles": [],
    }

    statutes.keep_version(by=None, act=act)

    assert ListChange.objects.get().agency == cast.bureau


def test_the_task_names_every_row_and_where_it_is(cast: Cast) -> None:
    rows = {kind: make(cast, CITED) for kind, make in MAKES.items()}
    (change,) = freshness.note_law(law(), on=ON)

    shown = cast.client("listadmin").get(reverse("list-change-settle", args=[change.pk]))

    words = shown.content.decode()
    assert reverse("benchmark-admin-detail", args=[rows["benchmark"].pk]) in words
    assert reverse("catalogue-detail", args=[rows["review"].catalogue_id]) in words
    assert reverse("random-item-edit", args=[rows["random"].pk]) in words
    assert reverse("delegation-admin-list") in words
    names = [rows["benchmark"].violation, "示范事项", rows["random"].name, "云委字〔2026〕1号"]
    assert all(name in words for name in names)


def test_a_change_noted_without_its_statute_names_no_rows(cast: Cast) -> None:
    benchmark(cast.bureau, basis=CITED)
    change = freshness.note(cast.bureau, ListChange.Cause.LAW, "《示范管理法》修订施行", on=ON)

    assert freshness.cited(change) == []
