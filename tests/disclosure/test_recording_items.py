"""The public register of what must be recorded, by agency and day, as a page and as a sheet."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import tables
from disclosure import recording_items
from enforcement.models import Agency
from enforcement.profiles import NATIONAL, PROFILE_KEYS, load
from tests import factories, registers
from tests.base import Cast
from tests.people import VALID_FROM

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = date(2026, 4, 1)
FIRST_DAY = date(2018, 12, 5)
URL = "/recording-items/"


def body(query: str = "", status: int = 200) -> str:
    answer = Client().get(URL + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def of(profile: str) -> Agency:
    return factories.agency(f"示范{profile}", profile=profile, prefix="示")


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_profile_fills_every_column_of_the_register(profile: str) -> None:
    for line in recording_items.lines(of(profile), ON):
        assert all(value for _name, value in line.cells()), line.activity


def test_an_agency_lists_only_the_kinds_of_its_jurisdiction() -> None:
    found = recording_items.lines(of("datong_commerce"), ON)
    kinds = {kind for line in found for kind in line.kinds}
    assert kinds == {"coercion", "penalty", "inspection"}
    assert [line.number for line in found] == list(range(1, len(found) + 1))


def test_the_duty_is_that_of_the_profile() -> None:
    old = {line.activity: line for line in recording_items.lines(of("changzhi_police"), ON)}
    new = {line.activity: line for line in recording_items.lines(of(NATIONAL), ON)}

    assert "不能以文字说明代替" in old["现场检查、随机抽查"].remark
    assert "可以不进行音像记录" in new["现场检查、随机抽查"].remark
    assert old["现场检查、随机抽查"].article.startswith("长治市公安局")
    assert new["查封扣押财产、强制拆除"].whole == "全程"
    assert new["直接送达、窗口受理"].whole == "可以不记录"


def test_how_long_it_is_kept_follows_the_rules_of_the_place() -> None:
    police = recording_items.lines(of("changzhi_police"), ON)
    others = recording_items.lines(of(NATIONAL), ON)

    assert {line.kept for line in others} == {"与案卷保管期限相同"}
    assert all("6 个月" in line.kept and "永久" in line.kept for line in police)


def test_nothing_is_listed_before_the_duty_to_publish() -> None:
    agency = of(NATIONAL)
    assert recording_items.lines(agency, date(2018, 12, 4)) == []
    assert recording_items.lines(agency, FIRST_DAY)


def test_the_first_day_is_in_every_profile_with_its_document() -> None:
    for key in PROFILE_KEYS:
        rules = load(key)
        assert rules.public_since() == FIRST_DAY
        assert "118号" in rules.article("publicity.since")


def test_every_activity_that_must_be_recorded_is_described() -> None:
    for key in PROFILE_KEYS:
        rules = load(key)
        activities = {row["activity"] for row in rules.recording_rules()}
        assert activities <= set(rules.recording_details())
        assert all(row["ways"] for row in rules.recording_details().values())
        assert all(
            set(row["ways"]) <= set(recording_items.WAYS)
            for row in rules.recording_details().values()
        )


def test_the_page_shows_the_chosen_agency(cast: Cast) -> None:
    shown = body(f"?agency={cast.bureau.pk}")

    assert cast.bureau.name in shown and "查封扣押财产、强制拆除" in shown
    assert "记录开始时间" in shown and "到达现场、表明身份时" in shown
    assert "export.csv?agency=" in shown
    assert "没有符合条件的执法主体" in body("?agency=999999")


def test_the_page_says_that_nothing_was_public_long_ago(cast: Cast) -> None:
    shown = body(f"?agency={cast.bureau.pk}&on=1800-01-01")

    assert "1800-01-01 尚未公布任何内容" in shown and "2018-12-05" in shown
    assert "查封扣押财产、强制拆除" not in shown and "export.csv" not in shown


def test_a_bad_day_is_refused(cast: Cast) -> None:
    body("?on=2026-13-01", status=400)
    assert Client().get(f"{URL}export.csv?on=2026-13-01").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sheet_holds_what_the_page_shows(cast: Cast, kind: str) -> None:
    url = reverse("recording-items-export", args=[kind])
    answer = Client().get(f"{url}?agency={cast.bureau.pk}")

    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    rows = cells_of(answer.content)
    assert rows[0] == [*recording_items.columns(), "公布方式"]
    lines = recording_items.lines(cast.bureau, ON)
    assert rows[1:] == [[*(value for _name, value in line.cells()), "依规定"] for line in lines]


def cells_of(content: bytes) -> list[list[str]]:
    (sheet,) = tables.read_bytes(content)
    return [[str(cell) for cell in cells] for _number, cells in sheet.rows]


def test_another_kind_of_sheet_is_not_there(cast: Cast) -> None:
    assert Client().get(f"{URL}export.pdf?agency={cast.bureau.pk}").status_code == 404


def test_there_is_no_sheet_of_a_day_before(cast: Cast) -> None:
    asked = f"{URL}export.csv?agency={cast.bureau.pk}&on="
    assert Client().get(asked + str(VALID_FROM)).status_code == 200
    for day in (VALID_FROM - timedelta(days=1), date(1800, 1, 1)):
        assert Client().get(asked + str(day)).status_code == 404


# --- who was on the list of agencies on the day ---------------------------------------------------
TABLES = ("recording-items", "review-catalogue-list")
MACHINES = ("api-recording-items", "api-review-catalogue-list")


@pytest.mark.parametrize("name", [*TABLES, *MACHINES])
def test_a_day_to_come_is_refused(cast: Cast, name: str) -> None:
    today = timezone.localdate()
    for day in (today + timedelta(days=1), date(9999, 1, 1)):
        answer = Client().get(reverse(name), {"on": str(day)})
        told = answer.content.decode() if name in TABLES else answer.json()["fields"]["on"][0]
        assert answer.status_code == 400 and "不能查询今天以后的内容" in told
        assert f"{day} 适用" not in told
    assert Client().get(reverse(name), {"on": str(today)}).status_code == 200


def test_a_list_to_come_is_told_as_what_is_published_now(cast: Cast) -> None:
    today = timezone.localdate()
    url = reverse("review-catalogue-detail", args=[cast.bureau.pk])
    coming = Client().get(url, {"on": str(today + timedelta(days=1))}).content.decode()
    assert f"按已公布的内容，自 {today + timedelta(days=1)} 起适用的清单" in coming
    assert f"{today} 适用的清单" in Client().get(url, {"on": str(today)}).content.decode()


def newcomer() -> Agency:
    day = VALID_FROM + timedelta(days=9)
    return factories.agency("后来公告的机关", prefix="后", announced_on=day)


@pytest.mark.parametrize("name", TABLES)
def test_an_agency_is_on_no_page_of_a_day_before_it_was_listed(cast: Cast, name: str) -> None:
    row = newcomer()

    def text(day: date, **asked: Any) -> str:
        answer = Client().get(reverse(name), {"on": str(day), **asked})
        assert answer.status_code == 200
        # The form offers every agency of today.
        return re.sub(r"<select.*?</select>", "", answer.content.decode(), flags=re.S)

    first = row.announced_on
    assert first is not None
    before = first - timedelta(days=1)
    assert row.name in text(first, agency=row.pk)
    assert "该日清单上没有" not in text(first, agency=row.pk)
    told = text(before, agency=row.pk)
    assert f"{before} 该日清单上没有该执法主体" in told
    assert row.name not in told and "适用" not in told.split("该日清单上")[1]
    assert cast.government.name in text(before) and row.name not in text(before)
    assert "该日清单上没有执法主体" in text(VALID_FROM - timedelta(days=1))


@pytest.mark.parametrize("name", MACHINES)
def test_the_api_has_the_agencies_of_the_day(cast: Cast, name: str) -> None:
    row = newcomer()

    def keys(day: date, **asked: Any) -> list[int]:
        answer = Client().get(reverse(name), {"on": str(day), **asked})
        return [each["agency"]["id"] for each in answer.json()["results"]]

    first = row.announced_on
    assert first is not None
    before = first - timedelta(days=1)
    assert keys(first, agency=row.pk) == [row.pk] and keys(before, agency=row.pk) == []
    listed = Client().get(reverse("api-agency-list"), {"on": str(before)}).json()["results"]
    assert keys(before) == [each["id"] for each in listed] and row.pk not in keys(before)
    assert row.pk in keys(timezone.localdate())


@pytest.mark.parametrize("name", MACHINES)
def test_an_agency_more_costs_what_it_costs_in_the_list_of_agencies(cast: Cast, name: str) -> None:
    day = VALID_FROM + timedelta(days=30)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get(reverse(name), {"on": str(day)}).json()["results"]
        return len(seen)

    few = queries()
    for number in range(5):
        factories.agency(f"第{number}个机关", prefix=f"第{number}")
    assert queries() <= few + 5, "one for the standing of each"


# --- the same fault in the other registers ------------------------------------------------------


def test_a_catalogue_of_review_of_long_ago_is_not_todays(cast: Cast) -> None:
    old = factories.agency("早就公告的机关", prefix="早", announced_on=date(2018, 1, 1))
    url = reverse("review-catalogue-detail", args=[old.pk])

    early = Client().get(f"{url}?on=1800-01-01").content.decode()
    later = Client().get(f"{url}?on={FIRST_DAY}").content.decode()

    assert "1800-01-01 尚未公布任何内容" in early
    assert "应当进行法制审核的决定" not in early and "由承办人逐项判断的情形" not in early
    assert "应当进行法制审核的决定" in later


def test_before_it_was_announced_an_agency_has_no_catalogue_of_review(cast: Cast) -> None:
    row = factories.agency("后来公告的机关", prefix="后", announced_on=date(2026, 2, 1))
    url, machine = (
        reverse(name, args=[row.pk])
        for name in ("review-catalogue-detail", "api-review-catalogue-detail")
    )
    before, since = "2026-01-31", "2026-02-01"

    early = Client().get(f"{url}?on={before}").content.decode()
    assert f"{before} 该日清单上没有该执法主体" in early
    assert "应当进行法制审核的决定" not in early and f"export.csv?on={before}" not in early
    for closed in (f"{url}export.csv?on={before}", f"{machine}?on={before}"):
        assert Client().get(closed).status_code == 404
    assert "应当进行法制审核的决定" in Client().get(f"{url}?on={since}").content.decode()
    for open_then in (f"{url}export.csv?on={since}", f"{machine}?on={since}"):
        assert Client().get(open_then).status_code == 200


def test_the_list_and_the_api_of_catalogues_say_the_same(cast: Cast) -> None:
    early = factories.agency("早就公告的机关", prefix="早", announced_on=date(2018, 1, 1))
    asked = {"on": str(FIRST_DAY - timedelta(days=1))}
    listed = Client().get(reverse("review-catalogue-list"), asked)
    assert listed.status_code == 200
    assert "该日尚未公布任何内容" in listed.content.decode()
    (row,) = Client().get(reverse("api-review-catalogue-list"), asked).json()["results"]
    assert row["agency"]["id"] == early.pk and row["rules"] == row["questions"] == []


# ----------------------------------------------------------------------------- days and own lists
@pytest.mark.parametrize(
    ("activity", "day", "said"),
    [
        ("治安案件由一名人民警察实施的活动、当场检查和扣押", date(2025, 12, 31), None),
        ("治安案件由一名人民警察实施的活动、当场检查和扣押", date(2026, 1, 1), "治安管理处罚法"),
        ("当事人拒绝签名或者不到场", date(2022, 10, 31), None),
        ("当事人拒绝签名或者不到场", date(2022, 11, 1), "市场监督管理行政处罚程序规定"),
    ],
)
def test_a_duty_is_listed_from_the_day_of_its_rule(
    activity: str, day: date, said: str | None
) -> None:
    found = {line.activity: line for line in recording_items.lines(of("changzhi_police"), day)}

    assert (activity in found) is (said is not None)
    assert said is None or found[activity].article.startswith(said)


@pytest.mark.parametrize(
    ("activity", "later", "day"),
    [
        ("留置送达", "民事诉讼法第八十九条", date(2022, 1, 1)),
        ("公告送达", "市场监督管理行政处罚程序规定第八十二条", date(2022, 11, 1)),
    ],
)
def test_a_law_is_cited_only_since_it_says_so(activity: str, later: str, day: date) -> None:
    agency = of(NATIONAL)

    def cited(on: date) -> str:
        found = {line.activity: line for line in recording_items.lines(agency, on)}
        return found[activity].article

    assert later in cited(day) and later in cited(ON)
    assert later not in cited(day - timedelta(days=1)) and "118号第八条" in cited(
        day - timedelta(days=1)
    )


def test_the_agency_s_own_list_stands_above_the_rules(cast: Cast) -> None:
    version = registers.opened(cast.bureau, cast.listadmin, "recording")
    asked = f"?agency={cast.bureau.pk}"
    assert "示范recording" not in body(asked), "not before it is approved"
    registers.published(version, cast.listadmin, cast.head)

    page = body(f"{asked}&on={registers.FROM}")
    assert page.index("示范recording") < page.index("规则要求记录的环节")
    assert f'recorded-matters/{version.entry_id}/?on={registers.FROM}"' in page
    before = registers.FROM - timedelta(days=1)
    assert "示范recording" not in body(f"{asked}&on={before}")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_agency_s_own_list_stands_above_the_rules_in_the_sheet(cast: Cast, kind: str) -> None:
    registers.published(
        registers.opened(cast.bureau, cast.listadmin, "recording", remark="一\n二"),
        cast.listadmin,
        cast.head,
    )

    def rows(on: date) -> list[list[str]]:
        url = reverse("recording-items-export", args=[kind])
        found = Client().get(url, {"agency": cast.bureau.pk, "on": str(on)})
        return cells_of(found.content)

    head, first, *others = rows(registers.FROM)
    said = dict(zip(head, first, strict=True))
    assert (said["序号"], said["公布方式"], said["执法类别"]) == ("1", "本机关公布", "行政强制")
    assert said["执法事项和记录环节"] == "示范recording：清点物品、张贴封条"
    assert said["记录方式"] == "录像、执法记录仪" and said["是否全程记录"] == "全程"
    assert said["备注"].splitlines() == ["一", "二"]
    assert {row[-1] for row in others} == {"依规定"}
    assert len(others) == len(recording_items.lines(cast.bureau, registers.FROM))
    assert "本机关公布" not in str(rows(registers.FROM - timedelta(days=1)))
