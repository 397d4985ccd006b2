"""复议、诉讼 about received records: the mark stands from acceptance to result, told by people or systems."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from disclosure import search
from disclosure.models import Publication, RecordProceeding, RecordRuling
from disclosure.services import open_data as snapshots
from disclosure.services import pipeline, proceedings, rulings
from enforcement.models import Stay
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as records
from tests.disclosure.exchanging import call, code_of, give_codes, record, sent, token
from tests.disclosure.factories import TODAY, published
from tests.disclosure.test_disputed import CODE, MARK, PLACES, entry, everywhere, marked
from tests.disclosure.test_feeds import ATOM

pytestmark = pytest.mark.django_db
ON = day(4, 1)
NUMBER = "云政复〔2026〕12号"
RESULT = "云政复决〔2026〕12号。"
OTHERS = [one for one, _label in RecordRuling.OUTCOMES if one not in Stay.FALLEN]


@pytest.fixture
def shown(cast: Cast) -> Publication:
    cache.clear()
    return published(cast.bureau, uscc=CODE)


def said(**changes: Any) -> dict[str, Any]:
    given = {"kind": "reconsideration", "organ": "云溪市人民政府", "number": NUMBER}
    return {**given, "since": day(3, 30), **changes}


def begun(cast: Cast, row: Publication, **changes: Any) -> RecordProceeding:
    return proceedings.begin(row, by=cast.publisher, on=ON, **said(**changes))


def ended(cast: Cast, row: Publication, outcome: str = "upheld", **changes: Any) -> RecordRuling:
    given = {"kind": "reconsideration", "number": NUMBER, "ended_on": ON, "result": RESULT}
    return rulings.record(row, by=cast.publisher, on=ON, outcome=outcome, **{**given, **changes})


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value.field


# ------------------------------------------------------------------------------- the mark
@pytest.mark.usefixtures("today")
def test_the_mark_comes_with_acceptance_and_goes_with_the_result_everywhere(
    cast: Cast, shown: Publication
) -> None:
    snapshots.take(TODAY)
    assert marked(shown) == everywhere(False)
    begun(cast, shown)
    assert marked(shown) == everywhere(True)
    ended(cast, shown)
    assert marked(shown) == everywhere(False)


@pytest.mark.parametrize("outcome", OTHERS)
def test_a_result_that_lets_it_stand_ends_the_mark_alone(
    cast: Cast, shown: Publication, outcome: str
) -> None:
    begun(cast, shown)
    assert search.disputed(ON) == {str(shown.pk)}
    ended(cast, shown, outcome)
    assert search.disputed(ON) == set()
    assert Publication.objects.get(pk=shown.pk).status == "published"


@pytest.mark.parametrize("outcome", Stay.FALLEN)
def test_a_result_by_which_it_falls_takes_it_down(
    cast: Cast, shown: Publication, outcome: str
) -> None:
    begun(cast, shown)
    ended(cast, shown, outcome)
    page = Client().get(reverse("decision-detail", args=[shown.pk]))
    assert (page.status_code, MARK in page.content.decode()) == (410, False)
    assert search.disputed(ON) == set()


def test_only_the_record_itself_is_marked_until_the_last_has_ended(
    cast: Cast, shown: Publication
) -> None:
    beside = published(cast.bureau)
    begun(cast, shown)
    begun(cast, shown, kind="suit", organ="云溪市人民法院", number="（2026）云01行初3号")
    assert search.disputed(ON) == {str(shown.pk)}
    ended(cast, shown)
    assert PLACES["the API"](shown) and not PLACES["the API"](beside)
    ended(cast, shown, "dropped", kind="suit", number="（2026）云01行初3号")
    assert not PLACES["the API"](shown)


def test_the_public_is_told_neither_number_nor_organ(cast: Cast, shown: Publication) -> None:
    begun(cast, shown)
    text = Client().get(reverse("decision-detail", args=[shown.pk])).content.decode()
    assert MARK in text
    assert NUMBER not in text and "云溪市人民政府" not in text


@pytest.mark.usefixtures("today")
def test_a_feed_reader_is_given_a_new_entry_at_both_ends(cast: Cast, shown: Publication) -> None:
    def updated() -> str:
        return str(entry(shown).findtext(f"{ATOM}updated"))

    before = updated()
    begun(cast, shown)
    during = updated()
    ended(cast, shown)
    assert before < during < updated()


@pytest.mark.usefixtures("today")
def test_a_kept_page_shows_the_mark_at_once(cast: Cast, shown: Publication) -> None:
    client = Client()
    address = reverse("decision-list")
    assert MARK not in client.get(address).content.decode()
    begun(cast, shown)
    assert MARK in client.get(address).content.decode()
    ended(cast, shown)
    assert MARK not in client.get(address).content.decode()


# ------------------------------------------------------------------------------- refusals
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organ": " "}, "organ"),
        ({"number": "　"}, "number"),
        ({"kind": "appeal"}, "kind"),
        ({"since": records.DECIDED - timedelta(days=1)}, "since"),
        ({"since": ON + timedelta(days=1)}, "since"),
    ],
)
def test_one_that_is_none_marks_nothing(
    cast: Cast, shown: Publication, changes: dict[str, Any], field: str
) -> None:
    assert refused(lambda: begun(cast, shown, **changes)) == field
    assert not RecordProceeding.objects.exists() and search.disputed(ON) == set()


@pytest.mark.parametrize("since", [records.DECIDED, ON])
def test_the_day_of_the_decision_and_today_are_days_of_acceptance(
    cast: Cast, shown: Publication, since: date
) -> None:
    assert begun(cast, shown, since=since).since == since


def test_the_same_told_twice_is_one_and_another_content_is_refused(
    cast: Cast, shown: Publication
) -> None:
    first = begun(cast, shown)
    assert begun(cast, shown, number="云政复[2026]12号") == first
    assert AuditEntry.objects.filter(action="publication.proceeding").count() == 1
    assert refused(lambda: begun(cast, shown, since=day(3, 31))) == "number"
    assert refused(lambda: begun(cast, shown, organ="云溪市司法局")) == "number"


def test_what_has_ended_does_not_begin_again(cast: Cast, shown: Publication) -> None:
    begun(cast, shown)
    ended(cast, shown)
    assert refused(lambda: begun(cast, shown)) == "number"


def test_a_result_names_the_proceeding_that_runs(cast: Cast, shown: Publication) -> None:
    begun(cast, shown)
    assert refused(lambda: ended(cast, shown, number="云政复〔2026〕13号")) == "number"
    assert refused(lambda: ended(cast, shown, ended_on=day(3, 29))) == "ended_on"
    assert search.disputed(ON), "it still runs"
    assert ended(cast, shown, number="云政复[2026]12号", ended_on=day(3, 30)).number == NUMBER
    assert search.disputed(ON) == set()


def test_what_takes_the_record_down_waits_for_no_number(cast: Cast, shown: Publication) -> None:
    begun(cast, shown)
    ended(cast, shown, "revoked", number="云政复〔2026〕13号")
    assert Publication.objects.get(pk=shown.pk).status == "withdrawn"


def test_an_own_decision_is_not_entered_here(cast: Cast) -> None:
    own = factories.published(cast.bureau, on=day(3, 16))
    with pytest.raises(RuleError, match="在案件中登记"):
        begun(cast, own)
    detail = cast.client("publisher").get(reverse("publication-detail", args=[own.pk]))
    assert reverse("publication-proceeding", args=[own.pk]) not in detail.content.decode()


@pytest.mark.parametrize("who", ["officer1", "listadmin", "supervisor", "outsider"])
def test_only_the_publisher_of_the_agency_enters_one(
    cast: Cast, shown: Publication, who: str
) -> None:
    with pytest.raises((PermissionDenied, RuleError)):
        proceedings.begin(shown, by=cast.people[who], on=ON, **said())
    assert not RecordProceeding.objects.exists()


# ------------------------------------------------------------------------------- at the screen
def test_the_publisher_enters_both_ends_with_two_forms(cast: Cast, shown: Publication) -> None:
    client, today = cast.client("publisher"), timezone.localdate().isoformat()
    detail = reverse("publication-detail", args=[shown.pk])
    begin, end = (
        reverse(f"publication-{name}", args=[shown.pk]) for name in ("proceeding", "ruling")
    )
    assert begin in client.get(detail).content.decode()
    for wrong in (
        {"organ": "\0"},
        {"number": "9" * 5000},
        {"since": "9999999-01-01"},
        {"kind": ""},
    ):
        answer = client.post(begin, said(since=today) | wrong)
        assert answer.status_code == 200 and not RecordProceeding.objects.exists()
    assert client.post(begin, said(since=today)).status_code == 302
    assert NUMBER in client.get(detail).content.decode()
    form = client.get(end).content.decode()
    assert NUMBER in form, "the one that runs is filled in"
    given = {"kind": "reconsideration", "number": NUMBER, "ended_on": today, "result": RESULT}
    assert client.post(end, {**given, "outcome": "refused"}).status_code == 302
    assert search.disputed(timezone.localdate()) == set()


def test_what_is_no_longer_public_is_not_offered(cast: Cast, shown: Publication) -> None:
    pipeline.withdraw(shown, by=None, on=ON, reason="复议决定撤销。")
    page = reverse("publication-proceeding", args=[shown.pk])
    detail = reverse("publication-detail", args=[shown.pk])
    assert page not in cast.client("publisher").get(detail).content.decode()


# ------------------------------------------------------------------------------- the exchange
@pytest.fixture
def key(cast: Cast) -> str:
    give_codes(cast)
    made = token(cast)
    sent(made, record(cast.bureau))
    return made


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {
        **{"agency_uscc": code_of(cast.bureau), "kind": "penalty", "doc_no": "云市监罚[2026]71号"},
        **{"proceeding": "suit", "number": "（2026）云01行初3号"},
        **changes,
    }
    return {name: value for name, value in given.items() if value is not ...}


def begins(cast: Cast, key: str, **changes: Any) -> Any:
    given = {"organ": "云溪市人民法院", "since": "2026-03-20", **changes}
    return call(key, told(cast, **given), name="api-exchange-proceeding-begin", method="post")


def ends(cast: Cast, key: str, **changes: Any) -> Any:
    given = {"ended_on": "2026-04-01", "outcome": "upheld", "result": "判决维持。", **changes}
    return call(key, told(cast, **given), name="api-exchange-proceeding-end", method="post")


def test_a_system_tells_both_ends_and_repeats_are_harmless(cast: Cast, key: str) -> None:
    row = Publication.objects.get(record__isnull=False)
    during = begins(cast, key)
    state = {"id": str(row.pk), "status": "published", "ended_on": None}
    assert during.json() == {**state, "under_review": True}
    assert PLACES["the API"](row)
    assert begins(cast, key).json() == during.json()
    after = ends(cast, key)
    assert after.json() == {**state, "under_review": False}
    assert ends(cast, key).json() == after.json()
    made = RecordProceeding.objects.get()
    assert (made.created_by, made.token, RecordRuling.objects.get().token) == (
        None,
        made.token,
        made.token,
    )
    assert json.loads(AuditEntry.objects.get(action="publication.ruling").data)["token"]


def test_a_system_tells_that_its_decision_fell(cast: Cast, key: str) -> None:
    begins(cast, key)
    answer = ends(cast, key, outcome="illegal", result="判决确认违法。")
    assert answer.json()["status"] == "withdrawn" and not answer.json()["under_review"]
    page = Client().get(reverse("decision-detail", args=[answer.json()["id"]]))
    assert (page.status_code, "判决确认违法。" in page.content.decode()) == (410, True)


def test_what_a_system_may_not_tell_is_refused_in_words(cast: Cast, key: str) -> None:
    for given, field in (
        ({"doc_no": "云市监罚〔2026〕999号"}, "doc_no"),
        ({"agency_uscc": code_of(cast.other_bureau)}, "doc_no"),
        ({"since": "2026-03-01"}, "since"),
    ):
        answer = begins(cast, key, **given)
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    for wrong in (
        {"proceeding": "appeal"},
        {"organ": ""},
        {"since": "明天"},
        {"number": "\u0000"},
        {"since": ...},
    ):
        assert begins(cast, key, **wrong).status_code == 400, wrong
    leak = ends(cast, key, outcome="revoked", result="当事人电话13900001234。")
    assert (leak.status_code, leak.json()["field"]) == (422, "result")
    assert ends(cast, key, outcome="won").status_code == 400
    begins(cast, key)
    assert ends(cast, key, number="另一号").status_code == 422
    assert Publication.objects.get(record__isnull=False).status == "published"


@pytest.mark.parametrize(("scope", "codes"), [("send", (200, 403)), ("withdraw", (403, 200))])
def test_each_end_needs_its_scope(cast: Cast, key: str, scope: str, codes: tuple[int, int]) -> None:
    made = token(cast, scopes=[scope], name=scope)
    assert (begins(cast, made).status_code, ends(cast, made).status_code) == codes


# ------------------------------------------------------------------------------- the database
def code(act: Callable[[], object]) -> str:
    """The code of the gate that refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return (refusal(caught.value) or ("",))[0]


def sql(text: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(text)

    return run


def test_the_database_keeps_a_proceeding_as_it_was_told(cast: Cast, shown: Publication) -> None:
    made = begun(cast, shown)
    table = RecordProceeding._meta.db_table
    assert code(sql(f"UPDATE {table} SET since = '2026-03-31'")) == "APPEND_ONLY"  # noqa: S608 - own name
    assert code(sql(f"DELETE FROM {table}")) == "APPEND_ONLY"  # noqa: S608 - own name
    own = factories.published(cast.bureau, on=day(3, 16))
    create = RecordProceeding.objects.create
    by = {"created_by": cast.publisher}
    assert code(lambda: create(publication=own, **by, **said())) == "PROCEEDING"
    early = {"number": NUMBER, "kind": made.kind, "outcome": "upheld", "result": RESULT, **by}
    ruled = RecordRuling.objects.create
    days = {"ended_on": day(3, 29)}
    assert code(lambda: ruled(publication=shown, **early, **days)) == "RULING"
    ruled(publication=shown, **early, ended_on=day(3, 30))
    ruled(publication=shown, **{**early, "number": "另一号"}, ended_on=day(3, 30))
    again = said(number="另一号")
    assert code(lambda: create(publication=shown, **by, **again)) == "PROCEEDING"


def test_the_database_wants_somebody_who_told_it(cast: Cast, shown: Publication) -> None:
    nobody = {"publication": shown, "kind": "suit", "number": "1号"}
    assert code(lambda: RecordProceeding.objects.create(**nobody, organ="院", since=ON)) == ""
    result = {"outcome": "upheld", "result": RESULT, "ended_on": ON}
    assert code(lambda: RecordRuling.objects.create(**nobody, **result)) == ""
