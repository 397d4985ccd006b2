"""No change of a list goes public with what identifies a person; the office's own contact may."""

from typing import Any

import pytest

from core.errors import RuleError
from disclosure.services import entry_screening
from enforcement import lists
from enforcement.models import ListVersion
from enforcement.services import items, list_versions, screening
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
