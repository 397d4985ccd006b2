"""Filings as lists show them: which clock, how late, whose, how many of each, and the next page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from core import deadlines
from core.models import Deadline
from legal_review import filing_page
from legal_review.filing_forms import FilingFilter
from legal_review.models import FilingEntry, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from legal_review.views import filings
from tests import factories
from tests.base import Cast, client_of
from tests.legal_review.filed import LATER, MAJOR, again, asked, due, received, sent, unprinted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LAST = date(2026, 4, 3)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: LATER)


# ------------------------------------------------------------------------------- late?
@pytest.mark.parametrize(
    ("status", "sent_on", "left", "late"),
    [
        ("due", None, 1, False),
        ("due", None, 0, False),
        ("due", None, -1, True),
        ("due", None, None, False),
        ("returned", LAST, -1, True),
        ("returned", LAST + ONE, 3, False),
        ("sent", LAST, None, False),
        ("sent", LAST + ONE, None, True),
        ("received", LAST, None, False),
        ("received", LAST + ONE, None, True),
        ("asked", LAST, -5, False),
        ("reviewed", LAST + ONE, None, True),
    ],
)
def test_the_last_day_decides_whether_a_filing_is_late(
    status: str, sent_on: date | None, left: int | None, late: bool
) -> None:
    row = PenaltyFiling(status=status, sent_on=sent_on, deadline=Deadline(due_on=LAST))
    assert filing_page.Row(row, row.deadline, left).late is late


def test_each_state_shows_the_clock_that_matters(cast: Cast) -> None:
    rows = [due(cast), sent(cast), received(cast), asked(cast)]
    found = {row.filing.status: row for row in filing_page.shown(rows, LATER)}
    assert found["due"].clock == rows[0].deadline
    assert found["due"].left == deadlines.remaining(rows[0].deadline, LATER)
    assert (found["sent"].clock, found["sent"].left) == (None, None)
    assert (found["received"].clock, found["received"].left) == (None, None)
    clock = found["asked"].clock
    assert clock is not None
    assert clock.subject_type == penalty_filings.QUESTION_SUBJECT
    assert clock.due_on == rows[3].entries.get(kind=FilingEntry.Kind.QUESTION).due_on


def test_a_second_question_has_its_own_clock(cast: Cast) -> None:
    row = asked(cast)
    first = filing_page.shown([row], LATER)[0].clock
    penalty_filings.answer(row, by=cast.reviewer, on=LATER, text="答。")
    assert filing_page.shown([again(row)], LATER)[0].clock is None
    filing_inbox.ask(row, by=cast.supervisor, on=LATER, text="还有呢？", days=9)
    second = filing_page.shown([again(row)], LATER)[0].clock
    assert first is not None
    assert second is not None
    assert second.due_on > first.due_on


def test_nothing_to_show_asks_for_no_clock() -> None:
    assert filing_page.shown([], LATER) == []


def test_what_came_back_shows_the_clock_of_sending_again(cast: Cast) -> None:
    row = sent(cast)
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    shown = filing_page.shown([again(row)], LATER)[0]
    assert shown.clock == row.deadline
    assert shown.left is not None
    assert shown.left >= 0


@pytest.mark.parametrize(("after", "count"), [(-1, 0), (0, 0), (1, 1)])
def test_overdue_begins_the_day_after_the_last(cast: Cast, after: int, count: int) -> None:
    row = due(cast)
    on = row.deadline.due_on + timedelta(days=after)
    rows = filing_page.overdue(PenaltyFiling.objects.all(), on)
    assert rows.count() == count


def test_what_lies_with_the_organ_is_never_overdue(cast: Cast) -> None:
    row = sent(cast)
    far = row.deadline.due_on + timedelta(days=365)
    assert not filing_page.overdue(PenaltyFiling.objects.all(), far).exists()
    filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    assert filing_page.overdue(PenaltyFiling.objects.all(), far).get() == row


# ------------------------------------------------------------------------------- counted
def count(cast: Cast, on: date) -> dict[str, int]:
    (line,) = filing_page.table(PenaltyFiling.objects.all(), on)
    assert line.agency == cast.bureau
    return {name: number for name, number in line.counts.items() if number}


def test_a_filing_moves_from_column_to_column(cast: Cast) -> None:
    row = due(cast)
    last = row.deadline.due_on
    assert count(cast, last) == {"due": 1, "running": 1}
    assert count(cast, last + ONE) == {"due": 1, "overdue": 1}
    penalty_filings.send(row, by=cast.reviewer, on=last + ONE)
    assert count(cast, last + ONE) == {"due": 1, "late": 1}
    filing_inbox.receive(row, by=cast.supervisor, on=last + ONE)
    assert count(cast, last + ONE) == {"due": 1, "late": 1, "received": 1}
    filing_inbox.ask(row, by=cast.supervisor, on=last + ONE, text="问。", days=1)
    assert count(cast, last + ONE) == {"due": 1, "late": 1, "received": 1, "asked": 1}


def test_no_filing_makes_no_line(cast: Cast) -> None:
    assert filing_page.table(PenaltyFiling.objects.all(), LATER) == []


# ------------------------------------------------------------------------------- whose
def test_nobody_without_the_right_to_see_cases_sees_a_filing(cast: Cast) -> None:
    row = due(cast)
    seen = PenaltyFiling.objects.visible_to
    assert not seen(AnonymousUser()).exists()
    for name in ("listadmin", "admin", "outsider"):
        assert not seen(cast.people[name]).exists(), name
    for name in ("officer1", "reviewer", "head", "supervisor"):
        assert seen(cast.people[name]).get() == row, name


def test_unsent_is_what_the_agency_owes(cast: Cast) -> None:
    rows = [due(cast), sent(cast), received(cast)]
    back = sent(cast)
    filing_inbox.give_back(back, by=cast.supervisor, on=LATER, text="缺。")
    assert set(PenaltyFiling.objects.all().unsent()) == {rows[0], back}


def test_a_filter_offers_only_agencies_the_reader_sees(cast: Cast) -> None:
    form: Any = FilingFilter(user=cast.reviewer)
    offered = set(form.fields["agency"].queryset)
    assert cast.bureau in offered
    assert cast.other_bureau not in offered
    wide: Any = FilingFilter(user=cast.supervisor)
    assert {cast.bureau, cast.other_bureau} <= set(wide.fields["agency"].queryset)
    foreign = FilingFilter({"agency": str(cast.other_bureau.pk)}, user=cast.reviewer)
    assert "agency" in foreign.errors


# ------------------------------------------------------------------------------- pages
@pytest.mark.parametrize("query", [{"status": "nothing"}, {"agency": "0"}, {"agency": "x"}])
def test_a_filter_that_makes_no_sense_shows_everything_and_says_so(
    cast: Cast, query: dict[str, str]
) -> None:
    row = due(cast)
    response = cast.client("supervisor").get(reverse("penalty-filings"), query)
    assert response.status_code == 200
    assert [shown.filing for shown in response.context["rows"]] == [row]
    assert response.context["form"].errors


def test_the_list_goes_on_where_the_page_before_ended(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filings, "PAGE", 2)
    rows = [due(cast) for _turn in range(3)]
    client, url = cast.client("reviewer"), reverse("penalty-filings")
    first = client.get(url)
    cursor = first.context["next_cursor"]
    assert cursor
    second = client.get(url, {"after": cursor})
    pages = [[shown.filing for shown in page.context["rows"]] for page in (first, second)]
    assert pages == [[rows[2], rows[1]], [rows[0]]]
    assert not second.context["next_cursor"]


def test_the_inbox_says_what_there_is_none_of(cast: Cast) -> None:
    page = cast.client("supervisor").get(reverse("penalty-filing-inbox")).content.decode()
    assert page.count("没有。") == 4
    assert "最近审查" not in page


def test_the_inbox_does_not_reproach_the_organ_with_its_own_filings(cast: Cast) -> None:
    decision = factories.issued(cast.justice, fine_cents=MAJOR)
    assert penalty_filings.open_for(decision.pk)
    row = PenaltyFiling.objects.get()
    assert filing_page.overdue(PenaltyFiling.objects.all(), row.deadline.due_on + ONE).exists()
    page = client_of(cast.supervisor).get(reverse("penalty-filing-inbox"))
    assert [shown for _title, shown in page.context["parts"]] == [[], [], [], []]


@pytest.mark.parametrize("name", ["penalty-filing", "penalty-filing-send"])
def test_an_unknown_filing_is_not_found(cast: Cast, name: str) -> None:
    key = "00000000-0000-4000-8000-000000000000"
    assert cast.client("reviewer").get(reverse(name, args=[key])).status_code == 404


@pytest.mark.parametrize("name", ["penalty-filing-paper", "penalty-filing-zip"])
def test_an_unknown_package_is_not_found(cast: Cast, name: str) -> None:
    assert cast.client("supervisor").get(reverse(name, args=[999_999])).status_code == 404
