"""Party links for the tests: a party that was told, its link, the browser tied to it.

Told on Friday 2026-11-20, its five working days end on Friday 2026-11-27 (domain §15).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.throttle import PREFIX
from enforcement.models import Agency, Case, Decision, PartyLink
from enforcement.services import party_links
from tests import factories
from tests.base import day
from tests.enforcement import dossier

TOLD, LAST, LATE = day(11, 20), day(11, 27), day(11, 28)
NOON = factories.at(TOLD, 12)
CODE, TAIL = "91350100M000100Y43", "0Y43"
HEAVY = 5_000_000


def start(on: date) -> datetime:
    """The first second of a day."""
    return factories.at(on, 0)


def end(on: date) -> datetime:
    """The last second of a day."""
    return start(on) + timedelta(days=1, seconds=-1)


def case(agency: Agency) -> Case:
    """A filed case against an organisation whose code is on record."""
    row = factories.case(agency, filed=True, on=TOLD)
    name_code(row)
    return row


def name_code(row: Case) -> None:
    """Put the code on record that the first visit asks for."""
    row.party.uscc = CODE
    row.party.save(update_fields=["uscc"])


def told(agency: Agency, *, fine_cents: int = HEAVY) -> Decision:
    """A draft the party was told of; a heavy fine comes with the right to a hearing. No paper."""
    decision = dossier.draft(agency, case=case(agency), on=TOLD, fine_cents=fine_cents)
    dossier.tell(decision, on=TOLD)
    return decision


def issued(row: Case, *, at: datetime = NOON) -> tuple[PartyLink, str]:
    """A link and its token; nobody tried it yet, though another test's link had the same number."""
    link, token = party_links.issue(row, by=dossier.lead(row), at=at)
    cache.delete(f"{PREFIX}partylink:{link.pk}")
    return link, token


def bound(row: Case, *, at: datetime = NOON) -> PartyLink:
    """A link tied to some browser."""
    link, _token = issued(row, at=at)
    party_links.bind(link, answer=TAIL, at=at)
    return again(link)


def again(link: PartyLink) -> PartyLink:
    """The link as the database has it now."""
    return PartyLink.objects.select_related("case__agency", "party").get(pk=link.pk)


def address(token: str, name: str = "party-page", *more: object) -> str:
    return reverse(name, args=[token, *more])


@contextmanager
def clock(at: datetime) -> Iterator[None]:
    """It is the given moment."""
    with patch.object(timezone, "now", lambda: at):
        yield


def visitor(token: str) -> Client:
    """The party's own browser, after the first visit."""
    client = Client()
    answer = client.post(address(token, "party-confirm"), {"answer": TAIL})
    assert answer.status_code == 302, answer.content.decode()
    return client
