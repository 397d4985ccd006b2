"""Every number of the statistics leads to its rows, and there are as many rows as it says."""

from datetime import date
from html import unescape
from re import findall
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure.models import LedgerNumber
from disclosure.services import pipeline, records
from supervision import public_statistics as statistics
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
URL = reverse("ledger-numbers")


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def numbers(cast: Cast) -> None:
    """Of two agencies and two months: in time, late, not judged, withdrawn, withheld, overdue."""
    bureau, other = cast.bureau, cast.other_bureau
    records.publish_record(public.record(bureau, on=day(2, 25)), by=None, on=day(3, 2))
    for agency, on, shown in (
        (bureau, day(3, 16), day(3, 20)),
        (bureau, day(3, 16), day(3, 27)),
        (other, day(4, 1), day(5, 8)),
        (other, day(1, 5), day(5, 8)),
    ):
        records.publish_record(public.record(agency, on=on), by=None, on=shown)
    gone = factories.published(bureau, on=day(3, 16))
    pipeline.withdraw(
        gone, by=cast.publisher, on=day(4, 1), reason="经行政复议，决定被撤销。", ground="content"
    )
    minor = {"party_kind": "person", "party_name": "柳试然", "id_no": "11010520100601001X"}
    records.publish_record(public.record(other, on=day(3, 16), **minor), by=None, on=day(3, 17))
    for no, due in enumerate((day(5, 1), date(2099, 1, 1))):
        waiting = public.record(bureau, on=day(3, 16))
        LedgerNumber.objects.create(
            ref=f"{no:032}", record=waiting, agency=bureau, month="2026-03", due_on=due
        )


def rows_of(client: Client, address: str) -> int:
    """The rows of the page a number leads to; every page of them."""
    told = 0
    while address:
        page = client.get(address)
        assert page.status_code == 200, address
        if address.startswith(reverse("decision-list")):  # kept whole, so without a context
            return int(findall(r"共 (\d+) 件", page.content.decode())[0])
        shown: Any = page.context
        told += len(shown["rows"])
        after = shown["next_cursor"]
        address = f"{address.partition('&after=')[0]}&after={after}" if after else ""
    return told


@pytest.mark.usefixtures("numbers")
@pytest.mark.parametrize("narrowed", [False, True])
def test_every_cell_and_total_leads_to_as_many_rows(
    client: Client, cast: Cast, narrowed: bool, today: None
) -> None:
    asked = {"year": "2026"} | ({"agency": str(cast.bureau.pk)} if narrowed else {})
    page = client.get(reverse("statistics"), asked)
    lines = [page.context["total"], *page.context["months"], *page.context["agencies"]]
    seen = set()
    for line in lines:
        for key, (_heading, count, address) in zip(statistics.KEYS, line["counts"], strict=True):
            assert rows_of(client, address) == count, (line["line"].label, key)
            seen |= {key} if count else set()
    assert seen == set(statistics.KEYS) - (set() if not narrowed else {"withheld", "not_judged"})
    html = page.content.decode()
    linked = [int(text) for text in findall(r'<a href="[^"]*">(\d+)</a></td>', html)]
    assert sorted(linked) == sorted(
        count for line in lines for _heading, count, _rows in line["counts"] if count
    )


@pytest.mark.usefixtures("numbers")
def test_every_number_of_the_log_leads_to_its_rows(client: Client, today: None) -> None:
    html = client.get(reverse("ledger")).content.decode()
    found = findall(r'<a href="([^"]*counted=[^"]*)">(\d+)</a>', html)
    assert len(found) > 10
    for address, count in found:
        assert rows_of(client, unescape(address)) == int(count), address


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: day(6, 1))


@pytest.mark.usefixtures("numbers")
def test_a_row_names_only_what_is_public(client: Client, today: None) -> None:
    html = client.get(URL, {"counted": "withheld"}).content.decode()
    number = LedgerNumber.objects.get(state="withheld")
    assert number.ref in html and number.record is not None
    assert f'<span class="mono day">{number.ref}</span>' in html, "unbroken where there is room"
    assert number.record.fields["doc_no"] not in html and "柳试然" not in html
    gone = LedgerNumber.objects.get(decision__isnull=False)
    assert gone.decision is not None
    html = client.get(URL, {"counted": "published"}).content.decode()
    assert gone.decision.doc_no not in html and gone.ref in html


def test_more_rows_ask_no_more_queries(client: Client, cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    records.publish_record(public.record(cast.bureau, on=day(3, 16)), by=None, on=day(3, 17))
    before = asked()
    for _no in range(3):
        records.publish_record(public.record(cast.bureau, on=day(3, 16)), by=None, on=day(3, 17))
    assert asked() == before


@pytest.mark.parametrize("query", [{"period": "26"}, {"period": "2026-13"}, {"counted": "x"}])
def test_a_filter_in_error_is_explained(client: Client, query: dict[str, str]) -> None:
    assert client.get(URL, query).status_code == 400
