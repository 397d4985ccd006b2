"""Where the rules of the place ask for it, an item is filed before it is published."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import RuleError
from enforcement.models import Agency, Item
from enforcement.services import agencies, items, list_records, list_versions
from tests.base import Cast, day
from tests.enforcement.listed import NOTE, drafted, fresh, item, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(4, 1)
FILED = {"filing_no": "云司备〔2026〕3号", "filed_on": f"{ON}"}


@pytest.fixture
def asking(cast: Cast) -> Agency:
    """The bureau under rules that ask for filing."""
    agencies.update(cast.bureau, profile="lingchuan_civil")
    cast.bureau.refresh_from_db()
    return cast.bureau


def begun(cast: Cast, agency: Agency, disclosed: dict[str, str] | None) -> Item:
    """An item that is to be published on ON."""
    row = item(cast, agency=agency, published_on=None, disclosed=disclosed)
    drafted(row, cast.listadmin, ON, published_on=ON)
    return row


def handed_in(cast: Cast, row: Item, **days: Any) -> Any:
    made = list_records.versions(row).open().get()
    days = {"on": ON, "valid_from": ON, **days}
    return list_versions.submit(made, by=cast.listadmin, change_note=NOTE, **days)


@pytest.mark.parametrize(
    "said",
    [
        None,
        {"filing_no": FILED["filing_no"]},
        {"filed_on": FILED["filed_on"]},
        {**FILED, "filed_on": f"{ON + timedelta(1)}"},
    ],
)
def test_an_item_without_filing_is_not_handed_in(
    cast: Cast, asking: Agency, said: dict[str, str] | None
) -> None:
    row = begun(cast, asking, said)
    with pytest.raises(RuleError, match="公示前应当报备案") as refused:
        handed_in(cast, row)
    assert "陵民字" in (refused.value.article or "")
    assert list_records.versions(row).open().get().status == "draft"


def test_what_is_filed_by_the_day_is_published(cast: Cast, asking: Agency) -> None:
    row = begun(cast, asking, FILED)
    list_versions.publish(handed_in(cast, row), by=cast.head, examined=True, on=ON)
    assert Item.objects.public(ON).filter(pk=row.pk).exists()


def test_the_day_of_filing_may_come_before_a_later_day_of_publication(
    cast: Cast, asking: Agency
) -> None:
    later = ON + timedelta(1)
    row = begun(cast, asking, {**FILED, "filed_on": f"{later}"})
    assert handed_in(cast, row, valid_from=later).status == "submitted"


def test_rules_that_ask_none_publish_without(cast: Cast) -> None:
    row = begun(cast, cast.bureau, None)
    list_versions.publish(handed_in(cast, row), by=cast.head, examined=True, on=ON)
    assert fresh(row).published_on == ON


def test_rules_that_came_in_between_are_asked_at_the_approval(cast: Cast) -> None:
    row = begun(cast, cast.bureau, None)
    waiting = handed_in(cast, row)
    agencies.update(cast.bureau, profile="lingchuan_civil")
    with pytest.raises(RuleError, match="备案"):
        list_versions.publish(waiting, by=cast.head, examined=True, on=ON)
    assert fresh(row).published_on is None


def test_a_change_of_what_is_public_is_not_held_up(cast: Cast, asking: Agency) -> None:
    row = item(cast, agency=asking)
    assert published(cast, row, ON, fee="每件10元").status == "published"


def test_items_that_become_public_with_their_agency_are_filed_as_well(
    cast: Cast, asking: Agency
) -> None:
    made = agencies.create(name="筹建局", parent=asking, status="pending")
    row = item(cast, agency=made, name="对筹建事项的处罚")
    with pytest.raises(RuleError, match="对筹建事项的处罚"):
        submitted(made, cast.listadmin, ON, status="confirmed")
    items.update(row, disclosed=FILED)
    assert submitted(fresh(made), cast.listadmin, ON, status="confirmed").status == "submitted"


def test_other_lists_are_asked_for_none(cast: Cast, asking: Agency) -> None:
    assert published(cast, cast.officers[0], ON, post="副科长").status == "published"
    assert published(cast, asking, ON, phone="0398-1111111").status == "published"
