"""Readers who type anything: every question gets a list, or a refusal in words, never an error."""

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from disclosure.filters import DecisionFilter
from disclosure.models import Publication
from disclosure.services import search_index
from enforcement.models import Agency
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
API = "api-decision-list"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局", division_code="411202", uscc="11411200005753211A")


def ids(client: Client, query: dict[str, Any], name: str = API) -> list[str]:
    response = client.get(reverse(name), query)
    assert response.status_code == 200, (query, response.content.decode()[:300])
    return [row["id"] for row in response.json()["results"]]


HOSTILE = [
    "%",
    "_",
    "%%",
    "\\",
    "'",
    '"',
    "''; DROP TABLE x; --",
    "*",
    "AND",
    "OR NOT",
    "NEAR(",
    "(",
    ")",
    "a*",
    '"a" OR "b"',
    "^",
    "{",
    "}",
    "col:val",
    "-",
    "--",
    "\x00",
    "\x01",
    "\ufeff",
    "\u200b",
    "\u202e",
    "𠮷",
    "👮🏽‍♀️",
    "é",
    "e\u0301",
    "ﬁ",
    "甲" * 100,
    " " * 100,
    "\n\t",
    "<script>",
    "&amp;",
    "%00",
    "../../etc/passwd",
    "${7*7}",
    "{{7*7}}",
    "０",
    "〔2026〕",
    "〔２０２６〕号",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_words_are_only_words(client: Client, bureau: Agency, text: str) -> None:
    row = factories.published(bureau)
    for parameter in ("q", "party", "doc_no"):
        for name in (API, "decision-csv", "decision-feed"):
            response = client.get(reverse(name), {parameter: text})
            assert response.status_code in (200, 400, 422), (name, parameter)
            body = response.content.decode()
            if response.status_code == 200 and text.strip("%_*\\ \n\t\ufeff\u200b\x00\x01"):
                assert str(row.pk) not in body, (name, parameter)


def test_what_was_typed_comes_back_as_text_in_the_form(client: Client, bureau: Agency) -> None:
    typed = "\"><script>alert('x')</script>"
    body = client.get(reverse("decision-list"), {"q": typed, "party": typed}).content.decode()
    assert "<script>alert" not in body
    assert body.count("&lt;script&gt;alert(&#x27;x&#x27;)") >= 2


@pytest.mark.parametrize("text", ["%", "_", "晨_商贸", "晨%公司", "*", "云溪*"])
def test_no_sign_stands_for_any_other(client: Client, bureau: Agency, text: str) -> None:
    factories.published(bureau)
    assert ids(client, {"party": text}) == []


UNKNOWN = [
    "page",
    "limit",
    "offset",
    "format",
    "Q",
    "kinds",
    "status",
    "agency_id",
    "after2",
    "q[]",
    "_",
    "",
]


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_parameter_nobody_knows_is_refused_by_its_name(client: Client, name: str) -> None:
    response = client.get(reverse(API), {name: "1", "q": "x"})
    assert response.status_code == 400
    body = response.json()
    assert list(body["fields"]) == [name]
    assert set(DecisionFilter().parameters()) <= set(re.findall(r"[a-z_]+", body["error"]))


BAD = [
    {"kind": "penalties"},
    {"kind": "PENALTY"},
    {"penalty": "罚款"},
    {"agency": "一号"},
    {"agency": "1234567890123"},
    {"agency": "1 OR 1=1"},
    {"region": "4"},
    {"region": "41120"},
    {"region": "4112021"},
    {"region": "41％"},
    {"from": "2026-02-30"},
    {"from": "yesterday"},
    {"to": "99999-01-01"},
    {"from": "2026-03-02", "to": "2026-03-01"},
    {"q": "甲" * 101},
    {"doc_no": "1" * 129},
    {"after": "e30"},
    {"after": "W10"},
    {"after": "x" * 5000},
    {"after": "%00"},
    {"after": "甲"},
]


@pytest.mark.parametrize("query", BAD)
def test_a_value_that_is_none_is_refused_beside_its_name(
    client: Client, query: dict[str, str]
) -> None:
    response = client.get(reverse(API), query)
    assert response.status_code == 400
    body = response.json()
    assert body["error"] and set(body["fields"]) <= set(query)
    assert all(words for words in body["fields"].values())
    assert response["Content-Type"] == "application/json"
    assert "ETag" not in response


# ---------------------------------------------------------------------------------- combinations
@pytest.fixture
def rows(bureau: Agency) -> dict[str, Publication]:
    other = factories.agency("远山市水利局", division_code="419900")
    make = factories.published
    return {
        "a": make(bureau, facts="占用道路。", on=date(2026, 1, 5)),
        "b": make(bureau, facts="占用道路。", kind="permit", on=date(2026, 2, 5)),
        "c": make(bureau, facts="倾倒垃圾。", penalty_kinds=["warning", "fine"]),
        "d": make(other, facts="占用道路。", penalty_kinds=["warning"]),
    }


COMBINED = [
    ({}, "dcba"),
    ({"q": "道路"}, "dba"),
    ({"q": "道路", "kind": "penalty"}, "da"),
    ({"q": "道路", "region": "4112"}, "ba"),
    ({"q": "道路 占用", "region": "41"}, "dba"),
    ({"q": "道路 垃圾"}, ""),
    ({"penalty": "warning"}, "dc"),
    ({"penalty": "fine", "from": "2026-03-01"}, "c"),
    ({"penalty": "warning", "region": "4199"}, "d"),
    ({"from": "2026-01-05", "to": "2026-02-05"}, "ba"),
    ({"from": "2026-01-06", "to": "2026-02-04"}, ""),
    ({"from": "2026-02-05", "to": "2026-02-05"}, "b"),
    ({"agency": "11411200005753211A", "kind": "permit"}, "b"),
    ({"agency": "１１４１１２００００５７５３２１１ａ"}, "cba"),
    ({"party": "晨星", "q": "垃圾", "kind": "penalty", "region": "411202"}, "c"),
    ({"kind": "", "q": " ", "party": ""}, "dcba"),
]


@pytest.mark.parametrize(("query", "expected"), COMBINED)
def test_filters_narrow_each_other_alike_in_every_channel(
    client: Client, rows: dict[str, Publication], query: dict[str, str], expected: str
) -> None:
    by_key = {str(row.pk): letter for letter, row in rows.items()}
    assert sorted(by_key[key] for key in ids(client, query)) == sorted(expected)
    # A feed follows nobody by name.
    feed = [] if query.get("party") else ["decision-feed"]
    page = client.get(reverse("decision-list"), query)
    assert page.context["facets"].total == len(expected)
    for name in ("decision-list", "decision-csv", *feed):
        body = client.get(reverse(name), query).content.decode()
        found = {letter for key, letter in by_key.items() if key in body}
        assert found == set(expected), name


def test_a_row_found_by_a_word_is_lost_with_the_index_entry_only(
    client: Client, rows: dict[str, Publication]
) -> None:
    search_index.drop(rows["c"])
    assert ids(client, {"q": "垃圾"}) == []
    assert len(ids(client, {})) == 4
    search_index.put(rows["c"])
    assert ids(client, {"q": "垃圾"}) == [str(rows["c"].pk)]


# ---------------------------------------------------------------------------------- feed
def test_the_feed_is_valid_atom_whatever_the_texts_hold(client: Client, bureau: Agency) -> None:
    row = factories.published(
        bureau, title="甲\x0b<乙>&“丙”]]>\ufffe", content="罚\x1f款\x01<script>&#0;", facts="\x08丁"
    )
    response = client.get(reverse("decision-feed"))
    tree = ElementTree.fromstring(response.content)  # noqa: S314  # our own answer
    assert tree.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert tree.findtext(f"{ATOM}{name}"), name
    (entry,) = tree.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{row.pk}"
    assert "<乙>&“丙”]]>" in (entry.findtext(f"{ATOM}title") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href", "").endswith(f"/decisions/{row.pk}/")
    published = entry.findtext(f"{ATOM}published") or ""
    assert published.startswith("2026-03-28T00:00:00+08:00")


def test_the_feed_holds_the_newest_fifty_and_says_when_it_changed(
    client: Client, bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosure.feeds.NEWEST", 3)
    made = [factories.published(bureau, on=date(2026, 3, 1 + n)) for n in range(5)]
    tree = ElementTree.fromstring(client.get(reverse("decision-feed")).content)  # noqa: S314  # our own answer
    keys = [entry.findtext(f"{ATOM}id") for entry in tree.findall(f"{ATOM}entry")]
    assert keys == [f"urn:uuid:{row.pk}" for row in reversed(made[2:])]


# ---------------------------------------------------------------------------------- caching


def test_only_public_answers_have_a_tag_and_none_is_made_of_hidden_data(
    client: Client, bureau: Agency
) -> None:
    row = factories.published(bureau)
    first = client.get(reverse(API))
    Publication.objects.filter(pk=row.pk).update(public_reason="只在内部")
    assert client.get(reverse(API))["ETag"] == first["ETag"]
    row.refresh_from_db()
    Publication.objects.filter(pk=row.pk).update(publish_until=date(2027, 1, 1))
    assert client.get(reverse(API))["ETag"] != first["ETag"]
    assert first["ETag"].strip('"') not in json.dumps(first.json())


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "name", [API, "decision-list", "decision-feed", "sitemap", "api-item-list"]
)
def test_the_public_site_is_read_only(client: Client, name: str, method: str) -> None:
    assert getattr(client, method)(reverse(name)).status_code in (403, 405)


@pytest.mark.parametrize("name", [API, "decision-list", "decision-feed", "decision-csv"])
def test_a_head_request_tells_the_same_headers_without_the_body(
    client: Client, bureau: Agency, name: str
) -> None:
    factories.published(bureau)
    full, head = client.get(reverse(name)), client.head(reverse(name))
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Cache-Control"]) == (full["ETag"], full["Cache-Control"])


@pytest.mark.parametrize("version", ["\n", "a\r\nX: y", "v9", "", "v1"])
def test_the_description_of_the_api_writes_no_version_it_does_not_know(
    client: Client, version: str
) -> None:
    answer = client.get(reverse("api-schema"), {"version": version})
    assert answer.status_code == 200 and "X" not in answer
    known = "(v1)" if version == "v1" else ""
    assert known in answer["Content-Disposition"] and "v9" not in answer["Content-Disposition"]
