"""The first opinion cannot be reached by whoever reviews it again: no page, no interface, no search.

Every URL of the project is asked for every row that hangs on the case, as the second reviewer; none of
the answers holds the first opinion, its number, a note of its checklist, or the bytes of its paper.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

from disclosure.services import pipeline
from enforcement.models import Case
from legal_review.models import Review
from recording.models import Document, Upload
from supervision.models import SecondReview
from supervision.services import samples
from tests import factories
from tests.base import Cast, client_of, day
from tests.browser.scene import TODAY
from tests.enforcement.prepared_draws import signed
from tests.permissions.world import World
from tests.purposes import told

pytestmark = pytest.mark.xdist_group("matrix")
OPINION = "称重记录缺页，退回补充后再审。"
NOTE = "不符合要求，应当补正。"
DRAWN = day(4, 3)
# What ends the session, or is a form of nobody's case.
NOT_ASKED = {"logout", "login", "set_language", "large-pages", "password-change"}
# Of these every row is asked for, of the others the first.
WHOLE = (Document, Review, SecondReview)
# Rows that come first in an address with two keys.
OUTER = (Case, Review, SecondReview, Upload)


@dataclass(frozen=True)
class Blind:
    """The sheet of the second reviewer, the first opinion, and the keys of what hangs on the case."""

    sheet: SecondReview
    review: Review
    client: Client
    keys: dict[str, list[Any]]

    @property
    def secrets(self) -> list[str]:
        """What must appear nowhere."""
        later = Review.objects.filter(decision=self.review.decision).exclude(pk=self.review.pk)
        others = [text for row in later for text in (row.number, row.opinion)]
        return [OPINION, NOTE, self.review.number, *others]

    @property
    def papers(self) -> set[str]:
        """The hashes of the papers of the legal review."""
        rows = Document.objects.filter(case=self.review.decision.case, kind__startswith="review_")
        return set(rows.values_list("blob_id", flat=True))


def twice_reviewed(cast: Cast) -> Review:
    """The first, returned round of a draft that passed later, was issued and made public."""
    review = factories.submitted(cast.bureau, on=day(3, 10))
    factories.send_back(review, on=day(3, 5), opinion=OPINION)
    again = factories.submit(review.decision, on=day(3, 9))
    factories.approve(again, on=day(3, 10))
    decision = factories.issue(Review.objects.get(pk=again.pk).decision, on=day(3, 16))
    served = factories.serve(decision, on=day(3, 17))
    publication = factories.approved(served)
    by = factories.someone(cast.bureau, "publisher")
    pipeline.publish(publication, by=by, on=day(3, 18))
    return Review.objects.select_related("decision__case").get(pk=review.pk)


@pytest.fixture
def blind(world: World, db: None) -> Blind:
    """Everything decided in March by the bureau is reviewed again, all of it by one person."""
    cast = world.cast
    review = twice_reviewed(cast)
    person = factories.qualified_reviewer(factories.agency(parent=cast.government))
    sample = samples.plan(
        by=cast.head,
        on=TODAY,
        month=day(3, 1),
        title="2026年3月法制审核质量抽查",
        agencies=[cast.bureau],
        reviewers=[person],
        seed_day=DRAWN,
        seed_mask="9999.99",
        count=None,
        rate=100,
        source_name="云溪综合指数收盘价",
        source_url="https://example.org/index",
        source_how="当日收盘点数，保留两位小数",
    )
    samples.commit(sample, by=cast.head, at=factories.at(TODAY))
    signed(factories.at(TODAY, 23))
    samples.run(sample, by=cast.head, on=DRAWN, value="3187.52")
    sheet = SecondReview.objects.get(review=review)
    client = client_of(person)
    told(client, review.decision.case)
    return Blind(sheet, review, client, keys_of(review.decision.case))


def pointing(model: type[Model], rows: set[Any]) -> Iterator[tuple[type[Model], set[Any]]]:
    """Keys of the rows of every model that point to these rows."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        owner: Any = relation.related_model
        there = owner._default_manager.filter(**{f"{relation.field.name}__in": rows})  # type: ignore[union-attr]  # a reverse relation
        yield owner, set(there.values_list("pk", flat=True))


def keys_of(case: Case) -> dict[str, list[Any]]:
    """Keys of every row that hangs on the case, however far away: by their kind."""
    found: dict[type[Model], set[Any]] = defaultdict(set)
    todo: list[tuple[type[Model], set[Any]]] = [(Case, {case.pk})]
    while todo:
        model, rows = todo.pop()
        fresh = rows - found[model]
        found[model] |= fresh
        if not fresh:
            continue
        todo += pointing(model, fresh)
    keys: dict[str, list[Any]] = {kind: [] for kind in ("uuid", "int", "outer uuid", "outer int")}
    for model, rows in found.items():
        chosen = sorted(rows, key=str)
        for key in chosen if model in WHOLE else chosen[:1]:
            kind = "uuid" if isinstance(key, UUID) else "int"
            keys[kind].append(key)
            if model in OUTER:
                keys[f"outer {kind}"].append(key)
    return {kind: sorted(set(rows), key=str) for kind, rows in keys.items()}


# --- every address ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name, its route with {0}, {1} for the keys, and the kind of each key."""

    name: str
    route: str
    kinds: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Address]:
    """Every URL pattern that is made of routes with keys of rows, or of none."""
    for entry in (resolver or get_resolver()).url_patterns:
        if not isinstance(entry.pattern, RoutePattern):
            continue
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif entry.name not in NOT_ASKED:
            yield from spelled(entry, route)


def spelled(entry: URLPattern, route: str) -> Iterator[Address]:
    kinds = []
    for part in re.findall(r"<(?:[a-z]+:)?([a-z_]+)>", route):
        converter = entry.pattern.converters[part]
        if isinstance(converter, UUIDConverter):
            kinds.append("uuid")
        elif isinstance(converter, IntConverter):
            kinds.append("int")
        else:
            return
    number = iter(range(len(kinds)))
    yield Address(
        str(entry.name), re.sub(r"<[^>]+>", lambda _: f"{{{next(number)}}}", route), tuple(kinds)
    )


def paths(address: Address, keys: dict[str, list[Any]]) -> Iterator[str]:
    """The address for every key of the case; of two keys the first is that of an outer row."""
    if not address.kinds:
        yield address.route
        return
    *outer, last = address.kinds
    for chosen in product(*(keys[f"outer {kind}"] for kind in outer), keys[last]):
        yield address.route.format(*chosen)


def content(response: Any) -> bytes:
    """All bytes of an answer."""
    return b"".join(response) if response.streaming else bytes(response.content)


def leaks(response: Any, blind: Blind) -> list[str]:
    """What of the first opinion is in the answer."""
    body = content(response)
    text = body.decode("utf-8", "replace") + str(response.headers)
    found = [secret for secret in blind.secrets if secret in text]
    return found + [
        sha for sha in blind.papers if sha == hashlib.sha256(body).hexdigest() or sha in text
    ]


def asked(blind: Blind, address: Address, method: str) -> Iterator[tuple[str, Any]]:
    """The answers of an address; a right that is missing is missing for every row."""
    for path in paths(address, blind.keys):
        response = getattr(blind.client, method)(path)
        yield path, response
        if response.status_code in (403, 405):
            return


def found_in(blind: Blind, method: str, names: Iterable[str] = ()) -> dict[str, list[str]]:
    wanted = set(names)
    return {
        path: told
        for address in addresses()
        if not wanted or address.name in wanted
        for path, response in asked(blind, address, method)
        if (told := leaks(response, blind))
    }


def test_the_sweep_asks_the_pages_that_hold_the_first_opinion(blind: Blind, world: World) -> None:
    known = {address.name for address in addresses()}
    first = Blind(blind.sheet, blind.review, world.client("reviewer"), blind.keys)
    shown = found_in(first, "get", ["review-detail", "case-review", "document-download"])

    assert len(known) > 300
    assert {"review-detail", "case-review", "second-review", "second-document"} <= known
    assert any(str(blind.review.pk) in path for path in shown)
    assert blind.review.pk in blind.keys["uuid"]
    assert blind.sheet.pk in blind.keys["uuid"]


def test_no_page_shows_the_second_reviewer_the_first_opinion(blind: Blind) -> None:
    assert found_in(blind, "get") == {}


def test_no_act_tells_the_second_reviewer_the_first_opinion(blind: Blind) -> None:
    assert found_in(blind, "post") == {}


def test_the_second_reviewer_opens_what_was_submitted(blind: Blind) -> None:
    names = ["second-review", "second-document", "second-evidence"]
    opened = [
        response.status_code
        for address in addresses()
        if address.name in names
        for _path, response in asked(blind, address, "get")
    ]

    assert opened.count(200) > len(names)
    assert set(opened) == {200, 404}


# --- every search -------------------------------------------------------------------------------


def plain(page: str, word: str) -> str:
    """A page without the word that was asked for, and without what is new with every answer."""
    without = unquote(page).replace(word, "")
    return re.sub(r"[A-Za-z0-9_-]{32,}|[0-9a-f-]{36}|%[0-9A-F]{2}|\d+(\.\d+)? ?ms", "", without)


@pytest.mark.parametrize("secret", ["number", "opinion", "note"])
def test_no_search_finds_more_by_the_first_opinion_than_by_nonsense(
    blind: Blind, secret: str
) -> None:
    word = {"number": blind.review.number, "opinion": OPINION, "note": NOTE}[secret]
    nonsense = "鼄" * len(word)
    for address in addresses():
        if address.kinds:
            continue
        pages = [blind.client.get(address.route, {"q": each}) for each in (word, nonsense)]
        assert pages[0].status_code == pages[1].status_code, address.name
        if pages[0].status_code == 200 and "html" in pages[0]["Content-Type"]:
            texts = [content(page).decode() for page in pages]
            assert plain(texts[0], word) == plain(texts[1], nonsense), address.name


def test_a_search_for_the_case_does_not_bring_its_opinion(blind: Blind) -> None:
    case = blind.review.decision.case
    for address in addresses():
        if address.kinds:
            continue
        for word in (case.number, case.party.name, str(blind.review.pk)):
            response = blind.client.get(address.route, {"q": word})
            assert leaks(response, blind) == [], (address.name, word)
