"""Atom feeds of an agency, a kind of act, an organisation: valid, stable, with tombstones, never of a person."""

import re
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from core.identifiers import uscc_check_char
from disclosure import feeds, flows
from disclosure.models import Publication
from disclosure.services import pipeline, records
from enforcement.models import Agency
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ATOM, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
CODE = "91110000100000000R"
REASON = "经行政复议，决定被撤销。"
PERSON = "晨试三"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@pytest.fixture
def bureau() -> Agency:
    return factories.agency("云溪市城市管理局")


def ask(**query: str) -> Any:
    return Client().get(reverse("decision-feed"), query)


def feed(**query: str) -> ElementTree.Element:
    answer = ask(**query)
    assert answer.status_code == 200, answer.content.decode()
    return parsed(answer)


def parsed(answer: Any) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)  # noqa: S314  # our own answer


def ids(root: ElementTree.Element) -> list[str]:
    return [str(one.text) for one in root.findall(f"{ATOM}entry/{ATOM}id")]


def stones(root: ElementTree.Element) -> list[str]:
    return [one.attrib["ref"] for one in root.findall(f"{AT}deleted-entry")]


def key(row: Publication) -> str:
    return f"urn:uuid:{row.pk}"


def withdraw(row: Publication) -> None:
    pipeline.withdraw(row, by=None, on=TODAY, reason=REASON)


def expire(row: Publication) -> None:
    flows.of(row).move(row, "expire", by=None, changes={"ended_on": TODAY})


# ------------------------------------------------------------------------------- which
def test_a_feed_holds_what_its_filter_says(bureau: Agency) -> None:
    own = factories.published(bureau)
    permit = factories.published(bureau, kind="permit")
    other = factories.published(factories.agency())
    assert set(ids(feed())) == {key(own), key(permit), key(other)}
    assert set(ids(feed(agency=str(bureau.pk)))) == {key(own), key(permit)}
    assert ids(feed(kind="permit")) == [key(permit)]
    assert ids(feed(agency=str(bureau.pk), kind="penalty")) == [key(own)]


def test_an_organisation_is_followed_by_its_code_in_any_writing(bureau: Agency) -> None:
    row = factories.published(bureau, uscc=CODE)
    factories.published(bureau, uscc="91410000MA00000000")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in CODE)
    for code in (CODE, CODE.lower(), f" {CODE} ", wide):
        assert ids(feed(party=code)) == [key(row)], code


@pytest.mark.parametrize(
    "party",
    [
        *(PERSON, "晨星商贸", "晨", CODE[:17], f"{CODE[:17]}G", "%", "_"),
        *("11010519491231002X", "13900001234", "6222020200112233445"),
    ],
)
def test_nobody_is_followed_by_a_name_or_a_number_of_a_person(bureau: Agency, party: str) -> None:
    factories.published(bureau, party_kind="person", party_name=PERSON)
    answer = ask(party=party)
    assert answer.status_code == 422
    assert "统一社会信用代码" in answer.content.decode()
    page = Client().get(reverse("decision-list"), {"party": party}).content.decode()
    assert "decisions.atom" not in page, "what is refused is not offered"


def test_a_filter_in_error_is_answered_in_a_few_plain_lines(db: None) -> None:
    answer = ask(kind="zz")
    said = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert said.startswith("订阅条件有误") and "<" not in said and len(said) < 200


def test_a_code_of_somebody_who_is_no_organisation_finds_nothing(bureau: Agency) -> None:
    for no, kind in enumerate(("person", "sole_trader")):
        first = f"92110000{no:09d}"
        code = first + uscc_check_char(first)
        row = factories.published(bureau, party_kind=kind, party_name=PERSON, uscc=code)
        assert ids(feed(party=code)) == [], kind
        assert row.shown is not None
        assert feeds.of_organisation(row.shown) == ""
        page = Client().get(reverse("decision-detail", args=[row.pk])).content.decode()
        assert "decisions.atom" not in page


def test_words_follow_no_person(bureau: Agency) -> None:
    about = factories.published(bureau, party_kind="person", party_name=PERSON, facts="摆放桌椅。")
    shop = factories.published(bureau, facts="摆放桌椅。")
    assert ids(feed(q="摆放桌椅")) == [key(shop)]
    assert set(ids(feed())) == {key(about), key(shop)}, "among all others it is"


# ------------------------------------------------------------------------------- found
def test_feeds_are_offered_where_a_reader_is(bureau: Agency) -> None:
    row = factories.published(bureau, uscc=CODE)
    pages = {
        reverse("agency-detail", args=[bureau.pk]): f"?agency={bureau.pk}",
        f"{reverse('decision-list')}?kind=penalty": "?kind=penalty",
        reverse("decision-detail", args=[row.pk]): f"?party={CODE}",
        f"{reverse('decision-list')}?party={CODE}": f"?party={CODE}",
    }
    for page, query in pages.items():
        text = Client().get(page).content.decode()
        (link,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]*>', text)
        assert f'href="{reverse("decision-feed")}{query}"' in link, page
        assert Client().get(reverse("decision-feed") + query).status_code == 200


# ------------------------------------------------------------------------------- gone
@pytest.mark.parametrize("end", [withdraw, expire])
def test_what_ended_leaves_its_key_and_the_public_reason(bureau: Agency, end: Any) -> None:
    kept, row = factories.published(bureau), factories.published(bureau, title="桌椅案")
    end(row)
    for query in ({}, {"agency": str(bureau.pk)}, {"kind": "penalty"}):
        root = feed(**query)
        assert (ids(root), stones(root)) == ([key(kept)], [key(row)])
    (stone,) = root.findall(f"{AT}deleted-entry")
    assert set(stone.attrib) == {"ref", "when"}
    assert STAMP.fullmatch(stone.attrib["when"])
    told = [(child.tag, child.text) for child in stone]
    assert told == ([(f"{AT}comment", REASON)] if end is withdraw else [])
    assert "桌椅案" not in ask().content.decode()


def test_a_tombstone_lies_only_in_a_feed_that_held_it(bureau: Agency) -> None:
    withdraw(factories.published(bureau))
    assert stones(feed(kind="permit")) == []
    assert stones(feed(agency=str(factories.agency().pk))) == []
    assert stones(feed(agency="999999")) == []


@pytest.mark.parametrize(
    "query",
    [
        *({"party": CODE}, {"q": "饼干"}, {"doc_no": "云试罚〔2026〕1号"}, {"penalty": "fine"}),
        *({"from": "2026-03-01"}, {"to": "2026-03-31"}, {"kind": "penalty", "party": CODE}),
    ],
)
def test_no_tombstone_says_whom_or_what_it_was_about(bureau: Agency, query: dict[str, str]) -> None:
    withdraw(factories.published(bureau, uscc=CODE))
    root = feed(**query)
    assert (ids(root), stones(root)) == ([], [])


def test_what_was_never_public_leaves_no_tombstone(bureau: Agency) -> None:
    made = factories.record(bureau)
    row = Publication.objects.create(
        record=made, agency=bureau, kind=made.kind, decided_on=made.decided_on
    )
    assert (ids(feed()), stones(feed())) == ([], [])
    row.refresh_from_db()
    assert row.first_published_on is None


def test_a_reason_with_a_number_of_a_person_is_hidden(bureau: Agency) -> None:
    row = factories.published(bureau)
    withdraw(row)
    Publication.objects.filter(pk=row.pk).update(public_reason="当事人电话13900001234，撤销。")
    text = ask().content.decode()
    assert "13900001234" not in text
    assert "<at:comment>" in text


# ------------------------------------------------------------------------------- form
def test_a_feed_is_what_the_standard_asks(bureau: Agency) -> None:
    factories.published(bureau, uscc=CODE)
    withdraw(factories.published(bureau))
    addresses = set()
    for query in ({}, {"agency": str(bureau.pk)}, {"kind": "penalty"}, {"party": CODE}):
        root = feed(**query)
        for name in ("id", "title", "updated"):
            assert len(root.findall(f"{ATOM}{name}")) == 1, name
        addresses.add(root.findtext(f"{ATOM}id"))
        own = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")}
        assert own["self"] == root.findtext(f"{ATOM}id")
        assert own["alternate"].startswith("http://testserver/decisions/")
        assert STAMP.fullmatch(root.findtext(f"{ATOM}updated") or "")
        for entry in root.findall(f"{ATOM}entry"):
            for name in ("id", "title", "updated", "published", "summary"):
                assert entry.findtext(f"{ATOM}{name}"), name
            assert entry.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(addresses) == 4, "each feed has an id of its own"


def test_a_feed_is_named_after_what_it_holds(bureau: Agency) -> None:
    title = feed(agency=str(bureau.pk), kind="permit").findtext(f"{ATOM}title")
    assert title == "行政执法决定公示 · 云溪市城市管理局 · 行政许可"
    assert (feed(party=CODE).findtext(f"{ATOM}title") or "").endswith(CODE)


def test_the_id_of_a_feed_does_not_hang_on_how_it_was_asked(bureau: Agency) -> None:
    path = reverse("decision-feed")
    texts = [
        f"{path}?agency={bureau.pk}&kind=penalty",
        f"{path}?q=&kind=penalty&agency={bureau.pk}",
    ]
    one, two = (parsed(Client().get(url)) for url in texts)
    assert one.findtext(f"{ATOM}id") == two.findtext(f"{ATOM}id")


def test_an_unchanged_feed_is_not_sent_twice_and_a_changed_one_is(bureau: Agency) -> None:
    for query in ({}, {"kind": "levy"}):
        first = ask(**query)
        again = Client().get(
            reverse("decision-feed"), query, headers={"if-none-match": first["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b""), "also when nothing is in it"
    row = factories.published(bureau)
    second = ask()
    assert second["ETag"] != ask(kind="levy")["ETag"]
    withdraw(row)
    third = Client().get(reverse("decision-feed"), headers={"if-none-match": second["ETag"]})
    assert third.status_code == 200
    assert stones(parsed(third)) == [key(row)]


def test_a_decision_published_late_is_told_before_newer_ones(
    bureau: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "NEWEST", 3)
    days = {date(2026, 3, 2): date(2026, 3, 31), date(2026, 3, 25): date(2026, 3, 26)}
    days |= {date(2026, 3, 26): date(2026, 3, 27), date(2025, 9, 1): date(2025, 9, 5)}
    rows = {}
    for decided, on in days.items():
        sent = factories.record(bureau, on=decided)
        rows[decided] = records.publish_record(sent, by=None, on=on)
    late, before, between, long_ago = rows.values()
    assert ids(feed()) == [key(late), key(between), key(before)]
    monkeypatch.setattr(feeds, "NEWEST", 4)
    assert ids(feed())[3:] == [key(long_ago)], "what lies further back fills the rest"


def test_a_feed_is_as_new_as_its_newest_entry_or_tombstone(bureau: Agency) -> None:
    empty = datetime.fromisoformat(feed().findtext(f"{ATOM}updated") or "")
    assert empty.date() == TODAY
    row = factories.published(bureau, on=date(2026, 3, 1))
    row.refresh_from_db()
    shown = datetime.fromisoformat(feed().findtext(f"{ATOM}updated") or "")
    assert abs((shown - row.updated_at).total_seconds()) < 1
    withdraw(row)
    row.refresh_from_db()
    after = datetime.fromisoformat(feed().findtext(f"{ATOM}updated") or "")
    assert abs((after - row.updated_at).total_seconds()) < 1
    assert after >= shown


def test_markup_and_control_characters_end_no_feed(bureau: Agency) -> None:
    hostile = "<script>&amp;\x0b\x1f]]>\ufffe"
    Agency.objects.filter(pk=bureau.pk).update(name=f"{bureau.name}\x0c<b>")
    row = factories.published(Agency.objects.get(pk=bureau.pk), title=hostile, content=hostile)
    root = feed(agency=str(bureau.pk))
    assert ids(root) == [key(row)]
    assert "<script>&amp;" in (root.findtext(f"{ATOM}entry/{ATOM}title") or "")
    assert (root.findtext(f"{ATOM}title") or "").endswith("<b>")
    withdraw(row)
    Publication.objects.filter(pk=row.pk).update(public_reason=f"撤销{hostile}")
    (stone,) = feed().findall(f"{AT}deleted-entry")
    assert (stone.findtext(f"{AT}comment") or "").startswith("撤销<script>")
