"""Kept public pages: one query when nothing changed, never a word of what has gone, nobody's own page."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from core import change_marks, gate_watch
from core.models import ChangeMark
from disclosure.models import Publication
from disclosure.services import pipeline
from disclosure.views import kept_pages
from disclosure.views.kept_pages import STORE, WATCHED, kept_whole
from enforcement.models import Agency, Case
from tests import factories as people
from tests.disclosure import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ON = factories.TODAY
NAME = "云溪市晨星商贸有限公司"
NARROWED = [
    *("/", "/decisions/", "/decisions/?kind=penalty", "/decisions/?penalty=fine"),
    *("/decisions/?region=41", "/decisions/?from=2026-01-01&to=2026-12-31", "/decisions/?agency=1"),
]
# These never change: the statement reaches no row, and says so on PostgreSQL all the same.
BUT_FOR = {"disclosure_redactedversion": "WHERE id = 0"}


@pytest.fixture
def shown() -> Publication:
    return factories.published(factories.agency())


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def kept() -> int:
    """How many pages are kept."""
    store: Any = caches[STORE]
    return len(store._cache)


def page(address: str = "/decisions/") -> str:
    return str(Client().get(address).content.decode())


# ------------------------------------------------------------------------------ what is kept
@pytest.mark.parametrize("address", NARROWED)
def test_a_page_that_stays_as_it_is_costs_one_query(shown: Publication, address: str) -> None:
    first = page(address)
    assert queries(Client(), address) == 1
    assert page(address) == first


def test_the_next_page_of_a_list_is_kept_by_its_cursor(shown: Publication) -> None:
    for _no in range(25):
        factories.published(shown.agency)
    found = page().split("?after=", 1)[1].split('"', 1)[0]
    second = page(f"/decisions/?after={found}")
    assert second != page()
    assert queries(Client(), f"/decisions/?after={found}") == 1


@pytest.mark.parametrize("asked", ["q=饼干", "party=晨星", "doc_no=云试罚", "kind=none", "x=1"])
def test_what_somebody_looks_for_is_kept_nowhere(shown: Publication, asked: str) -> None:
    for _twice in range(2):
        Client().get(f"/decisions/?{asked}")
    assert kept() == 0


def test_the_answer_of_a_kept_page_is_the_answer_of_a_new_one(shown: Publication) -> None:
    new, kept = Client().get("/decisions/"), Client().get("/decisions/")
    varying = {"X-Request-ID"}
    assert {k: v for k, v in new.headers.items() if k not in varying} == {
        k: v for k, v in kept.headers.items() if k not in varying
    }
    assert Client().get("/decisions/", headers={"If-None-Match": new["ETag"]}).status_code == 304


# ------------------------------------------------------------------------------ what changes a page
def test_what_is_withdrawn_is_gone_from_every_kept_page(shown: Publication) -> None:
    assert all(NAME in page(address) for address in NARROWED[:4])
    by = people.user("publisher", shown.agency)
    pipeline.withdraw(shown, by=by, on=ON, reason="决定被撤销。", ground="content")
    assert not [address for address in NARROWED if NAME in page(address)]


def test_a_new_day_makes_a_new_page(
    shown: Publication, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    Publication.objects.update(publish_until=date(2026, 4, 1))
    assert NAME in page()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 4, 2))
    assert NAME not in page()


@pytest.mark.parametrize("table", sorted(WATCHED))
def test_a_statement_on_a_watched_table_renews_the_marks(shown: Publication, table: str) -> None:
    before = change_marks.current()
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET id = id {BUT_FOR.get(table, "")}')  # noqa: S608  # a name of our own
        # SQLite has triggers on rows only.
        touched = cursor.rowcount > 0 or connection.vendor == "postgresql"
    assert (change_marks.current() != before) == touched


def test_each_way_to_change_a_row_renews_the_marks(shown: Publication) -> None:
    seen = [change_marks.current()]
    for change in (
        lambda: Agency.objects.filter(pk=shown.agency_id).update(name="云溪市新名局"),
        lambda: factories.agency("云溪市另一局"),
        lambda: Agency.objects.get(name="云溪市另一局").delete(),
    ):
        change()
        seen.append(change_marks.current())
    assert len(set(seen)) == 4


def test_every_watched_table_has_its_triggers() -> None:
    events = ("_insert", "_update", "_delete") if connection.vendor == "sqlite" else ("",)
    wanted = {f"gate_{table}_mark{event}" for table in WATCHED for event in events}
    assert wanted <= gate_watch.present(connection).keys()
    assert not [name for name in gate_watch.lost() if name in wanted]


def test_what_is_taken_back_brings_the_old_page_back(shown: Publication) -> None:
    before, marks = page(), change_marks.current()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Agency.objects.filter(pk=shown.agency_id).update(name="云溪市新名局")
        assert "云溪市新名局" in page()
        assert change_marks.current() != marks
        raise ZeroDivisionError
    assert (page(), change_marks.current()) == (before, marks)


@tried(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["name", "end", "again", "back", "read"]), max_size=8))
def test_a_kept_page_never_differs_from_a_new_one(shown: Publication, acts: list[str]) -> None:
    rows = Publication.objects.filter(pk=shown.pk)
    for no, act in enumerate(acts):
        if act == "name":
            Agency.objects.filter(pk=shown.agency_id).update(name=f"云溪市第{no}局")
        elif act in {"end", "again"}:
            rows.update(publish_until=ON - timedelta(days=1) if act == "end" else None)
        elif act == "back":
            with transaction.atomic():
                Agency.objects.filter(pk=shown.agency_id).update(name="不曾有的局")
                page()
                transaction.set_rollback(True)
        kept = page()
        caches[STORE].clear()
        assert kept == page()


# ------------------------------------------------------------------------------ whose page it is
def test_languages_and_large_pages_are_kept_apart(shown: Publication) -> None:
    plain, english, large = Client(), Client(), Client()
    english.cookies["django_language"] = "en"
    large.cookies["portal_large"] = "on"
    pages = {one.get("/decisions/").content for one in (plain, english, large) for _twice in "12"}
    assert len(pages) == 3
    assert [queries(one, "/decisions/") for one in (plain, english, large)] == [1, 1, 1]


def test_hosts_are_kept_apart(shown: Publication, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    for _twice in range(2):
        for host in ("a.example", "b.example"):
            text = Client().get("/decisions/", headers={"host": host}).content.decode()
            assert ("b.example" in text) <= (host == "b.example")
    assert kept() == 2


def test_somebody_signed_in_gets_a_page_of_their_own(shown: Publication) -> None:
    client = Client()
    client.force_login(people.user("publisher", shown.agency))
    client.get("/decisions/")
    assert kept() == 0
    page()
    assert queries(client, "/decisions/") > 1


def view(answer: Callable[[HttpRequest], HttpResponse]) -> tuple[int, int]:
    """How often a kept view is carried out for two readers, and how many pages are kept after."""
    calls: list[int] = []

    def counted(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return answer(request)

    for _twice in range(2):
        kept_whole(counted)(RequestFactory().get("/"))
    return len(calls), kept()


def with_cookie(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse("own")
    response.set_cookie("own", "1")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def test_only_whole_pages_of_watched_tables_are_kept() -> None:
    assert view(lambda _request: HttpResponse(str(Agency.objects.count()))) == (1, 1)
    caches[STORE].clear()
    assert view(lambda _request: HttpResponse(str(Case.objects.count()))) == (2, 0)
    assert view(lambda _request: HttpResponse("no", status=404)) == (2, 0)
    assert view(with_cookie) == (2, 0)
    assert view(with_token) == (2, 0)


# ------------------------------------------------------------------------------ side by side
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_side_by_side_do_not_wait_and_each_commit_shows() -> None:
    bureau, other = factories.agency(), factories.agency("云溪市另一局")

    def rename() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        Agency.objects.filter(pk=other.pk).update(name="云溪市他局")

    marks = [elsewhere(change_marks.current)]
    with transaction.atomic():
        Agency.objects.filter(pk=bureau.pk).update(name="云溪市此局")
        assert elsewhere(change_marks.current) == marks[0]
        elsewhere(rename)
        marks.append(elsewhere(change_marks.current))
    marks.append(elsewhere(change_marks.current))
    assert change_marks.current() == marks[-1]
    assert len(set(marks)) == 3
    assert ChangeMark.objects.count() <= 3


def elsewhere(work: Callable[[], Any]) -> Any:
    """Done in a connection of its own."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_the_marks_of_an_empty_table_are_a_state_too() -> None:
    ChangeMark.objects.all().delete()
    assert change_marks.current() == ""
    factories.agency()
    assert change_marks.current()
    assert kept_pages.filed_under(RequestFactory().get("/"))
