"""Five hundred decisions are published, then withdrawn or expired: no public answer holds a trace."""

import json
import re
from datetime import date
from difflib import unified_diff
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.identifiers import uscc_check_char
from core.search import tokens
from disclosure import flows
from disclosure.models import Publication, SearchEntry
from disclosure.services import open_data as snapshots
from disclosure.services import pipeline, search_index
from disclosure.tasks import seal_ledger
from enforcement.models import Agency
from tests.base import Cast
from tests.disclosure import factories, register_pages, surfaces
from tests.disclosure.factories import TODAY
from tests.supervision import yearly

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
GONE, KEPT = 500, 6
MARK = "龘"  # in every text of a decision that goes, and nowhere else
NUMBER = "云匿罚"
# A nonce and a token are new in each answer, and a feed without entries is as new as the moment.
FRESH = re.compile(
    r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|seed)" value="[^"]*"|<updated>[^<]*</updated>'
    # That something ended is told by its key and reason; test_feeds looks at what that says.
    r"|<at:deleted-entry [^>/]*><at:comment>经行政复议，决定被撤销。</at:comment></at:deleted-entry>"
    r"|<at:deleted-entry [^>]*/>"
)
QUERIES: list[dict[str, str]] = [
    {"q": MARK},
    {"q": "销售超过保质期的饼干"},
    {"party": f"{MARK}一"},
    {"doc_no": f"{NUMBER}〔2026〕17号"},
    {"doc_no": f"{NUMBER}[2026]17号"},
    {"doc_no": "17"},
    {"kind": "penalty", "penalty": "fine"},
    {"from": "2026-03-01", "to": "2026-03-31"},
]
# How many were public in time is a count of all that were decided, also of those taken down since: the
# home page and those of agencies say so, and nobody's withdrawal makes an agency more punctual.
MET = re.compile(r"(?<=按期公开</dt><dd>)\d+")
NAMES = (f"{MARK}一", f"{MARK}一17", "商贸有限公司", "晨星")
SEARCHES = ("decision-list", "decision-csv", "decision-feed", "api-decision-list")


def company(no: int) -> str:
    """The no-th right code of an organisation."""
    first = f"91350100M{no:08d}"
    return first + uscc_check_char(first)


def plain(content: bytes) -> str:
    return FRESH.sub("", content.decode("utf-8", "replace"))


def read(client: Client, url: str, query: dict[str, str] | None = None) -> str:
    response = client.get(url, query or {})
    assert response.status_code == 200, (url, query, response.status_code)
    return plain(response.getvalue())


def lists(client: Client, agency: Agency) -> dict[str, str]:
    """Every list, feed, export and register, with every query."""
    found = {
        name: read(client, reverse(name, kwargs=given)) for name, given in surfaces.LISTS.items()
    }
    for name in SEARCHES:
        for query in QUERIES:
            if name == "decision-feed" and "party" in query:
                continue  # refused: nobody is followed by name
            found[f"{name} {query}"] = read(client, reverse(name), query)
        found[f"{name} of the agency"] = read(client, reverse(name), {"agency": str(agency.pk)})
    for name in NAMES:
        path = reverse("organisation-find")
        found[f"a company by {name}"] = read(client, path, {"code": name})
    for name in surfaces.OF_AGENCY:
        found[name] = read(client, reverse(name, args=[agency.pk]))
    return found


def pages(client: Client) -> str:
    """The API from its first page to its last."""
    url, texts = reverse("api-decision-list"), []
    while url:
        text = read(client, url)
        texts.append(text)
        url = json.loads(text)["next"] or ""
    return "".join(texts)


def going(agency: Agency, no: int) -> Publication:
    """A decision that will go."""
    return factories.published(
        agency,
        on=date(2026, 3, no % 20 + 1),
        title=f"{MARK}{no}案",
        doc_no=f"{NUMBER}〔2026〕{no}号",
        party_name=f"云溪市{MARK}一{no}商贸有限公司",
        uscc=company(no),
        facts=f"{MARK}{no}销售超过保质期的饼干。",
        content=f"罚款人民币{no}元。{MARK}",
    )


def gone(row: Publication, no: int) -> None:
    """Withdrawn, or every fifth at the end of its period."""
    if no % 5:
        pipeline.withdraw(row, by=None, on=TODAY, reason="经行政复议，决定被撤销。")
    else:
        moved = flows.of(row).move(row, "expire", by=None, changes={"ended_on": TODAY})
        search_index.drop(moved)


@pytest.fixture
def agency(cast: Cast) -> Agency:
    made = cast.bureau
    for no in range(KEPT):
        kept = {"doc_no": f"云试罚〔2026〕{no}17号", "uscc": company(GONE)}
        factories.published(made, on=date(2026, 3, no + 1), **kept)
    return made


def test_every_public_address_is_on_the_list() -> None:
    listed = [
        *(*surfaces.LISTS, *surfaces.COUNTS, *surfaces.OF_AGENCY, *surfaces.DETAILS),
        *(*surfaces.OF_REGISTERS, *surfaces.FIXED),
        *surfaces.OTHERS,
    ]
    assert sorted(set(listed)) == sorted(listed), "named twice"
    assert set(listed) == surfaces.names()


def everywhere(client: Client, agency: Agency, registers: dict[str, Any]) -> dict[str, str]:
    """Every list with every query, and every page of the registers."""
    named = {what: reverse(name, args=args) for what, (name, args) in registers.items()}
    return lists(client, agency) | {what: read(client, url) for what, url in named.items()}


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """The lines that are no longer, or were not yet, in the answers that changed."""
    return {
        name: list(unified_diff(before[name].splitlines(), text.splitlines(), n=0))[:8]
        for name, text in after.items()
        if MET.sub("", before[name]) != MET.sub("", text)
    }


def no_trace_is_kept(client: Client, report: Any, rows: list[Publication]) -> None:
    """Neither in what was fixed on a day nor in what is counted."""
    kept = (*register_pages.frozen(client, report), *register_pages.files(client, TODAY))
    keys = {str(row.pk) for row in rows}
    counts = {
        name: read(client, reverse(name, kwargs=given)) for name, given in surfaces.COUNTS.items()
    }
    for name, text in (*kept, *counts.items()):
        assert MARK not in text and NUMBER not in text, name
    for name, text in counts.items():
        assert not any(key in text for key in keys), name


@pytest.mark.django_db(transaction=True)
def test_no_answer_holds_a_trace_of_what_is_gone(agency: Agency, cast: Cast) -> None:
    client, registers = Client(), register_pages.registers(cast)
    assert {name for name, _args in registers.values()} == set(surfaces.OF_REGISTERS)

    before = everywhere(client, agency, registers)
    rows = [going(agency, no) for no in range(GONE)]
    shown = lists(client, agency)
    assert MARK in shown["decision-list"] and MARK in pages(client), "they were there"
    assert company(17) in shown[f"a company by {MARK}一17"], "and found by name"
    snapshots.take(TODAY)
    assert any(MARK in text for _name, text in register_pages.files(client, TODAY)), "and fixed"
    report = yearly.published(cast)
    assert str(GONE + KEPT) in dict(register_pages.frozen(client, report))["statistics-report"]
    for no, row in enumerate(rows):
        gone(row, no)
    after = everywhere(client, agency, registers)
    told = after.pop("open-data")  # there is a day now that was not there before
    assert "SHA256SUMS" in told and MARK not in told and NUMBER not in told
    assert differences(before, after) == {} and len(after) == len(before) - 1
    assert MARK not in pages(client)
    seal_ledger()
    no_trace_is_kept(client, report, rows)


def test_what_is_left_of_each_is_that_it_is_gone(agency: Agency) -> None:
    client = Client()
    for no in range(5):
        row = going(agency, no)
        gone(row, no)
        for name in surfaces.DETAILS:
            answer = client.get(reverse(name, args=[row.pk]))
            assert answer.status_code in (404, 410), name
            told = plain(answer.content)
            assert MARK not in told and NUMBER not in told, name
        asked: list[tuple[str, Any, dict[str, str]]] = [
            ("verify-code", [f"{NUMBER}〔2026〕{no}号"], {}),
            ("correction-new", [], {"decision": str(row.pk)}),
        ]
        for name, args, query in asked:
            told = plain(client.get(reverse(name, args=args), query).content)
            assert MARK not in told, name


@pytest.mark.parametrize("number", ["11010519491231002X", "13900001234", "6222020200112233445"])
def test_numbers_of_people_find_nothing_and_take_the_same_way(agency: Agency, number: str) -> None:
    """Even where one was let through into a public text, it is no search."""
    row = going(agency, 1)
    text = f"饼干受潮，电话 {number.lower()} 。"
    SearchEntry.objects.filter(publication=row).update(text=text, tokens=tokens(text))
    for name in SEARCHES:
        assert str(row.pk) in read(Client(), reverse(name), {"q": "受潮"}), "the index holds it"
        with CaptureQueriesContext(connection) as asked:
            answer = read(Client(), reverse(name), {"q": number})
        assert str(row.pk) not in answer, name
        with CaptureQueriesContext(connection) as nonsense:
            read(Client(), reverse(name), {"q": "没有这样的词"})
        assert len(asked) == len(nonsense), name
