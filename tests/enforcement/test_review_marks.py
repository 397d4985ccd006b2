"""A list that takes effect while drafts are open: what it wants reviewed is marked, once, and logged."""

from datetime import date

import pytest
from django.test import Client

from core.models import AuditEntry
from enforcement import tasks
from enforcement.models import Decision
from enforcement.services import review_marks
from tests import factories
from tests.base import Cast, day
from tests.catalogues import FROM, ON, begun, published, put
from tests.enforcement.dossier import again, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspection(cast: Cast) -> Decision:
    """A draft that no list covers when it is written."""
    row = draft(cast.bureau, procedure="inspection")
    assert not row.review_required
    return row


def marks() -> int:
    """How many marks the log has."""
    return AuditEntry.objects.filter(action="decision.review_scope").count()


def covering(cast: Cast, *, on: date = ON, valid_from: date = FROM) -> None:
    """A published list that asks for inspections too."""
    row = begun(cast.bureau, cast.listadmin)
    put(row, cast.listadmin)
    published(row, cast.listadmin, cast.head, on=on, valid_from=valid_from)


def test_a_draft_is_marked_on_the_first_day_of_the_list(cast: Cast, inspection: Decision) -> None:
    covering(cast)
    assert not again(inspection).review_required
    assert review_marks.mark(day(3, 31)) == 0
    assert not again(inspection).review_required

    assert review_marks.mark(FROM) == 1

    assert again(inspection).review_required
    assert marks() == 1


def test_a_list_in_force_at_once_marks_when_it_is_published(
    cast: Cast, inspection: Decision
) -> None:
    covering(cast, on=FROM, valid_from=FROM)
    assert again(inspection).review_required


def test_a_second_run_finds_nothing_to_mark(cast: Cast, inspection: Decision) -> None:
    covering(cast)
    assert [review_marks.mark(FROM), review_marks.mark(FROM)] == [1, 0]
    assert marks() == 1


def test_drafts_of_others_and_decisions_stay_as_they_are(cast: Cast, inspection: Decision) -> None:
    other = draft(cast.other_bureau, procedure="inspection")
    decided = factories.issued(cast.bureau, procedure="inspection")
    covering(cast)

    assert review_marks.mark(FROM) == 1

    assert not again(other).review_required
    assert not again(decided).review_required


def test_what_is_marked_leaves_the_desk_of_the_head(
    cast: Cast, inspection: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    covering(cast)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: FROM)
    assert tasks.mark_reviews() == 1
    client: Client = cast.client("officer1")
    assert "送法制审核" in client.get("/office/").content.decode()
