"""Who brings a row back to its list is told which of its earlier texts come back with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.models import ListVersion, User
from enforcement.services import list_records, list_versions, list_withholding
from tests.base import Cast
from tests.enforcement import listed

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
OLD, MOVED = (ON - timedelta(days=days) for days in (60, 10))
WARNING = "个版本可以重新按日期查询"


def page(user: User, name: str, *args: Any) -> str:
    client = Client()
    client.force_login(user)
    return str(client.get(reverse(name, args=args)).content.decode())


@pytest.fixture
def taken_back(cast: Cast) -> Any:
    """An item with two public texts that was taken off its list."""
    row = listed.item(cast, effective_from=OLD, published_on=OLD)
    listed.published(cast, listed.fresh(row), MOVED, fee="每件10元")
    list_versions.change(
        listed.fresh(row), by=cast.listadmin, on=ON, changes={"published_on": None}
    )
    return listed.fresh(row)


def back(cast: Cast, row: Any) -> ListVersion:
    return listed.drafted(row, cast.listadmin, ON, published_on=ON)


def test_both_people_read_how_many_come_back(cast: Cast, taken_back: Any) -> None:
    made = back(cast, taken_back)
    told = f"此前公布过的2{WARNING}"
    assert told in page(cast.listadmin, "list-version-submit", made.pk)
    list_versions.submit(made, by=cast.listadmin, on=ON, valid_from=ON, change_note="重新公布")
    for name, *args in (
        ("list-version-detail", made.pk),
        ("list-version-publish", made.pk),
        ("list-version-list",),
    ):
        assert told in page(cast.head, str(name), *args), name


def test_what_was_withheld_before_does_not_come_back(cast: Cast, taken_back: Any) -> None:
    made = back(cast, taken_back)
    first = list_records.versions(taken_back).get(number=1)
    list_withholding.ask(first, by=cast.listadmin, reason="含个人信息")
    list_withholding.agree(first, by=cast.head, on=ON, opinion="同意")
    assert list_withholding.returning(listed.fresh(made)) == 1
    assert f"此前公布过的1{WARNING}" in page(cast.head, "list-version-detail", made.pk)


def test_a_first_publication_and_a_change_bring_nothing_back(cast: Cast) -> None:
    fresh = listed.item(cast, published_on=None)
    known = listed.item(cast, name="另一事项", effective_from=OLD, published_on=OLD)
    listed.published(cast, listed.fresh(known), MOVED, fee="每件10元")
    rows = [back(cast, fresh), listed.drafted(listed.fresh(known), cast.listadmin, ON, fee="免费")]
    for row in rows:
        assert list_withholding.returning(row) == 0
        assert WARNING not in page(cast.head, "list-version-detail", row.pk)
    assert WARNING not in page(cast.head, "list-version-list")
