"""异议处理中: the mark stands wherever a decision is public, comes and goes everywhere at once, names nobody."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core import pdf
from disclosure.models import CorrectionRequest, Publication
from disclosure.services import corrections, pipeline
from disclosure.services import open_data as snapshots
from tests.base import Cast, day
from tests.disclosure import factories
from tests.disclosure.asking import NAME, ON, PHONE, WRONG, correction
from tests.disclosure.factories import TODAY
from tests.disclosure.test_feeds import ATOM, key, parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARK = "异议处理中"
CODE = "91110000100000000R"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return factories.published(cast.bureau, uscc=CODE)


@pytest.fixture
def beside(cast: Cast) -> Publication:
    """Another decision of the agency, about which nobody asks."""
    return factories.published(cast.bureau, title="旁边的一案")


def get(name: str, *args: object, **query: str) -> Any:
    answer = Client().get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer


def page(name: str, *args: object, **query: str) -> str:
    return str(get(name, *args, **query).content.decode())


def snapshot_file(name: str) -> str:
    return str(get("open-data-file", TODAY.isoformat(), name).content.decode("utf-8-sig"))


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def listed_by_api(row: Publication) -> bool:
    found = get("api-decision-list").json()["results"]
    return bool(next(one["disputed"] for one in found if one["id"] == str(row.pk)))


def exported(row: Publication) -> bool:
    rows = sheet(get("decision-csv").content.decode("utf-8-sig"))
    assert {one[MARK] for one in rows} <= {"是", "否"}
    return next(one[MARK] == "是" for one in rows if str(row.pk) in one["网址"])


def in_snapshot(row: Publication) -> bool:
    rows = sheet(snapshot_file("decisions-000000.csv"))
    return next(one["disputed"] == "True" for one in rows if one["id"] == str(row.pk))


def entry(row: Publication) -> Any:
    root = parsed(get("decision-feed"))
    return next(
        one for one in root.findall(f"{ATOM}entry") if one.findtext(f"{ATOM}id") == key(row)
    )


def printed(row: Publication) -> bool:
    return MARK in pdf.text(get("decision-pdf", row.pk).content)


def numbered(row: Publication) -> str:
    return row.shown.doc_no if row.shown else ""


PLACES: dict[str, Callable[[Publication], bool]] = {
    "the page": lambda row: MARK in page("decision-detail", row.pk),
    "the list": lambda row: MARK in page("decision-list", doc_no=numbered(row)),
    "the organisation": lambda row: MARK in page("organisation", CODE),
    "the agency": lambda row: MARK in page("agency-detail", row.agency_id),
    "the home page": lambda row: MARK in page("home"),
    "the number verified": lambda row: MARK in page("verify-code", numbered(row)),
    "the API": lambda row: bool(get("api-decision-detail", row.pk).json()["disputed"]),
    "the list of the API": listed_by_api,
    "the sheet": exported,
    "the sheet of the day": in_snapshot,
    "the keys of the day": lambda row: str(row.pk) in snapshot_file("disputed.txt").split(),
    "the feed": lambda row: f"[{MARK}]" in (entry(row).findtext(f"{ATOM}title") or ""),
    "the paper": printed,
}


def marked(row: Publication) -> dict[str, bool]:
    return {name: told(row) for name, told in PLACES.items()}


def everywhere(value: bool) -> dict[str, bool]:
    return dict.fromkeys(PLACES, value)


# ------------------------------------------------------------------------------ comes and goes
def test_the_mark_comes_and_goes_everywhere_at_once(cast: Cast, shown: Publication) -> None:
    snapshots.take(TODAY)
    assert marked(shown) == everywhere(False)
    row, _receipt = correction(shown)
    assert marked(shown) == everywhere(True)
    corrections.refuse(row, by=cast.publisher, on=ON, answer="与决定书一致。")
    assert marked(shown) == everywhere(False)


def test_it_follows_the_request_through_all_its_states(cast: Cast, shown: Publication) -> None:
    row, _receipt = correction(shown)
    by = {"by": cast.publisher}
    for act, values, open_ in (
        (corrections.accept, by, True),
        (corrections.ask, {**by, "on": ON, "asked": "请补充决定书。"}, True),
        (corrections.supply, {"on": day(4, 2), "text": "已补充。"}, True),
        (corrections.refuse, {**by, "on": day(4, 3), "answer": "一致。"}, False),
        (corrections.reopen, {"on": day(4, 7), "text": "不服。"}, True),
    ):
        row = act(row, **values)
        seen = {PLACES[name](shown) for name in ("the API", "the feed", "the sheet", "the list")}
        assert seen == {open_}, act.__name__


def test_one_of_two_requests_keeps_it(cast: Cast, shown: Publication) -> None:
    first, _receipt = correction(shown)
    second, _receipt = correction(shown, statement="当事人名称有误。")
    corrections.refuse(first, by=cast.publisher, on=ON, answer="一致。")
    assert PLACES["the API"](shown)
    corrections.refuse(second, by=cast.publisher, on=ON, answer="一致。")
    assert not PLACES["the API"](shown)


def test_only_the_decision_asked_about_is_marked(shown: Publication, beside: Publication) -> None:
    snapshots.take(TODAY)
    correction(shown)
    for name in ("the page", "the API", "the list of the API", "the sheet", "the feed"):
        assert PLACES[name](shown)
        assert not PLACES[name](beside), name
    assert snapshot_file("disputed.txt") == f"{shown.pk}\n"


def test_a_withdrawn_decision_takes_its_mark_along(cast: Cast, shown: Publication) -> None:
    snapshots.take(TODAY)
    correction(shown)
    pipeline.withdraw(shown, by=None, on=TODAY, reason="复议决定撤销。")
    assert CorrectionRequest.objects.pending().count() == 1
    assert snapshot_file("disputed.txt") == ""
    assert MARK not in page("decision-list")
    assert MARK not in str(get("decision-feed").content.decode())
    gone = Client().get(reverse("decision-detail", args=[shown.pk]))
    assert (gone.status_code, MARK in gone.content.decode()) == (410, False)


# ------------------------------------------------------------------------------ names nobody
def test_no_place_says_who_asks_or_what(shown: Publication) -> None:
    snapshots.take(TODAY)
    row, receipt = correction(shown)
    texts = [
        page("decision-detail", shown.pk),
        page("decision-list"),
        page("api-decision-detail", shown.pk),
        page("decision-feed"),
        page("decision-csv"),
        snapshot_file("decisions-000000.csv"),
        snapshot_file("disputed.txt"),
        pdf.text(get("decision-pdf", shown.pk).content),
    ]
    for secret in (NAME, PHONE, WRONG, row.number, receipt.code, str(row.pk)):
        assert not [text for text in texts if secret in text]


# ------------------------------------------------------------------------------ the feed
def test_a_feed_reader_is_given_a_new_entry_each_time(cast: Cast, shown: Publication) -> None:
    def updated() -> str:
        return str(entry(shown).findtext(f"{ATOM}updated"))

    before = updated()
    row, _receipt = correction(shown)
    during = updated()
    corrections.refuse(row, by=cast.publisher, on=ON, answer="一致。")
    assert before < during < updated()
    assert updated() == updated()


# ------------------------------------------------------------------------------ what is signed
def test_asking_makes_no_signed_row_disappear(shown: Publication) -> None:
    """Else anybody could empty the snapshots of every day by asking about each decision."""
    snapshots.take(TODAY)
    before = [snapshot_file(f"decisions-000000.{kind}") for kind in ("txt", "jsonl")]
    correction(shown)
    assert [snapshot_file(f"decisions-000000.{kind}") for kind in ("txt", "jsonl")] == before
    row = json.loads(json.loads(before[1].splitlines()[0])["row"])
    assert "disputed" not in row
    assert "disputed" not in snapshot_file("dictionary.json")
    assert sheet(snapshot_file("decisions-000000.csv"))[0]["state"] == "public"


def test_only_decisions_have_the_column(shown: Publication) -> None:
    snapshots.take(TODAY)
    for table in ("agencies", "officers"):
        head = snapshot_file(f"{table}-000000.csv").splitlines()[0]
        assert "disputed" not in head.split(","), table


def test_the_list_asks_no_more_of_the_database_for_many(
    shown: Publication, beside: Publication, django_assert_max_num_queries: Any
) -> None:
    cache.clear()
    with django_assert_max_num_queries(40) as one:
        page("decision-list")
    for row in (shown, beside):
        correction(row)
    with django_assert_max_num_queries(len(one.captured_queries)):
        page("decision-list")


def test_the_description_of_the_api_names_it() -> None:
    schema = Client().get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()
    for name in ("Decision", "DecisionDetail"):
        told = schema["components"]["schemas"][name]
        assert told["properties"]["disputed"]["type"] == "boolean"
        assert "disputed" in told["required"]
