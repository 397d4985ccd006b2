"""Planted raw party data appears in no public answer of any channel."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import pdf
from core.errors import RuleError
from disclosure.models import Publication, SearchEntry
from disclosure.services import pipeline
from enforcement.models import Agency
from tests import factories as cases
from tests.disclosure import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]
NAME, PHONE, CARD = "柳试然", "13900001234", "110101199003074557"
ADDRESS, WITNESS, ACCOUNT = "示范路88号3单元502室", "章见证", "6222020200112233445"
PLANTED = {
    "name": NAME,
    "phone": PHONE,
    "identity card": CARD,
    "address": ADDRESS,
    "witness": WITNESS,
    "bank account": ACCOUNT,
}
STORY = (
    f"当事人{NAME}（身份证号{CARD}，电话{PHONE}，住云溪市{ADDRESS}）在示范路摆摊，"
    f"证人{WITNESS}证实，银行账号{ACCOUNT}。"
)


def decision(bureau: Agency) -> Publication:
    person = cases.party(
        bureau, "person", name=NAME, phone=PHONE, id_no=CARD, address=f"云溪市{ADDRESS}"
    )
    return cases.published(bureau, of=person, facts=STORY, result=f"对{NAME}罚款200元。")


def received(bureau: Agency) -> Publication:
    return factories.published(
        bureau,
        title=f"{NAME}占道经营案",
        party_kind="person",
        party_name=NAME,
        facts=STORY,
        content=f"对{NAME}罚款200元。",
        id_no=CARD,
        phone=PHONE,
        address=f"云溪市{ADDRESS}",
    )


SOURCES = {"decision": decision, "record": received}
LISTS = [
    *("home", "decision-list", "decision-feed", "decision-csv"),
    *("sitemap", "sitemap-pages", "api-decision-list", "statistics", "api-statistics"),
]
DETAILS = ["decision-detail", "decision-derivation", "api-decision-detail"]


@pytest.fixture(params=list(SOURCES))
def row(request: pytest.FixtureRequest) -> Publication:
    make: Callable[[Agency], Publication] = SOURCES[request.param]
    return make(factories.agency("云溪市城市管理局"))


def refuse_planted(text: str, channel: str) -> None:
    flat = "".join(text.split())
    shown = [what for what, value in PLANTED.items() if value in flat]
    assert not shown, f"{channel} shows {shown}"


def answers(client: Client, row: Publication) -> dict[str, str]:
    """Every public channel with its text."""
    urls = {name: reverse(name) for name in LISTS}
    urls |= {name: reverse(name, args=[row.pk]) for name in DETAILS}
    urls["month"] = reverse("sitemap-month", args=[2026, 3])
    urls["verify"] = reverse("verify-code", args=[row.shown.doc_no if row.shown else ""])
    urls["agency"] = reverse("agency-detail", args=[row.agency_id])
    texts = {}
    for name, url in urls.items():
        response = client.get(url)
        assert response.status_code == 200, name
        texts[name] = response.content.decode() + str(response.headers)
    data = client.get(reverse("decision-pdf", args=[row.pk])).content
    texts["pdf"] = pdf.text(data) + data.decode("latin-1")
    return texts


def test_no_channel_shows_what_was_hidden(client: Client, row: Publication) -> None:
    texts = answers(client, row)
    for channel, text in texts.items():
        refuse_planted(text, channel)
    assert "柳某某" in texts["decision-detail"]
    assert str(row.pk) in texts["month"]


@pytest.mark.parametrize("what", list(PLANTED))
def test_no_search_finds_what_was_hidden(client: Client, row: Publication, what: str) -> None:
    for name in ("decision-list", "api-decision-list", "decision-csv", "decision-feed"):
        for parameter in ("q", "party"):
            response = client.get(reverse(name), {parameter: PLANTED[what]})
            assert str(row.pk) not in response.content.decode(), (name, parameter)


def test_the_index_itself_holds_nothing_hidden(row: Publication) -> None:
    entry = SearchEntry.objects.get(publication=row)
    refuse_planted(entry.text + entry.tokens, "index")


def test_the_page_of_a_withdrawn_decision_shows_nothing_hidden(client: Client) -> None:
    row = decision(factories.agency())
    by = cases.user("publisher", row.agency)
    with pytest.raises(RuleError, match="应当隐去"):
        pipeline.withdraw(
            row, by=by, on=date(2026, 4, 1), reason=f"{NAME}申请复议后撤销。", ground="content"
        )
    pipeline.withdraw(
        row, by=by, on=date(2026, 4, 1), reason="经行政复议，决定被撤销。", ground="content"
    )
    for name in (*DETAILS, "decision-pdf"):
        response = client.get(reverse(name, args=[row.pk]))
        assert response.status_code == 410
        refuse_planted(response.content.decode(), name)


def test_a_reason_that_came_in_unchecked_is_redacted_before_it_is_shown(client: Client) -> None:
    row = cases.published(factories.agency())
    by = cases.user("publisher", row.agency)
    pipeline.withdraw(row, by=by, on=date(2026, 4, 1), reason="决定被撤销。", ground="content")
    Publication.objects.filter(pk=row.pk).update(public_reason=STORY)
    for name in DETAILS:
        page = client.get(reverse(name, args=[row.pk])).content.decode()
        refuse_planted(page, name)


def test_a_page_reads_no_raw_decision_but_its_day_of_service(client: Client) -> None:
    row = decision(factories.agency())
    for name in (*DETAILS, "decision-pdf"):
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(name, args=[row.pk]))
        for query in seen.captured_queries:
            assert "enforcement_party" not in query["sql"]
            assert "enforcement_case" not in query["sql"]
            assert '"enforcement_decision"."facts"' not in query["sql"]
