"""A sheet of random checks changes what is public by approval, as one batch, and the rest at once."""

from typing import Any

import pytest

from core import tables
from core.row_report import RowReport
from enforcement.imports import rows
from enforcement.imports.books import BOOKS
from enforcement.models import ListVersion, RandomCheckItem
from enforcement.services import list_records, list_versions, random_checks
from tests.base import Cast, day
from tests.enforcement import prepared_draws
from tests.enforcement.listed import drafted, fresh
from tests.enforcement.sheeted import as_csv, outcome, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BOOK, ON = BOOKS["random-items"], day(4, 1)


@pytest.fixture
def row(cast: Cast) -> RandomCheckItem:
    """A line of the list that is public."""
    return prepared_draws.random_item(cast)


def exported(cast: Cast) -> Any:
    return list(rows.table(BOOK, BOOK.rows([cast.bureau])))


def imported(cast: Cast, *cells: tuple[str, str], dry: bool = False) -> RowReport:
    lines = exported(cast)
    for header, cell in cells:
        lines = put(lines, header, cell)
    run = rows.RowImport(cast.listadmin, BOOK, cast.bureau, [cast.bureau], ON)
    return run.run(tables.read_bytes(as_csv(lines)), dry_run=dry)


def test_a_public_row_waits_for_its_approval(cast: Cast, row: RandomCheckItem) -> None:
    before = row.ratio
    assert outcome(imported(cast, ("抽查比例", "10%"))) == (0, 1, 0, 0)
    made = list_records.versions(row).open().get()
    assert (made.status, made.content["ratio"], fresh(row).ratio) == ("submitted", "10%", before)
    assert outcome(imported(cast, ("抽查比例", "10%"))) == (0, 0, 1, 0), "it waits already"
    assert fresh(row).ratio == before
    list_versions.publish_all([made], by=cast.head, examined=True, seen={}, on=ON)
    assert fresh(row).ratio == "10%" and outcome(imported(cast)) == (0, 0, 1, 0)


def test_what_the_public_does_not_read_is_written_at_once(cast: Cast, row: RandomCheckItem) -> None:
    report = imported(cast, ("抽查比例", "10%"), ("每年次数", "7"))
    assert outcome(report) == (0, 1, 0, 0)
    assert fresh(row).times_a_year == 7 and fresh(row).ratio != "10%"
    assert "times_a_year" not in list_records.versions(row).open().get().content
    assert outcome(imported(cast, ("抽查比例", "10%"), ("每年次数", "8"))) == (0, 1, 0, 0)
    assert fresh(row).times_a_year == 8


def test_a_row_that_is_not_public_is_changed_at_once(cast: Cast, row: RandomCheckItem) -> None:
    random_checks.keep_item(row, published_on=None)
    assert outcome(imported(cast, ("抽查比例", "10%"))) == (0, 1, 0, 0)
    assert fresh(row).ratio == "10%" and not list_records.versions(row).open().exists()


def test_the_draft_of_a_colleague_stays(cast: Cast, row: RandomCheckItem) -> None:
    made = drafted(row, cast.listadmin, ON, ratio="20%")
    report = imported(cast, ("抽查比例", "10%"))
    assert outcome(report) == (0, 0, 0, 1) and "编制中" in report.rejected[0].text
    assert fresh(made).content["ratio"] == "20%"


def test_a_text_under_its_first_approval_is_not_changed_by_a_sheet(
    cast: Cast, row: RandomCheckItem
) -> None:
    random_checks.keep_item(row, published_on=None)
    drafted(fresh(row), cast.listadmin, ON, published_on=ON)
    report = imported(cast, ("抽查比例", "10%"))
    assert outcome(report) == (0, 0, 0, 1) and fresh(row).ratio != "10%"


def test_a_dry_run_leaves_no_version(cast: Cast, row: RandomCheckItem) -> None:
    assert outcome(imported(cast, ("抽查比例", "10%"), dry=True)) == (0, 1, 0, 0)
    assert not ListVersion.objects.of("random", row.pk).exists()


def test_the_rows_of_one_sheet_are_one_batch(cast: Cast, row: RandomCheckItem) -> None:
    other = prepared_draws.random_item(cast, name="另一抽查事项")
    lines = exported(cast)
    place = lines[0].index("抽查比例")
    for line in lines[1:]:
        line[place] = "30%"
    run = rows.RowImport(cast.listadmin, BOOK, cast.bureau, [cast.bureau], ON)
    assert outcome(run.run(tables.read_bytes(as_csv(lines)))) == (0, 2, 0, 0)
    made = ListVersion.objects.open()
    assert {each.row for each in made} == {row.pk, other.pk}
    assert len({each.batch for each in made}) == 1 and "" not in {each.batch for each in made}
