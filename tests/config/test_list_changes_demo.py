"""The lists of the demo have a history, a comparison to look at, and a change that waits."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.demo import list_changes
from config.demo.cast import Staff
from disclosure import list_history
from enforcement.models import Item, ListVersion
from tests.base import Cast, day
from tests.enforcement.listed import item

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SINCE = min(day(1, 5), TODAY - timedelta(200))


@pytest.fixture
def staff(cast: Cast) -> Staff:
    for name in ("对占道经营的处罚", "对乱设广告的处罚"):
        item(cast, name=name, effective_from=SINCE, published_on=SINCE)
    roles = {"listadmin": [cast.listadmin], "head": [cast.head]}
    return Staff(cast.bureau, cast.officers, roles)


def days_of(row: object) -> list[date]:
    return [each.valid_from for each in list_history.history(row, TODAY) if each.valid_from]


def test_every_kind_of_row_has_something_to_compare(staff: Staff) -> None:
    waiting = list_changes.play(staff, TODAY)
    first = Item.objects.earliest("pk")
    assert days_of(first) == [*(TODAY - timedelta(n) for n in (5, 20, 90)), SINCE]
    for row in (staff.officers[0], staff.agency):
        row.refresh_from_db()
        assert len(days_of(row)) == 2
    assert waiting.status == "submitted" and Item.objects.get(pk=waiting.row).fee == "不收费"


def test_an_earlier_day_and_a_comparison_are_pages(staff: Staff) -> None:
    list_changes.play(staff, TODAY)
    first, client = Item.objects.earliest("pk"), Client()
    page = client.get(reverse("item-detail", args=[first.pk]), {"on": f"{TODAY - timedelta(30)}"})
    assert "承诺四十五日" in page.content.decode()
    newest = list_history.history(first, TODAY)[0].number
    changes = client.get(reverse("list-version-changes", args=["item", first.pk, newest]))
    assert changes.status_code == 200 and "<ins>三</ins>" in changes.content.decode()


def test_it_says_when_there_is_nothing_to_change(staff: Staff) -> None:
    list_changes.play(staff, TODAY)
    first = Item.objects.earliest("pk")
    made = ListVersion.objects.count()
    with pytest.raises(ValueError, match="says so already"):
        list_changes.handed_in(staff, first, TODAY, {"unit": first.unit}, "没有变化")
    assert ListVersion.objects.count() == made
