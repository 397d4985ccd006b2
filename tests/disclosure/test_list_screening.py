"""No change of a list goes public with what identifies a person; the office's own contact may."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from disclosure.services import entry_screening
from enforcement import lists
from enforcement.models import Agency, ListVersion
from enforcement.services import agencies, items, list_versions, officers, screening
from tests.base import Cast, day
from tests.enforcement.listed import NOTE, drafted, fresh, item, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(4, 10)
ID, MOBILE = "11010519491231002X", "13800138000"  # the specimen of the standard, a made-up number


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"fee": f"交给张某，身份证号{ID}"}, "收费情况"),
        ({"remedy": f"请拨打手机{MOBILE}"}, "救济渠道"),
        ({"disclosed": {"supervision": f"找张三，{MOBILE}"}}, "监督方式"),
    ],
)
def test_what_identifies_a_person_is_not_handed_in(
    cast: Cast, changes: dict[str, Any], place: str
) -> None:
    row = item(cast)
    with pytest.raises(RuleError, match=place) as caught:
        submitted(row, cast.listadmin, ON, **changes)
    assert caught.value.article == "个人信息保护法第六条"
    assert ListVersion.objects.of("item", row.pk).open().get().status == "draft"


def test_the_note_of_a_change_is_looked_through_too(cast: Cast) -> None:
    made = drafted(item(cast), cast.listadmin, ON, fee="每件10元")
    with pytest.raises(RuleError, match="修订说明"):
        list_versions.submit(
            made, by=cast.listadmin, on=ON, valid_from=ON, change_note=f"应{ID}的要求"
        )
    assert (
        list_versions.submit(made, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE).status
        == "submitted"
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": MOBILE, "supervise_phone": MOBILE},
        {"office_addr": "云溪市建设路1号", "mail_addr": "云溪市建设路1号"},
        {"uscc": "11419999MB00000009", "head_name": "陆试衡"},
    ],
)
def test_the_contact_of_the_office_is_its_own(cast: Cast, changes: dict[str, Any]) -> None:
    assert published(cast, cast.bureau, ON, **changes).status == "published"


def test_what_was_public_before_does_not_bar_another_change(cast: Cast) -> None:
    row = item(cast)
    items.update(row, remedy=f"请拨打手机{MOBILE}")
    assert published(cast, fresh(row), ON, fee="每件10元").status == "published"


def test_an_officer_is_on_the_list_by_name(cast: Cast) -> None:
    made = submitted(cast.officers[0], cast.listadmin, ON, name="安试三", post="科长")
    assert not [remark for remark in screening.remarks(made) if remark.barred]


def test_the_contacts_are_fields_of_the_list_of_subjects() -> None:
    assert set(lists.LISTS["agency"].fields) >= entry_screening.OF_SUBJECTS


# ---------------------------------------------------------- what becomes public with its agency
@pytest.fixture
def founded(cast: Cast) -> Agency:
    """An agency to be announced, with an officer, an item and one that is not to be published."""
    made = agencies.create(name="筹建局", parent=cast.bureau, status="pending")
    officers.create(agency=made, name="赵六", post="科员")
    item(cast, agency=made, name="对筹建事项的处罚")
    item(cast, agency=made, name="尚未公布的处罚", published_on=None, remedy=f"电话{MOBILE}")
    return made


def test_an_agency_is_not_announced_with_a_number_in_one_of_its_rows(
    cast: Cast, founded: Agency
) -> None:
    row = item(cast, agency=founded, name="未经审查的处罚", remedy=f"找张三，{MOBILE}")
    with pytest.raises(RuleError, match="未经审查的处罚") as caught:
        submitted(founded, cast.listadmin, ON, status="confirmed")
    assert "尚未公布" not in str(caught.value), "it does not become public"
    items.update(row, remedy="")
    waiting = submitted(fresh(founded), cast.listadmin, ON, status="confirmed")
    items.update(fresh(row), remedy=f"找张三，{MOBILE}")
    with pytest.raises(RuleError, match=MOBILE):
        list_versions.publish(waiting, by=cast.head, examined=True, on=ON)
    assert fresh(founded).status == "pending"


def test_who_approves_an_agency_reads_how_much_becomes_public_with_it(
    cast: Cast, founded: Agency
) -> None:
    waiting = submitted(founded, cast.listadmin, ON, status="confirmed")
    address = reverse("list-version-publish", args=[waiting.pk])
    assert "另有2条" in cast.client("head").get(address).content.decode()
    list_versions.publish(waiting, by=cast.head, examined=True, on=ON)
    later = submitted(fresh(founded), cast.listadmin, ON, phone="0398-1111111")
    address = reverse("list-version-publish", args=[later.pk])
    assert "同时公开" not in cast.client("head").get(address).content.decode()


def test_what_was_written_after_the_approval_is_looked_through_on_the_day(
    cast: Cast, founded: Agency, caplog: pytest.LogCaptureFixture
) -> None:
    later = ON + timedelta(1)
    published(cast, founded, ON, valid_from=later, status="confirmed")
    row = item(cast, agency=founded, name="后来编写的处罚", remedy=f"找张三，{MOBILE}")
    assert list_versions.apply_due(on=later) == 0
    assert fresh(founded).status == "pending" and MOBILE not in caplog.text
    items.update(row, remedy="")
    assert list_versions.apply_due(on=later) == 1
    assert fresh(founded).status == "confirmed"
