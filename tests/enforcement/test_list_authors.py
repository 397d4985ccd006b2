"""Who wrote a row before it was on the list does not approve the version that brings it there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Agency, ListVersion, User
from enforcement.services import (
    agencies,
    announcing,
    examination,
    inspection_lists,
    items,
    list_versions,
    officers,
    random_checks,
)
from tests import factories
from tests.base import Cast
from tests.enforcement import visits
from tests.enforcement.listed import fresh, item, published, submitted

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
Make = Callable[[Cast, User], ListVersion]

BASIS = "《中华人民共和国食品安全法》第三十四条"


@pytest.fixture
def both(cast: Cast) -> User:
    """Keeps the lists of the bureau and decides on them."""
    return factories.user(["listadmin", "head"], cast.bureau)


def new_item(by: User, agency: Agency, **values: Any) -> Any:
    return items.create(
        by=by,
        agency=agency,
        kind="penalty",
        name="新处罚",
        effective_from=ON,
        basis_text=BASIS,
        **values,
    )


def plan(cast: Cast, by: User) -> ListVersion:
    row = inspection_lists.add_plan(
        by=by,
        agency=cast.bureau,
        item=visits.item(cast),
        year=ON.year,
        target="餐饮",
        count=9,
        first_month=1,
        last_month=12,
    )
    return announced(cast, row)


def announced(cast: Cast, row: Any) -> ListVersion:
    """Another list administrator asks for its publication."""
    days = {"on": ON, "valid_from": ON}
    announcing.announce(row, by=cast.listadmin, change_note="首次公布。", **days)
    return ListVersion.objects.get(row=row.pk, status="submitted")


def cap(cast: Cast, by: User) -> ListVersion:
    given: dict[str, Any] = {
        "item": visits.item(cast),
        "times": 2,
        "basis": "公告",
        "valid_from": ON,
    }
    row = inspection_lists.add_cap(by=by, agency=cast.bureau, valid_to=None, **given)
    return submitted(row, cast.listadmin, ON, published_on=ON)


def unpublished(cast: Cast, by: User) -> ListVersion:
    return submitted(new_item(by, cast.bureau), cast.listadmin, ON, published_on=ON)


def rewritten(cast: Cast, by: User) -> ListVersion:
    """Added by another, and changed before anybody asked for its publication."""
    row = new_item(cast.listadmin, cast.bureau)
    items.update(row, by=by, remedy="自己写的救济途径")
    return submitted(fresh(row), cast.listadmin, ON, published_on=ON)


def checked(cast: Cast, by: User) -> ListVersion:
    names = ("name", "basis", "target", "content", "ratio", "way", "method", "frequency")
    texts: dict[str, Any] = dict.fromkeys(names, "抽查")
    texts["effective_from"] = ON
    row = random_checks.keep_item(by=by, agency=cast.bureau, item=visits.item(cast), **texts)
    return submitted(row, cast.listadmin, ON, published_on=ON)


def founded(cast: Cast, by: User | None) -> Agency:
    return agencies.create(by=by, name="筹建局", parent=cast.bureau, status="pending")


def agency(cast: Cast, by: User) -> ListVersion:
    return submitted(founded(cast, by), cast.listadmin, ON, status="confirmed")


def item_along(cast: Cast, by: User) -> ListVersion:
    new = founded(cast, None)
    new_item(by, new, published_on=ON)
    return submitted(new, cast.listadmin, ON, status="confirmed")


def officer_along(cast: Cast, by: User) -> ListVersion:
    new = founded(cast, None)
    row = officers.create(agency=new, name="安试新", post="科员")
    officers.update(row, by=by, post="局长")
    return submitted(new, cast.listadmin, ON, status="confirmed")


def moved(cast: Cast, by: User) -> ListVersion:
    """From an agency that is not announced to one that is."""
    row = new_item(by, founded(cast, None), published_on=ON)
    return submitted(row, cast.listadmin, ON, agency=cast.bureau)


MAKES: list[Make] = [
    *(plan, cap, unpublished, rewritten, checked, agency, item_along, officer_along, moved)
]


@pytest.mark.parametrize("make", MAKES)
def test_who_wrote_the_row_does_not_approve_it(cast: Cast, both: User, make: Make) -> None:
    version = make(cast, both)
    with pytest.raises(RuleError, match="编制人不能批准"):
        list_versions.publish(version, by=both, examined=True, on=ON)
    assert fresh(version).status == "submitted" and not list_versions.decidable(version, both)
    made = list_versions.publish(fresh(version), by=cast.head, examined=True, on=ON)
    assert made.status == "published"


def test_who_wrote_a_text_that_was_approved_decides_on_the_next(cast: Cast, both: User) -> None:
    row = new_item(both, cast.bureau)
    published(cast, row, ON, published_on=ON)
    list_versions.change(fresh(row), by=cast.listadmin, on=ON, changes={"published_on": None})
    again = submitted(fresh(row), cast.listadmin, ON, published_on=ON)
    assert list_versions.publish(again, by=both, examined=True, on=ON).status == "published"


def test_what_was_written_since_it_was_taken_off_counts(cast: Cast, both: User) -> None:
    row = item(cast)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    list_versions.change(fresh(row), by=both, on=ON, changes={"fee": "每件9元"})
    again = submitted(fresh(row), cast.listadmin, ON, published_on=ON)
    assert examination.written([again], both) == {again.pk}


def test_many_versions_are_asked_for_at_once(
    cast: Cast, both: User, django_assert_max_num_queries: Any
) -> None:
    versions = [unpublished(cast, by) for by in (both, cast.listadmin, both)]
    with django_assert_max_num_queries(4):
        own = examination.written(versions, both)
    assert own == {versions[0].pk, versions[2].pk}
