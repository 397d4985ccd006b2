"""An on-the-spot decision is reported to its agency before its case is archived (行政处罚法 52)."""

import pytest

from enforcement.models import Case
from enforcement.services import simple_report
from recording import completeness
from recording.services import archive
from tests import factories
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ON = day(3, 18)


def lacks(case: Case) -> set[str]:
    return {gap.code for gap in completeness.gaps(case, completeness.ARCHIVE, ON)}


def test_the_archive_asks_for_the_report_of_an_on_the_spot_decision(cast: Cast) -> None:
    row = factories.served(cast.bureau, procedure="simple")
    assert "simple_report" in lacks(row.case)

    gap = next(
        gap
        for gap in completeness.gaps(row.case, completeness.ARCHIVE, ON)
        if gap.code == "simple_report"
    )
    assert (gap.message, gap.article) == (
        "当场处罚决定尚未报所属机关备案。",
        "行政处罚法第五十二条第三款",
    )

    simple_report.report(row, by=cast.officer1, on=ON, receiver="法制科")
    assert "simple_report" not in lacks(row.case)


def test_it_may_be_reported_after_the_closing_too(cast: Cast) -> None:
    row = factories.served(cast.bureau, procedure="simple")
    factories.pay(row, on=ON)
    case = archive.close_case(row.case, by=cast.officer1, on=ON, ground="executed")
    assert "simple_report" in lacks(case)

    row.refresh_from_db()
    simple_report.report(row, by=cast.officer1, on=ON, receiver="法制科")
    assert "simple_report" not in lacks(case)


def test_an_ordinary_decision_owes_no_such_report(cast: Cast) -> None:
    assert "simple_report" not in lacks(factories.served(cast.bureau).case)
