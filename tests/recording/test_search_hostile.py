"""证据检索 against odd input: no condition breaks the page, and what was typed stays in the form."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from core.pages import write_cursor
from enforcement.models import Case
from recording.forms.evidence_search import LONGEST, EvidenceSearchForm
from recording.models import Access, Evidence, EvidenceEntry
from recording.services import evidence_index, evidence_search
from tests import factories
from tests.base import Cast
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
URL = reverse("evidence-search")
WORDS = ("q", "party", "number", "officers", "place")
SIGNS = ("%", "_", "*", '"', "'", "\\", "--", "()", "&", "|", "!", ":*", "<->", "……", "　", "\t")
LANGUAGE = (
    "晨星' OR 1=1 --",
    '晨星" OR "光明',
    "NOT 晨星",
    "晨星*",
    "晨星:*",
    "晨星 & 光明",
    "晨星 | 光明",
    "NEAR(晨星 光明)",
    "{{ 7*7 }} 晨星",
    "<script>晨星</script>",
    "晨%星",
    "晨_星",
)


@pytest.fixture
def film(cast: Cast) -> Evidence:
    """One item that holds 晨星 everywhere a word is looked for."""
    party = factories.party(cast.bureau, name="晨星商行")
    case = factories.case(cast.bureau, on=ON, filed=True, of=party, title="晨星案")
    row = bare.item(case, cast.officer1, "一", place="晨星路", device_no="DSJ-1", title="晨星录像")
    evidence_index.enter([row])
    return row


@pytest.fixture
def client(cast: Cast) -> Client:
    return cast.client("officer1")


def keys(answer: Any) -> list[Any]:
    """What a page of answers shows."""
    page = answer.context["page"]
    return [row.evidence_id for row in page.rows] if page else []


# ---------------------------------------------------------------------------------- words
@pytest.mark.parametrize("sign", SIGNS)
def test_signs_alone_find_nothing_in_any_condition(cast: Cast, film: Evidence, sign: str) -> None:
    for name in WORDS:
        rows = evidence_search.matching({name: sign}, by=cast.officer1)
        assert list(rows) == [], (name, sign)


@pytest.mark.parametrize("text", LANGUAGE)
def test_the_language_of_the_database_has_no_meaning_in_a_condition(
    cast: Cast, film: Evidence, text: str
) -> None:
    for name in ("q", "party", "place"):
        rows = evidence_search.matching({name: text}, by=cast.officer1)
        assert list(rows) == [], (name, text)


def test_a_mark_typed_by_a_person_does_not_reach_into_another_condition(
    cast: Cast, film: Evidence
) -> None:
    for mark in evidence_index.MARKS.values():
        for name in ("q", "party", "place"):
            typed = {name: f"{mark}晨星"}
            assert not evidence_search.matching(typed, by=cast.officer1).exists(), typed


def test_letters_of_any_width_and_case_are_one(cast: Cast, film: Evidence) -> None:
    for typed in ("DSJ-1", "ｄｓｊ－１", " dsj-1 ", "Dsj -1"):
        rows = evidence_search.matching({"device": typed}, by=cast.officer1)
        assert [row.evidence_id for row in rows] == [film.pk], typed


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("q", "字" * (LONGEST + 1), "100"),
        ("kind", "nothing", "nothing"),
        ("medium", "hologram", "hologram"),
        ("since", "昨天", "日期"),
        ("until", "2026-02-30", "日期"),
        ("until", "2026-13-01", "日期"),
    ],
)
def test_what_is_no_condition_is_refused_beside_its_field_and_searches_nothing(
    client: Client, film: Evidence, name: str, value: str, words: str
) -> None:
    answer = client.get(URL, {name: value, "place": "晨星"})
    assert (answer.status_code, answer.context["page"]) == (200, None)
    form = answer.context["form"]
    assert list(form.errors) == [name]
    assert words in str(form.errors[name])
    assert "晨星" in str(form["place"]), "the other conditions stay"
    assert not AuditEntry.objects.filter(action="evidence.search").exists()
    assert not Access.objects.filter(act=Access.Act.SEARCH).exists()


def test_the_longest_condition_is_taken(client: Client, film: Evidence) -> None:
    answer = client.get(URL, {"q": "字" * LONGEST})
    assert not answer.context["form"].errors
    assert keys(answer) == []


def test_what_was_typed_is_in_the_form_again_and_is_no_markup(
    client: Client, film: Evidence
) -> None:
    typed = '"><script>alert(1)</script>'
    answer = client.get(URL, {"q": typed, "party": "晨星", "medium": "video"})
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    form = answer.context["form"]
    assert (form["q"].value(), form["party"].value()) == (typed, "晨星")
    assert form["medium"].value() == "video"


def test_a_title_that_is_markup_is_shown_as_words(cast: Cast, film: Evidence) -> None:
    row = bare.item(film.case, cast.officer1, "二", title="<b>晨星</b>", place="<i>路</i>")
    evidence_index.enter([row])
    page = cast.client("officer1").get(URL, {"q": "晨星"}).content.decode()
    assert "&lt;b&gt;晨星&lt;/b&gt;" in page and "<b>晨星" not in page
    assert "<i>路" not in page


# ---------------------------------------------------------------------------------- days
def test_days_in_the_wrong_order_are_refused_beside_the_second(client: Client) -> None:
    answer = client.get(URL, {"since": "2026-03-05", "until": "2026-03-04"})
    assert list(answer.context["form"].errors) == ["until"]
    assert answer.context["page"] is None


def test_one_day_alone_is_a_span(client: Client, film: Evidence) -> None:
    form = EvidenceSearchForm({"since": "2026-03-05", "until": "2026-03-05"})
    assert form.is_valid()


def test_the_edges_of_the_calendar_enclose_everything(client: Client, film: Evidence) -> None:
    found = keys(client.get(URL, {"since": "1900-01-01", "until": "2999-12-31"}))
    assert found == [film.pk]
    assert keys(client.get(URL, {"since": "2999-12-31"})) == []
    assert keys(client.get(URL, {"until": "1900-01-01"})) == []


# ---------------------------------------------------------------------------------- cursors
@pytest.mark.parametrize(
    "after", ["!!", "W10", "字", "a" * 3000, "0", "W251bGwsbnVsbF0", "WyIiLCIiXQ", "\x01"]
)
def test_a_cursor_that_is_none_gives_the_first_page(
    client: Client, film: Evidence, after: str
) -> None:
    answer = client.get(URL, {"party": "晨星", "after": after})
    assert (answer.status_code, keys(answer)) == (200, [film.pk])


def test_a_cursor_of_somebody_else_opens_nothing(cast: Cast, film: Evidence) -> None:
    row = EvidenceEntry.objects.get(evidence=film)
    later = bare.item(film.case, cast.officer1, "二", place="晨星路")
    evidence_index.enter([later])
    after = write_cursor(EvidenceEntry.objects.get(evidence=later), evidence_search.ORDER)
    mine = cast.client("officer1").get(URL, {"party": "晨星", "after": after})
    theirs = cast.client("outsider").get(URL, {"party": "晨星", "after": after})
    assert keys(mine) == [row.evidence_id]
    assert keys(theirs) == []


def test_the_next_page_keeps_every_condition(
    cast: Cast, film: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recording.views.evidence_search.PAGE", 1)
    evidence_index.enter([bare.item(film.case, cast.officer1, "二", place="晨星路")])
    page = cast.client("officer1").get(URL, {"party": "晨星", "place": "晨 星路"})
    link = next(
        part for part in page.content.decode().split('href="') if "after=" in part.partition('"')[0]
    ).partition('"')[0]
    following = cast.client("officer1").get(URL + link.replace("&amp;", "&").partition("/")[0])
    form = following.context["form"]
    assert (form["party"].value(), form["place"].value()) == ("晨星", "晨 星路")
    assert len(keys(following)) == 1 and keys(following) != keys(page)
    assert following.context["page"].next_cursor == ""


# ---------------------------------------------------------------------------------- the form's shape
def test_every_kind_and_medium_can_be_chosen_and_none_must(film: Evidence) -> None:
    form = EvidenceSearchForm()
    for name, choices in (("kind", Evidence.Kind.choices), ("medium", Evidence.Media.choices)):
        offered = form.fields[name].choices  # type: ignore[attr-defined]  # a ChoiceField
        assert list(offered) == [("", "不限"), *choices]
    assert not any(field.required for field in form.fields.values())


@pytest.mark.parametrize("condition", [*WORDS, "device"])
def test_white_space_alone_is_no_condition(client: Client, film: Evidence, condition: str) -> None:
    answer = client.get(URL, {condition: " 　\t "})
    assert answer.context["page"] is None
    assert not AuditEntry.objects.filter(action="evidence.search").exists()


def queries(client: Client, **query: str) -> int:
    """How many statements a search takes."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(URL, query).status_code == 200
    return len(found)


def test_the_same_queries_for_one_item_and_for_a_page_of_many_cases(
    cast: Cast, film: Evidence, client: Client
) -> None:
    queries(client, place="晨星")
    one = queries(client, place="晨星")
    cases: list[Case] = []
    for no in range(6):
        party = factories.party(cast.bureau, name=f"晨星{no}号店")
        cases.append(factories.case(cast.bureau, on=ON, filed=True, of=party))
    rows = [bare.item(case, cast.officer1, f"又{case.pk}", place="晨星路") for case in cases]
    evidence_index.enter(rows)
    assert len(keys(client.get(URL, {"place": "晨星"}))) == 7
    assert queries(client, place="晨星") == one


def test_each_condition_costs_the_same_number_of_queries(client: Client, film: Evidence) -> None:
    queries(client, q="晨星")
    asked: list[Callable[[], int]] = [
        lambda: queries(client, q="晨星"),
        lambda: queries(client, party="晨星商行", place="晨星", device="DSJ-1"),
        lambda: queries(client, since="2020-01-01", kind="audiovisual", medium="video"),
    ]
    assert len({ask() for ask in asked}) == 1
