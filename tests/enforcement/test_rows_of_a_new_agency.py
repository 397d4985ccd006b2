"""What becomes public together with an agency is read, word for word, by who approves the agency."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.desk import lists as desk
from core import tables
from core.errors import RuleError
from enforcement.directory import Directory
from enforcement.imports.items import ItemImport
from enforcement.models import Agency, Item, ListVersion, Officer, User
from enforcement.services import agencies, items, list_records, list_versions, officers
from tests import factories
from tests.base import Cast
from tests.enforcement.listed import NOTE, drafted, fresh, item, submitted

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
WORDS = "对筹建事项的处罚"


@pytest.fixture
def founded(cast: Cast) -> Agency:
    """An agency that is not announced, with an officer and an item."""
    made = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    officers.create(agency=made, name="赵六", post="筹建组组长", published_on=ON)
    item(cast, agency=made, name=WORDS, remedy="向云溪市人民政府申请")
    return made


def shown(user: User, version: ListVersion) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(reverse("list-version-detail", args=[version.pk]))
    return str(page.content.decode())


def waiting(cast: Cast, founded: Agency, **days: Any) -> ListVersion:
    return submitted(founded, cast.listadmin, ON, status="confirmed", **days)


# ------------------------------------------------------------------------------ with the agency
def test_the_words_of_every_row_stand_on_the_page_of_the_version(
    cast: Cast, founded: Agency
) -> None:
    item(cast, agency=founded, name="尚未公布的处罚", published_on=None)
    said = shown(cast.head, waiting(cast, founded))
    assert all(words in said for words in (WORDS, "向云溪市人民政府申请", "赵六", "筹建组组长"))
    assert "尚未公布的处罚" not in said and "共2条" in said


def test_what_is_announced_already_brings_nothing_along(cast: Cast, founded: Agency) -> None:
    made = waiting(cast, founded)
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert WORDS not in shown(cast.head, fresh(made))
    later = submitted(fresh(founded), cast.listadmin, ON, phone="0398-1111111")
    assert WORDS not in shown(cast.head, later)


@pytest.mark.parametrize("approved", [False, True])
def test_from_the_handing_in_until_its_day_the_rows_stay(
    cast: Cast, founded: Agency, approved: bool
) -> None:
    row, day = Item.objects.get(name=WORDS), ON + timedelta(1)
    made = waiting(cast, founded, valid_from=day)
    if approved:
        list_versions.publish(made, by=cast.head, examined=True, on=ON)
    with pytest.raises(RuleError, match="现在不能修改"):
        list_versions.change(row, by=cast.listadmin, on=ON, changes={"remedy": "未经批准"})
    values = {"agency": founded, "kind": "penalty", "name": "新增的处罚", "effective_from": ON}
    with pytest.raises(RuleError, match="现在不能修改"):
        list_versions.add(
            "item", items.create, by=cast.listadmin, on=ON, values={**values, "published_on": ON}
        )
    if approved:
        assert list_versions.apply_due(on=day) == 1
        assert fresh(founded).status == "confirmed" and fresh(row).remedy != "未经批准"


def test_what_does_not_become_public_may_still_be_written(cast: Cast, founded: Agency) -> None:
    row = item(cast, agency=founded, name="尚未公布的处罚", published_on=None)
    waiting(cast, founded)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"remedy": "待补"})
    assert fresh(row).remedy == "待补"


def test_a_version_given_back_opens_the_rows_again(cast: Cast, founded: Agency) -> None:
    row, made = Item.objects.get(name=WORDS), waiting(cast, founded)
    list_versions.give_back(made, by=cast.head, opinion="请核对")
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"remedy": "已核对"})
    assert fresh(row).remedy == "已核对"


def test_a_sheet_does_not_go_around_it(cast: Cast, founded: Agency) -> None:
    waiting(cast, founded)
    told = {"事项名称": WORDS, "职权类别": "行政处罚", "救济渠道": "未经批准"}
    sheet = tables.Sheet("事项", [(1, [*told]), (2, [*told.values()])])
    report = ItemImport(
        by=cast.listadmin, agency=founded, directory=Directory([founded]), on=ON
    ).run([sheet])
    assert (
        "现在不能修改" in str(report.rejected) and Item.objects.get(name=WORDS).remedy != "未经批准"
    )


def test_an_officer_is_not_put_back_into_post_in_between(cast: Cast, founded: Agency) -> None:
    row = Officer.objects.get(name="赵六")
    officers.set_status(row, "suspended", on=ON)
    made = waiting(cast, founded)
    with pytest.raises(RuleError, match="现在不能修改"):
        officers.set_status(fresh(row), "active", by=cast.listadmin, on=ON)
    assert "赵六" not in shown(cast.head, made)
    officers.set_status(fresh(row), "left", by=cast.listadmin, on=ON)
    assert fresh(row).status == "left", "who loses the post loses it at any time"


def test_several_at_once_do_not_hide_what_comes_along(cast: Cast, founded: Agency) -> None:
    made = waiting(cast, founded)
    with pytest.raises(RuleError, match="同时公开"):
        list_versions.publish_all([made], by=cast.head, examined=True, seen={}, on=ON)
    assert fresh(founded).status == "pending"


# ------------------------------------------------------------------------------ from one to another
@pytest.mark.parametrize("kind", ["officer", "item"])
def test_moving_to_an_announced_agency_can_be_approved(
    cast: Cast, founded: Agency, kind: str
) -> None:
    row: Any = (
        Officer.objects.get(name="赵六") if kind == "officer" else Item.objects.get(name=WORDS)
    )
    made = submitted(row, cast.listadmin, ON, agency=cast.bureau)
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert fresh(row).agency == cast.bureau
    assert type(row)._default_manager.public(ON).filter(pk=row.pk).exists()


def test_what_moves_is_public_as_it_was_approved(cast: Cast, founded: Agency) -> None:
    row = Item.objects.get(name=WORDS)
    made = submitted(row, cast.listadmin, ON, agency=cast.bureau)
    with pytest.raises(RuleError, match="已有编制中"):
        list_versions.change(fresh(row), by=cast.listadmin, on=ON, changes={"remedy": "未经批准"})
    items.update(fresh(row), remedy="未经批准")
    list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert fresh(row).remedy == "向云溪市人民政府申请"


def test_what_left_its_list_is_not_brought_back_by_another_change(cast: Cast) -> None:
    row = item(cast)
    made = submitted(row, cast.listadmin, ON, fee="每件10元")
    items.update(fresh(row), published_on=None)
    with pytest.raises(RuleError, match="已经撤下"):
        list_versions.publish(made, by=cast.head, examined=True, on=ON)
    assert list_records.versions(row).get(pk=made.pk).status == "submitted"


# ------------------------------------------------------------------------------ who wrote
def test_who_wrote_is_offered_no_decision(cast: Cast) -> None:
    both = factories.user(["listadmin", "head"], cast.bureau)
    made = drafted(item(cast), both, ON, fee="每件10元")
    list_versions.submit(made, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    publish = reverse("list-version-publish", args=[made.pk])
    for user, offered in ((both, False), (cast.head, True)):
        assert (publish in shown(user, made)) is offered
        queue = desk.rows_to_approve(user, ON)
        assert queue is not None and [entry.mine for entry in queue.entries] == [offered]
