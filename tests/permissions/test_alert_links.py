"""A warning never leads its recipient to a page that is closed to them, whatever it is about."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse

from config.alert_pages import INSTEAD, ROWS
from core.models import Alert, Deadline
from disclosure.models import Publication
from disclosure.services import sweep, warnings
from enforcement.models import ListChange, User
from enforcement.services import alarms
from enforcement.services.alarms import Kind, Subject
from enforcement.services.audience import People
from legal_review import clocks
from supervision.services import alarms as file_alarms
from tests import factories
from tests.base import client_of
from tests.permissions.world import World

pytestmark = pytest.mark.one_database

KINDS = (*sweep.CLOCKS, *file_alarms.KINDS)


def subjects(kind: Kind, world: World) -> dict[str, Subject]:
    """The subjects of one kind in the scene, at the bureau or at whoever handles its matters."""
    known = Deadline.objects.filter(subject_type=kind.subject_type)
    keys = list(known.values_list("subject_id", flat=True))
    if kind.subject_type == "withheld":
        row = Publication.objects.get(pk=world.scene["pending"])
        return {"x": Subject(row.agency, row.pk, row.name, "publication-detail")}
    if kind.subject_type == "filing_question":
        return clocks.of_filings([world.scene["filing"]])
    return kind.find(keys or [world.scene["told_file"]])


def told(world: World) -> Iterator[tuple[str, User, Subject]]:
    """Every kind, everybody who hears of one of its rows, and the row; one row a page."""
    for kind in KINDS:
        rows = subjects(kind, world)
        assert rows, kind.subject_type
        for subject in {row.agency.pk: row for row in rows.values()}.values():
            people = People.of([subject.agency.pk], [subject.case])
            for level in (*alarms.COUNTDOWN, *alarms.LATE):
                roles = alarms._roles(kind, level)
                heard = people.audience(subject.agency, subject.case, level, roles)
                for account in heard:
                    if kind.hears(account, subject):
                        yield kind.subject_type, account, subject


def arrives(account: User, url: str) -> int:
    """The status at the end of the way from the button of a warning."""
    row = Alert.objects.create(
        subject=f"test:{Alert.objects.count()}",
        recipient=account,
        level=Alert.Level.WARN_1,
        text="某事应当在某日前完成。",
        url=url,
    )
    client: Client = client_of(account)
    return int(client.get(reverse("alert-open", args=[row.pk]), follow=True).status_code)


def test_every_alarm_opens_for_everybody_who_hears_it(world: World, db: None) -> None:
    for role in ("supervisor", "reviewer", "unithead", "head", "listadmin", "publisher"):
        factories.user(role, world.cast.justice, username=f"justice-{role}")
    factories.user("supervisor", world.cast.bureau, username="bureau-supervisor")
    ways = {
        (kind, account.pk, reverse(subject.page, args=[subject.case])): account
        for kind, account, subject in told(world)
    }
    for row in warnings.waiting():
        assert row.deadline is not None
        for account in (world.cast.officer1, world.cast.unithead, world.cast.supervisor):
            warned = warnings.Warned(row, row.deadline, account, Alert.Level.WARN_1, 1)
            ways["publication", account.pk, warnings.link(warned)] = account
    closed = [
        (kind, account.username, url)
        for (kind, _pk, url), account in ways.items()
        if arrives(account, url) != 200
    ]
    assert len({kind for kind, _pk, _url in ways}) >= len({kind.subject_type for kind in KINDS})
    assert closed == []


@pytest.mark.parametrize(
    "page", ["yearly-reports", "storage-list", "fixity-list", "audit-list", "yearly-report"]
)
@pytest.mark.parametrize("name", ["head", "publisher", "listadmin", "supervisor", "officer1"])
def test_the_pages_of_other_alarms_open_too(page: str, name: str, world: World, db: None) -> None:
    keys = [world.scene["yearly"]] if page == "yearly-report" else []
    assert arrives(world.cast.people[name], reverse(page, args=keys)) == 200


def test_a_page_about_a_row_says_who_may_open_it(world: World, db: None) -> None:
    pages = {subject.page for kind in KINDS for subject in subjects(kind, world).values()}
    assert pages <= set(ROWS)
    for page in pages:
        assert resolve(reverse(page, args=[world.scene["told"]])).url_name == page
    assert set(INSTEAD) <= set(ROWS)


def test_who_keeps_no_lists_reads_what_the_lists_must_follow(world: World, db: None) -> None:
    change = ListChange.objects.get(pk=world.scene["list_change"])
    url = reverse("list-change-settle", args=[change.pk])
    for name in ("supervisor", "unithead", "head"):
        account = world.cast.people[name]
        row = Alert.objects.create(
            subject=f"test:{name}", recipient=account, level=Alert.Level.WARN_1, text="某", url=url
        )
        answer = client_of(account).get(reverse("alert-open", args=[row.pk]))
        assert answer["Location"] == reverse("list-change-list")
        assert str(change) in client_of(account).get(answer["Location"]).content.decode()


def test_a_warning_that_leads_nowhere_speaks_for_itself(world: World, db: None) -> None:
    url = reverse("consultation-detail", args=[world.scene["consultation"]])
    clock = Deadline.objects.get(subject_id=world.scene["consultation"])
    row = Alert.objects.create(
        deadline=clock,
        recipient=world.cast.supervisor,
        level=Alert.Level.SUPERVISOR,
        text="某咨询已逾期。",
        url=url,
    )
    client = client_of(world.cast.supervisor)
    assert client.get(url).status_code in (403, 404)
    html = client.get(reverse("alert-open", args=[row.pk])).content.decode()
    assert row.text in html and str(clock.due_on) in html
    row.refresh_from_db()
    assert row.read_at is not None
