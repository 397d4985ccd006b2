"""What is not public stands in no channel: one table of channels by one table of states."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from core.identifiers import id_check_char
from disclosure.models import Publication, SearchEntry
from disclosure.services import exchange, pipeline, records
from enforcement.models import Agency, User
from tests import factories as cases
from tests.disclosure import factories
from tests.disclosure.factories import DECIDED, TODAY

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
WORD = "琥珀色油漆桶"
EVE = TODAY - timedelta(days=1)
_BODY = "11010520120901002"
MINOR_CARD = _BODY + id_check_char(_BODY)
FACTS = f"擅自堆放{WORD}。"
REASON = "经行政复议，决定被撤销。"
CONTENT = "公开的文本含有依法不应公开的内容（政府信息公开条例第十四条、第十五条）："


@dataclass
class Scene:
    """The bureau with one row in the state under test, and one row that stays public."""

    row: Publication
    neighbour: Publication
    publisher: User

    @property
    def pk(self) -> str:
        return str(self.row.pk)


def publish(bureau: Agency) -> Publication:
    return factories.published(bureau, facts=FACTS)


def withdraw(scene: Scene) -> None:
    pipeline.withdraw(scene.row, by=scene.publisher, on=TODAY, reason=REASON, ground="content")


def expire(scene: Scene) -> None:
    pipeline.expire(scene.row, on=TODAY)


def run_out(scene: Scene) -> None:
    """The last day has passed and no sweep has been there yet."""
    Publication.objects.filter(pk=scene.row.pk).update(publish_until=EVE)


def bar(scene: Scene) -> None:
    """The next sheet shows that the party is a minor."""
    record = scene.row.record
    assert record is not None
    record.fields |= exchange.conceal({"party_kind": "person", "id_no": MINOR_CARD})
    record.save()
    records.publish_record(record, by=None, on=TODAY)


STATES: dict[str, tuple[Callable[[Scene], None], int]] = {
    "withdrawn": (withdraw, 410),
    "barred": (bar, 404),
    "expired": (expire, 404),
    "run out": (run_out, 404),
}
LISTS = {
    "home": ("home", {}),
    "list": ("decision-list", {}),
    "search": ("decision-list", {"q": WORD}),
    "party": ("decision-list", {"party": "晨星"}),
    "kind": ("decision-list", {"kind": "penalty"}),
    "feed": ("decision-feed", {}),
    "feed search": ("decision-feed", {"q": WORD}),
    "open data": ("decision-csv", {}),
    "open data search": ("decision-csv", {"q": WORD}),
    "api": ("api-decision-list", {}),
    "api search": ("api-decision-list", {"q": WORD}),
    "api dates": ("api-decision-list", {"from": "2026-03-01", "to": "2026-03-31"}),
}
DETAILS = ["decision-detail", "decision-derivation", "decision-pdf", "api-decision-detail"]


@pytest.fixture(params=list(STATES))
def ended(request: pytest.FixtureRequest) -> tuple[Scene, int]:
    """A scene whose row has reached the state, and what its own address answers now."""
    bureau = factories.agency("云溪市城市管理局", division_code="411202")
    scene = Scene(publish(bureau), factories.published(bureau), cases.user("publisher", bureau))
    move, status = STATES[request.param]
    move(scene)
    return scene, status


def text_of(client: Client, name: str, query: dict[str, str]) -> str:
    response = client.get(f"{reverse(name)}?{urlencode(query)}")
    assert response.status_code == 200, name
    # A feed may say that the key is gone (test_feeds).
    body = re.sub(r'<at:deleted-entry ref="urn:uuid:[^"]*"', "", response.content.decode())
    return body + str(response.headers)


def test_no_list_search_feed_export_or_api_shows_it(
    client: Client, ended: tuple[Scene, int]
) -> None:
    scene, _status = ended
    for channel, (name, query) in LISTS.items():
        text = text_of(client, name, query)
        assert scene.pk not in text, channel
        if "q" not in query:
            assert WORD not in text, channel
            assert str(scene.neighbour.pk) in text, channel


def test_its_own_addresses_answer_the_state_and_give_nothing_away(
    client: Client, ended: tuple[Scene, int]
) -> None:
    scene, status = ended
    for name in DETAILS:
        response = client.get(reverse(name, args=[scene.row.pk]))
        assert response.status_code == status, name
        body = response.content.decode()
        assert WORD not in body and "晨星" not in body, name
        assert "ETag" not in response, name
        if status == 410 and not name.startswith("api"):
            assert response["X-Robots-Tag"] == "noindex"


def test_the_index_counts_facets_and_maps_do_not_hold_it(
    client: Client, ended: tuple[Scene, int]
) -> None:
    scene, _status = ended
    month = client.get(reverse("sitemap-month", args=[DECIDED.year, DECIDED.month]))
    assert scene.pk not in month.content.decode()
    assert str(scene.neighbour.pk) in month.content.decode()
    page = client.get(reverse("decision-list"))
    assert page.context["facets"].total == 1
    assert page.context["facets"].kinds == {"penalty": 1}
    if scene.row.publish_until != EVE:
        found = SearchEntry.objects.exclude(publication=scene.neighbour)
        assert [e for e in found if e.publication.status != "published"] == []


def test_its_document_number_is_no_longer_told_as_published(
    client: Client, ended: tuple[Scene, int]
) -> None:
    scene, _status = ended
    assert scene.row.shown is not None
    for query in ({"doc_no": scene.row.shown.doc_no}, {"q": scene.row.shown.doc_no}):
        given = client.get(reverse("api-decision-list"), query).json()
        assert given == {"next": None, "results": []}


def test_a_page_kept_by_a_proxy_is_not_confirmed_any_more(
    client: Client, ended: tuple[Scene, int]
) -> None:
    scene, status = ended
    live = reverse("decision-detail", args=[scene.neighbour.pk])
    tag = client.get(live)["ETag"]
    assert client.get(live, headers={"If-None-Match": tag}).status_code == 304
    gone = reverse("decision-detail", args=[scene.row.pk])
    for given in (tag, "*", 'W/"x"'):
        answer = client.get(gone, headers={"If-None-Match": given})
        assert answer.status_code == status
        assert "no-cache" in answer.get("Cache-Control", "no-cache")


@pytest.mark.parametrize("state", ["pending", "redacted", "approved", "withheld"])
def test_what_was_never_published_has_no_address(client: Client, state: str) -> None:
    bureau = cases.agency("云溪市市场监督管理局")
    row = cases.duty(cases.issued(bureau))
    first, second = (cases.user("publisher", bureau) for _each in range(2))
    if state in ("redacted", "approved"):
        row = cases.redact(row, by=first)
    if state == "approved":
        row = pipeline.approve(row, by=second, examined=True)
    if state == "withheld":
        row = pipeline.withhold(row, by=first, on=DECIDED, code="secret", reason="涉及国家秘密。")
    assert row.status == state
    for name in DETAILS:
        assert client.get(reverse(name, args=[row.pk])).status_code == 404, name
    for name, query in LISTS.values():
        assert str(row.pk) not in text_of(client, name, query)
    assert not SearchEntry.objects.exists()


def test_what_has_ended_cannot_be_ended_published_or_changed_again() -> None:
    bureau = factories.agency()
    by = cases.user("publisher", bureau)
    row = publish(bureau)
    pipeline.withdraw(row, by=by, on=TODAY, reason=REASON, ground="content")
    row.refresh_from_db()
    attempts: list[Callable[[], object]] = [
        lambda: pipeline.withdraw(row, by=by, on=TODAY, reason="另一理由", ground="content"),
        lambda: pipeline.expire(row, on=TODAY),
    ]
    for attempt in attempts:
        with pytest.raises(RuleError):
            attempt()
    row.refresh_from_db()
    assert (row.status, row.public_reason, row.ended_on) == (
        "withdrawn",
        f"{CONTENT}{REASON}",
        TODAY,
    )


@pytest.mark.parametrize(
    ("until", "is_shown"),
    [
        (date(2026, 3, 31), False),
        (TODAY, True),
        (date(2026, 4, 2), True),
        (None, True),
    ],
)
def test_the_last_day_is_the_day_named(client: Client, until: date | None, is_shown: bool) -> None:
    row = publish(factories.agency())
    Publication.objects.filter(pk=row.pk).update(publish_until=until)
    answer = client.get(reverse("decision-detail", args=[row.pk]))
    assert answer.status_code == (200 if is_shown else 404)
    assert (str(row.pk) in text_of(client, "decision-feed", {})) is is_shown
