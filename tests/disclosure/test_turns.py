"""Whose turn it is: a publisher goes from one publication to the next until none waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.desk.oversight import publication_step
from disclosure import turns
from disclosure.models import Publication
from disclosure.services import pipeline
from disclosure.views.staff import publications
from enforcement.models import User
from tests import factories
from tests.base import Cast

MANY = 12
ORDER = ("deadline__due_on", "pk")
ROLES = ("publisher", "publisher2", "officer1", "reviewer", "head", "supervisor", "outsider")


def waiting(cast: Cast, count: int = 1) -> list[Publication]:
    """Duties to publish, the next due first."""
    days = [factories.DECIDED + timedelta(days=no % 5) for no in range(count)]
    rows = [factories.duty(factories.issued(cast.bureau, on=on)) for on in days]
    return list(Publication.objects.filter(pk__in=[row.pk for row in rows]).order_by(*ORDER))


def walk(user: User, row: Publication) -> list[Publication]:
    """Where the links lead, from one to the next, until a page comes again."""
    seen: list[Publication] = []
    here: Publication | None = row
    while here is not None and here not in seen:
        seen.append(here)
        following = turns.after(user, here).following
        here = Publication.objects.get(pk=following) if following else None
    return seen


def test_the_links_lead_through_all_in_the_order_of_their_last_days(cast: Cast) -> None:
    rows = waiting(cast, MANY)
    assert walk(cast.publisher, rows[0]) == rows
    assert turns.after(cast.publisher, rows[0]) == (rows[1].pk, MANY - 1)
    # Behind the last comes the first that was passed over.
    assert turns.after(cast.publisher, rows[-1]).following == rows[0].pk


def test_what_is_done_is_not_offered_again(cast: Cast) -> None:
    first, second = waiting(cast, 2)
    factories.published(cast.bureau)
    assert turns.after(cast.publisher, first) == (second.pk, 1)
    assert turns.after(cast.publisher, second) == (first.pk, 1)


def test_nobody_is_sent_to_a_text_of_their_own(cast: Cast) -> None:
    (row,) = waiting(cast)
    client = cast.client("publisher")
    form = client.get(reverse("publication-detail", args=[row.pk])).context["forms"]["redact"]
    typed = {name: form[name].value() for name in form.fields}
    client.post(reverse("publication-redact", args=[row.pk]), typed)
    row.refresh_from_db()
    assert row.status == "redacted"
    assert row not in turns.workable(cast.publisher)
    assert list(turns.workable(cast.publisher2)) == [row]


def test_the_desk_and_the_links_agree_whose_turn_it_is(cast: Cast) -> None:
    waiting(cast)
    for state in ("redacted", "approved"):
        row = factories.duty(factories.issued(cast.bureau, procedure="simple"))
        row = factories.redact(row, by=cast.publisher)
        if state == "approved":
            pipeline.approve(row, by=cast.publisher2, examined=True)
    factories.published(cast.bureau)
    open_ = Publication.objects.exclude(status="published").select_related("shown")
    assert {row.status for row in open_} == {"pending", "redacted", "approved"}
    for name in ROLES:
        user = getattr(cast, name)
        mine = {row.pk for row in open_ if publication_step(row, user)[1]}
        assert set(turns.workable(user).values_list("pk", flat=True)) == mine, name


def test_other_agencies_and_readers_have_no_turn(cast: Cast) -> None:
    (row,) = waiting(cast)
    for user in (cast.outsider, cast.supervisor, cast.reviewer):
        assert turns.after(user, row) == (None, 0)


def test_the_page_leads_on_and_says_how_many_are_left(cast: Cast) -> None:
    first, second, _third = waiting(cast, 3)
    html = cast.client("publisher").get(reverse("publication-detail", args=[first.pk])).content
    assert "下一件（还有 2 件）" in html.decode()
    assert f'data-key="n" href="{reverse("publication-detail", args=[second.pk])}"' in html.decode()
    html = cast.client("supervisor").get(reverse("publication-detail", args=[first.pk])).content
    assert "下一件" not in html.decode()


def test_the_queue_of_ones_own_is_what_the_links_go_through(cast: Cast) -> None:
    rows = waiting(cast, 3)
    address = reverse("publication-queue")
    for name, found in (("publisher", rows), ("supervisor", [])):
        answer = cast.client(name).get(address, {"status": "mine"})
        assert [row for row, _left in answer.context["queue"]] == found


def test_a_list_that_is_cut_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(cast, 3)
    client, address = cast.client("publisher"), reverse("publication-queue")
    for most, told in ((3, True), (4, False)):
        monkeypatch.setattr(publications, "URGENT", most)
        assert ("办结后其余自动补上" in client.get(address).content.decode()) is told


def test_more_waiting_asks_no_more_queries(cast: Cast) -> None:
    counts = []
    for _more in range(2):
        row = waiting(cast, 3)[0]
        client = cast.client("publisher")
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("publication-detail", args=[row.pk]))
        counts.append(len(made))
    assert counts[0] == counts[1]
