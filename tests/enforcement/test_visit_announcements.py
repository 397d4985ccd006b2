"""Plans and limits that may not be announced: whose, when, by whom; and what the page says."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.errors import StaleError
from enforcement.models import Agency, InspectionCap, InspectionPlan, Item, ListVersion
from enforcement.services import inspection_lists
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.dossier import page, said
from tests.enforcement.prepared_visits import cap, entry, line, refused, written
from tests.enforcement.visits import ON, SINCE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
OTHERS = ["officer1", "unithead", "head", "reviewer", "publisher", "supervisor", "admin"]


@pytest.mark.parametrize("who", OTHERS)
def test_only_who_keeps_the_lists_announces(cast: Cast, who: str) -> None:
    row, item = line(cast), factories.inspection_item(cast.bureau, on=ON)
    by = cast.people[who]
    before = written()
    common: dict[str, Any] = {"by": by, "agency": cast.bureau, "item": item}
    days: dict[str, Any] = {"published_on": ON, "valid_from": ON, "basis": "公告"}
    months: dict[str, Any] = {
        "year": 2026,
        "target": "全部",
        "count": 1,
        "first_month": 1,
        "last_month": 2,
    }
    with pytest.raises(PermissionDenied):
        inspection_lists.add_plan(**common, **months)
    with pytest.raises(PermissionDenied):
        inspection_lists.add_cap(**common, times=1, **days)
    with pytest.raises(PermissionDenied):
        inspection_lists.publish_plan(row, by=by, on=ON)
    assert (InspectionPlan.objects.get().published_on, written()) == (None, before)


def test_the_lists_of_another_agency_stay_as_they_are(cast: Cast) -> None:
    theirs = factories.inspection_item(cast.other_bureau, on=ON)
    fields = {"agency": cast.other_bureau, "item": theirs}
    keeper = factories.someone(cast.other_bureau, "listadmin")
    row = line(cast)
    with refused("该执法主体的清单不由您维护", field="agency"):
        line(cast, **fields)
    with refused("该执法主体的清单不由您维护", field="agency"):
        cap(cast, 1, **fields)
    with refused("该执法主体的清单不由您维护", field="agency"):
        inspection_lists.publish_plan(row, by=keeper, on=ON)
    with refused("检查事项不属于该执法主体", field="item"):
        cap(cast, 1, item=theirs)


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [(1, 1, True), (1, 12, True), (12, 12, True), (2, 1, False), (12, 1, False)],
)
def test_a_line_runs_forward_within_its_year(
    cast: Cast, first: int, last: int, right: bool
) -> None:
    factories.inspection_item(cast.bureau, on=ON)
    if right:
        row = line(cast, first_month=first, last_month=last)
        assert (row.first_month, row.last_month, row.published_on) == (first, last, None)
        return
    with refused("结束月份早于开始月份", field="last_month"):
        line(cast, first_month=first, last_month=last)


@pytest.mark.parametrize(
    ("ends", "right"), [(None, True), (ON, True), (day(3, 4), True), (day(3, 2), False)]
)
def test_a_limit_ends_on_its_first_day_at_the_earliest(
    cast: Cast, ends: date | None, right: bool
) -> None:
    if right:
        assert cap(cast, 2, valid_from=ON, valid_to=ends).valid_to == ends
        return
    with refused("失效日期早于生效日期", field="valid_to"):
        cap(cast, 2, valid_from=ON, valid_to=ends)


def test_what_was_announced_is_in_the_log(cast: Cast) -> None:
    row = line(cast)
    added = json.loads(entry("inspectionplan.add", row).data)
    assert (added["item"], added["target"], added["count"]) == (row.item_id, "食品经营企业", 20)
    inspection_lists.publish_plan(row, by=cast.listadmin, on=ON)
    assert "2026-03-03" in entry("inspectionplan.publish", row).data
    limit = cap(cast, 3, grade="A类")
    told = json.loads(entry("inspectioncap.add", limit).data)
    assert (told["item"], told["times"], told["grade"]) == (None, 3, "A类")


def test_a_line_published_twice_keeps_its_first_day(cast: Cast) -> None:
    row = inspection_lists.publish_plan(line(cast), by=cast.listadmin, on=ON)
    with refused("该条目已经公布", article="", error=StaleError):
        inspection_lists.publish_plan(row, by=cast.listadmin, on=day(3, 9))
    assert InspectionPlan.objects.get().published_on == ON


def test_rows_are_public_from_their_day_and_of_confirmed_agencies(cast: Cast) -> None:
    row = inspection_lists.publish_plan(line(cast), by=cast.listadmin, on=ON)
    limit = cap(cast, 1, published_on=ON)
    for model, found in ((InspectionPlan, row), (InspectionCap, limit)):
        days = (day(3, 2), ON, day(3, 4))
        shown = [list(model.objects.public(on)) for on in days]
        assert shown == [[], [found], [found]]
    Agency.objects.filter(pk=cast.bureau.pk).update(status="closed")
    assert not (InspectionPlan.objects.public(ON) or InspectionCap.objects.public(ON))


def test_a_line_is_named_by_year_item_and_whom(cast: Cast) -> None:
    row = line(cast)
    assert str(row) == f"2026 {row.item}（食品经营企业）"


# ------------------------------------------------------------------------------- the pages
def typed(cast: Cast, name: str, **changes: Any) -> dict[str, Any]:
    """A filled form of a line or a limit."""
    today = timezone.localdate().isoformat()
    item = factories.inspection_item(cast.bureau, on=SINCE)
    same = {"agency": str(cast.bureau.pk), "item": str(item.pk)}
    own = {
        "plan-create": {
            "year": "2026",
            "target": "重点食品企业",
            "count": "7",
            "first_month": "3",
            "last_month": "9",
        },
        "cap-create": {
            "times": "3",
            "grade": "信用A类",
            "basis": "云市监公告〔2026〕8号",
            "published_on": today,
            "valid_from": today,
        },
    }
    return {**same, **own[name], **changes}


BAD = [
    ("plan-create", {"first_month": "9", "last_month": "3"}, "结束月份早于开始月份"),
    ("plan-create", {"first_month": "0"}, "id_first_month_error"),
    ("plan-create", {"last_month": "13"}, "id_last_month_error"),
    ("plan-create", {"count": "0"}, "id_count_error"),
    ("plan-create", {"count": "9" * 12}, "id_count_error"),
    ("plan-create", {"year": "1999"}, "id_year_error"),
    ("plan-create", {"target": ""}, "id_target_error"),
    ("cap-create", {"times": "-1"}, "id_times_error"),
    ("cap-create", {"times": "40000"}, "id_times_error"),
    ("cap-create", {"times": "9" * 30}, "id_times_error"),
    ("cap-create", {"basis": ""}, "id_basis_error"),
    ("cap-create", {"valid_from": "2026-13-01"}, "id_valid_from_error"),
    ("cap-create", {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "失效日期早于生效日期"),
]


@pytest.mark.parametrize(("name", "changes", "words"), BAD)
def test_a_refused_form_keeps_what_was_typed_and_says_where(
    cast: Cast, name: str, changes: dict[str, str], words: str
) -> None:
    data = typed(cast, name, **changes)
    text = said(cast.client("listadmin"), name, data)
    assert words in text
    kept = {key: value for key, value in data.items() if value and key not in ("agency", "item")}
    for value in kept.values():
        assert value in text
    assert not (InspectionPlan.objects.exists() or InspectionCap.objects.exists())


@pytest.mark.parametrize("name", ["plan-create", "cap-create"])
def test_the_form_offers_own_agencies_and_published_items(cast: Cast, name: str) -> None:
    made.item(cast, "公布了的检查")
    made.item(cast, "没有公布的检查", published_on=None)
    foreign = factories.inspection_item(cast.other_bureau, on=SINCE)
    Item.objects.filter(pk=foreign.pk).update(name="交通的检查")
    text = page(cast.client("listadmin"), name)
    assert "公布了的检查" in text
    assert "没有公布的检查" not in text
    assert "交通的检查" not in text
    assert cast.other_bureau.name not in text


@pytest.mark.parametrize("name", ["plan-create", "cap-create"])
def test_a_foreign_row_cannot_be_posted(cast: Cast, name: str) -> None:
    foreign = factories.inspection_item(cast.other_bureau, on=SINCE)
    for changes in ({"agency": str(cast.other_bureau.pk)}, {"item": str(foreign.pk)}):
        said(cast.client("listadmin"), name, typed(cast, name, **changes))
    assert not (InspectionPlan.objects.exists() or InspectionCap.objects.exists())


@pytest.mark.parametrize(
    ("name", "model"), [("plan-create", InspectionPlan), ("cap-create", InspectionCap)]
)
def test_a_good_form_is_kept_and_listed(cast: Cast, name: str, model: Any) -> None:
    client = cast.client("listadmin")
    answer = client.post(reverse(name), typed(cast, name))
    row = model.objects.get()
    drafts = ListVersion.objects.values_list("pk", flat=True)
    way = reverse("plan-list")
    if model is InspectionCap:
        way = reverse("list-version-detail", args=[drafts.get()])
    assert (answer.headers["Location"], row.published_on) == (way, None)
    assert row.created_by == cast.listadmin
    shown = "重点食品企业" if model is InspectionPlan else "信用A类"
    assert shown in page(client, "plan-list")


def test_an_empty_list_says_what_holds_instead(cast: Cast) -> None:
    text = page(cast.client("listadmin"), "plan-list")
    assert "尚未登记年度检查计划" in text
    assert "尚未公布频次上限；未公布的，按参照值执行" in text


def test_the_list_offers_each_act_to_who_may_do_it(cast: Cast) -> None:
    row = line(cast)
    ways = (reverse("plan-publish", args=[row.pk]), reverse("plan-create"), reverse("cap-create"))
    for who, offered in (("listadmin", True), ("officer1", False)):
        text = page(cast.client(who), "plan-list")
        assert [way in text for way in ways] == [offered] * 3
    inspection_lists.publish_plan(row, by=cast.listadmin, on=ON)
    text = page(cast.client("listadmin"), "plan-list")
    assert ways[0] not in text
    assert "2026-03-03" in text


def test_a_line_published_already_cannot_be_published_on_its_page(cast: Cast) -> None:
    row = inspection_lists.publish_plan(line(cast), by=cast.listadmin, on=ON)
    client = cast.client("listadmin")
    assert "当前状态下不能办理本事项" in page(client, "plan-publish", row.pk)
    asked = {"valid_from": timezone.localdate().isoformat(), "change_note": "首次公布。"}
    text = said(client, "plan-publish", asked, row.pk)
    assert "该条目已经公布" in text


def test_the_line_of_another_agency_does_not_exist_for_a_keeper(cast: Cast) -> None:
    keeper = factories.someone(cast.other_bureau, "listadmin")
    item = factories.inspection_item(cast.other_bureau, on=ON)
    row = inspection_lists.add_plan(
        by=keeper,
        agency=cast.other_bureau,
        item=item,
        year=2026,
        target="客运企业",
        count=3,
        first_month=1,
        last_month=1,
    )
    client = cast.client("listadmin")
    path = reverse("plan-publish", args=[row.pk])
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]
    assert "客运企业" not in page(client, "plan-list")
