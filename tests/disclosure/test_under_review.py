"""A review or suit marks the public decision while it runs; its outcome takes the decision down."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Deadline
from disclosure import search
from disclosure.models import Publication
from disclosure.services import sweep
from enforcement.models import Stay
from enforcement.services import relief
from tests import factories
from tests.base import Cast, day
from tests.disclosure.asking import correction
from tests.disclosure.test_disputed import PLACES, entry
from tests.disclosure.test_feeds import ATOM

pytestmark = pytest.mark.django_db
ON = day(4, 2)
MARK = "异议处理中"
LIVE = [name for name in PLACES if "of the day" not in name and name != "the organisation"]


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return factories.published(cast.bureau)


@pytest.fixture
def running(cast: Cast, shown: Publication, monkeypatch: pytest.MonkeyPatch) -> Stay:
    assert shown.decision is not None
    values = {"by": cast.officer1, "on": ON, "kind": "suit", "number": "云行初8号"}
    return relief.stay(shown.decision, **values)  # type: ignore[arg-type]  # one table of values


def end(cast: Cast, row: Stay, outcome: str, on: date = ON, result: str = "判决书。") -> Stay:
    return relief.end_stay(row, by=cast.officer1, on=on, outcome=outcome, result=result)


def status(pk: UUID) -> int:
    return Client().get(reverse("decision-detail", args=[pk])).status_code


@pytest.mark.parametrize("place", LIVE)
def test_every_place_bears_the_mark_while_it_runs(
    cast: Cast, shown: Publication, running: Stay, place: str
) -> None:
    assert PLACES[place](shown)
    end(cast, running, "upheld")
    assert not PLACES[place](shown)


def test_only_the_decision_itself_is_marked(cast: Cast, shown: Publication, running: Stay) -> None:
    beside = factories.published(cast.bureau)
    assert not PLACES["the page"](beside)
    assert search.disputed(ON) == {str(shown.pk)}
    correction(beside)
    assert search.disputed(ON) == {str(shown.pk), str(beside.pk)}


def test_a_request_and_a_suit_are_one_mark_that_goes_with_the_last(
    cast: Cast, shown: Publication, running: Stay
) -> None:
    correction(shown)
    assert search.disputed(ON) == {str(shown.pk)}
    end(cast, running, "upheld")
    assert PLACES["the API"](shown)


def test_the_public_is_not_told_who_sued_nor_the_number(shown: Publication, running: Stay) -> None:
    text = Client().get(reverse("decision-detail", args=[shown.pk])).content.decode()
    assert MARK in text
    assert running.number not in text


def test_a_feed_reader_is_given_a_new_entry_at_both_ends(cast: Cast, shown: Publication) -> None:
    def updated() -> str:
        return str(entry(shown).findtext(f"{ATOM}updated"))

    before = updated()
    assert shown.decision is not None
    row = relief.stay(shown.decision, by=cast.officer1, on=ON, kind="suit", number="8号")
    during = updated()
    end(cast, row, "upheld")
    assert before < during < updated()


@pytest.mark.parametrize("outcome", ["changed", "revoked", "illegal", "void"])
def test_the_outcome_takes_the_decision_down_with_its_reason(
    cast: Cast, shown: Publication, running: Stay, outcome: str
) -> None:
    end(cast, running, outcome, on=day(4, 30), result="（2026）云行终9号。")
    assert sweep.run(day(4, 30)).withdrawn == 1
    page = Client().get(reverse("decision-detail", args=[shown.pk]))
    assert page.status_code == 410
    assert f"行政诉讼{Stay.Outcome(outcome).label}" in page.content.decode()
    clock = Deadline.objects.get(subject_type="withdrawal", subject_id=str(shown.decision_id))
    # domain §15: known 2026-04-30, three working days.
    assert (clock.start_on, clock.due_on, clock.outcome) == (day(4, 30), day(5, 8), "met")


def test_the_reason_names_nobody(cast: Cast, shown: Publication, running: Stay) -> None:
    assert shown.decision is not None
    party = shown.decision.case.party.name
    end(cast, running, "revoked", result=f"{party}胜诉，联系电话13800138000。")
    sweep.run(ON)
    text = Client().get(reverse("decision-detail", args=[shown.pk])).content.decode()
    assert "13800138000" not in text


@pytest.mark.parametrize("outcome", ["upheld", "dismissed", "perform", "settled", "dropped"])
def test_any_other_outcome_leaves_it_public(
    cast: Cast, shown: Publication, running: Stay, outcome: str
) -> None:
    end(cast, running, outcome)
    assert sweep.run(ON).withdrawn == 0
    assert status(shown.pk) == 200
