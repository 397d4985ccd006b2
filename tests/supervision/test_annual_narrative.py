"""The first words of the yearly report: what the record says of staff, the three systems and remedies."""

from datetime import date, timedelta
from typing import Any

import pytest

from disclosure.models import LedgerNumber
from enforcement.models import Agency, Decision, Officer
from legal_review.models import Qualification
from recording.models import CoverageLine
from recording.services import coverage_lines
from supervision.annual import narrative
from tests import factories
from tests.base import Cast
from tests.disclosure.factories import record
from tests.recording import bare
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, BEFORE, FIRST, LAST, of
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", bare.BlankPages())


def numbered(
    cast: Cast, month: str, state: str = "pending", agency: Agency | None = None
) -> LedgerNumber:
    """A number of the publication log, of the bureau unless said otherwise."""
    of = agency or cast.bureau
    made = record(of, on=date.fromisoformat(f"{month}-10"))
    return LedgerNumber.objects.create(
        ref=f"{made.pk:032}", record=made, agency=of, month=month, state=state
    )


# ------------------------------------------------------------------------------- staff
def test_staff_is_counted_on_the_last_day_of_the_year(cast: Cast) -> None:
    assert "在岗行政执法人员2名，其中持有有效执法证件2名" in narrative.staffing(of(cast))
    factories.officer(cast.bureau, valid_from=AFTER, valid_to=AFTER + timedelta(days=9))
    assert "在岗行政执法人员3名，其中持有有效执法证件2名" in narrative.staffing(of(cast))
    Officer.objects.filter(agency=cast.bureau).update(status=Officer.Status.LEFT)
    assert "在岗行政执法人员0名，其中持有有效执法证件0名" in narrative.staffing(of(cast))


def test_a_running_year_is_told_as_of_the_query(cast: Cast) -> None:
    told = narrative.staffing(of(cast, on=date(2026, 6, 30)))
    assert told.startswith("截至2026-06-30，")
    assert narrative.staffing(of(cast)).startswith("截至2026-12-31，")


def test_a_reviewer_with_two_grounds_is_one_person(cast: Cast) -> None:
    assert "法制审核人员1名" in narrative.staffing(of(cast))
    Qualification.objects.create(
        account=cast.reviewer,
        agency=cast.bureau,
        ground=Qualification.Ground.EARLIER_REVIEWER,
        reviewing_since=FIRST,
        valid_from=FIRST,
    )
    assert "法制审核人员1名" in narrative.staffing(of(cast))
    factories.qualified_reviewer(cast.bureau, valid_from=AFTER)
    assert "法制审核人员1名" in narrative.staffing(of(cast))
    factories.qualified_reviewer(cast.bureau, valid_from=LAST)
    assert "法制审核人员2名" in narrative.staffing(of(cast))


# ------------------------------------------------------------------------------- publication
def test_publication_tells_what_became_of_the_numbers_of_the_year(cast: Cast) -> None:
    for state in ("published", "published", "withheld", "pending"):
        numbered(cast, "2026-03", state)
    numbered(cast, "2026-12", "published")
    numbered(cast, "2025-12", "published")
    numbered(cast, "2027-01", "published")
    told = narrative.published(of(cast))
    assert "全年作出行政执法决定5件，已公开3件（其中逾期公开0件）" in told
    assert told.endswith("依法不公开1件，待公开1件。")


def test_numbers_of_another_agency_are_not_told(cast: Cast) -> None:
    numbered(cast, "2026-03", "published", cast.other_bureau)
    assert "全年作出行政执法决定0件" in narrative.published(of(cast))


def test_a_publication_in_time_is_not_told_as_late(cast: Cast) -> None:
    factories.published(cast.bureau, on=date(2026, 3, 16))
    assert "逾期公开0件" in narrative.published(of(cast))


# ------------------------------------------------------------------------------- recording, review
def test_a_step_under_two_items_is_one_step(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    by = factories.account_of(factories.lead_of(case))
    step = bare.step(case, by, at=factories.at(date(2026, 3, 4)), party_present=False)
    coverage_lines.changed([case.pk])
    coverage_lines.refresh()
    lines = CoverageLine.objects.filter(step=step)
    assert lines.count() == 2 and lines.filter(first=True).count() == 1
    told = narrative.recorded(of(cast))
    assert "应当进行音像记录的环节1个，已记录0个，说明理由免予记录0个，未记录1个" in told
    assert "环节0个" in narrative.recorded(of(cast, 2025))


def test_reviews_are_told_by_outcome_and_by_the_day_of_submission(cast: Cast) -> None:
    factories.reviewed(cast.bureau, on=date(2026, 3, 16))
    factories.send_back(
        factories.submitted(cast.bureau, on=date(2026, 3, 16)), on=date(2026, 3, 12)
    )
    factories.submitted(cast.bureau, on=date(2026, 3, 16))
    told = narrative.reviewed(of(cast))
    assert told == "重大执法决定法制审核：送审3件次，审核通过1件次，退回1件次。"
    assert "送审0件次" in narrative.reviewed(of(cast, 2025))


# ------------------------------------------------------------------------------- remedies
@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize(
    ("on", "expected"), [(BEFORE, 0), (FIRST, 1), (LAST, 1), (AFTER, 0), (None, 0)]
)
def test_what_did_not_stand_is_told_by_the_day_it_fell(
    cast: Cast, on: date | None, expected: int
) -> None:
    fallen: dict[str, Any] = {"status": "revoked", "revoked_on": on} if on else {}
    yearly.penalty(cast, BEFORE, "fine", **fallen)
    assert narrative.remedies(of(cast)).endswith(f"行政执法决定{expected}件。")
    assert Decision.objects.filter(agency=cast.bureau).count() == 1


def test_only_what_the_record_knows_is_written_beforehand(cast: Cast) -> None:
    assert set(narrative.parts(of(cast))) == {"staffing", "performance", "remedies"}
