"""What a list of subjects and items has to tell: asked for by name, and no item rests on nothing."""

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.services import items, list_completeness, list_versions
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import NOTE, SINCE, drafted, fresh, item, published

pytestmark = pytest.mark.django_db
ON = day(3, 2)


def test_who_hands_in_and_who_approves_reads_what_is_lacking(cast: Cast) -> None:
    row = item(cast)
    draft = drafted(row, cast.listadmin, ON, unit="许可科")
    assert "承办机构" not in list_completeness.lacking(draft)
    assert {"职责", "权限", "责任事项", "办理期限", "救济渠道", "监督方式", "办理程序"} <= set(
        list_completeness.lacking(draft)
    )
    address = reverse("list-version-submit", args=[draft.pk])
    shown = cast.client("listadmin").get(address).content.decode()
    assert "应当公布的以下项目没有填写" in shown and "国办发〔2018〕118号第四条" in shown
    list_versions.submit(draft, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    address = reverse("list-version-publish", args=[draft.pk])
    shown = cast.client("head").get(address).content.decode()
    assert "应当公布的以下项目没有填写" in shown and "救济渠道" in shown


def test_a_fee_is_answered_by_its_text_or_by_yes_and_no(cast: Cast) -> None:
    row = item(cast, fee="")
    draft = drafted(row, cast.listadmin, ON, unit="许可科")
    assert "收费情况" in list_completeness.lacking(draft)
    other = drafted(
        item(cast, name="对无照经营的处罚", fee=""),
        cast.listadmin,
        ON,
        disclosed={"fee_charged": "否"},
    )
    assert "收费情况" not in list_completeness.lacking(other)


def test_a_whole_item_is_told_nothing(cast: Cast) -> None:
    keys = ("duties", "powers", "responsibilities", "procedure", "supervision")
    row = item(cast, time_limit="20个工作日", remedy="行政复议、行政诉讼。")
    draft = drafted(
        row, cast.listadmin, ON, unit="许可科", disclosed=dict.fromkeys(keys, "见清单说明。")
    )
    assert list_completeness.lacking(draft) == [] and list_completeness.told(draft) == ""


def test_a_subject_without_its_telephone_is_asked_for_it(cast: Cast) -> None:
    draft = drafted(cast.bureau, cast.listadmin, ON, phone="", duties="新的职责")
    told = list_completeness.told(draft)
    assert "咨询电话" in told and "职责" not in list_completeness.lacking(draft)


def test_an_item_that_rests_on_nothing_does_not_become_public(cast: Cast) -> None:
    row = item(cast, published_on=None, basis_text="")
    draft = drafted(row, cast.listadmin, ON, published_on=ON)
    with pytest.raises(RuleError, match="没有填写实施依据的事项不得公布") as refused:
        list_versions.submit(draft, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)
    assert refused.value.field == "basis_text"
    published(cast, fresh(row), ON, published_on=ON, basis_text="《行政处罚法》第二十八条")
    assert fresh(row).published_on == ON


def test_an_item_that_rests_on_nothing_does_not_become_public_with_its_agency(cast: Cast) -> None:
    below = factories.agency("云溪市市监二大队", parent=cast.bureau)
    type(below).objects.filter(pk=below.pk).update(status="pending")
    item(cast, agency=fresh(below), basis_text="")
    draft = drafted(fresh(below), cast.listadmin, ON, status="confirmed")
    with pytest.raises(RuleError, match="不得公布：对经营过期食品的处罚"):
        list_versions.submit(draft, by=cast.listadmin, on=ON, valid_from=ON, change_note=NOTE)


def test_what_is_public_already_may_still_be_corrected(cast: Cast) -> None:
    row = items.create(
        agency=cast.bureau,
        kind="penalty",
        name="旧事项",
        effective_from=SINCE,
        published_on=SINCE,
    )
    published(cast, row, ON, name="改正后的事项")
    assert fresh(row).name == "改正后的事项"


def test_lists_without_such_a_rule_are_told_nothing(cast: Cast) -> None:
    draft = drafted(cast.officers[0], cast.listadmin, ON, post="一级主任科员")
    assert list_completeness.told(draft) == ""
