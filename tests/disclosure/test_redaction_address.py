"""Homes of natural persons are hidden; places of business and of the agency stay."""

from time import perf_counter

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.address import find_addresses

LONGEST = 5  # seconds; before digits were bounded this took minutes
HOME = "浙江省某市和平区建设大道9号7栋5单元2432室"
VILLAGE = "某县塘源口乡白石村白石51号"


@pytest.mark.parametrize(
    "text",
    [
        "当事人：甲某，男，住址：{}，身份证",
        "当事人：甲某\n住 址：{}\n",
        "当事人：甲某，男，汉族，住{}，农民",
        "当事人：甲某，家住{}。",
        "姓名：甲某，户籍所在地：{}；",
        "当事人：甲某\n住所：{}\n职务：副经理",
        "当事人：甲某\n职务：时任某支公司临时负责人\n住所：{}\n依据",
        "当事人：甲某\n职务：时任某公司银行保险部经理\n住所：{}\n依据",
        "现住址为{}，",
        "住址{}身份证号",
        "受处罚人：甲某 地址：{} 经查",
        "被处罚单位：某公司\n法定代表人：甲某，男，住址：{}\n",
    ],
)
@pytest.mark.parametrize("home", [HOME, VILLAGE])
def test_homes_are_hidden_from_the_division_to_the_door(text: str, home: str) -> None:
    assert redact(text.format(home)).text == text.format("[住址已隐去]")


@pytest.mark.parametrize(
    "text",
    [
        "当事人：某某食品有限公司\n住所：某市某区文一西路969号3幢5层\n法定代表人：甲某",
        "某某建设有限公司：\n法定代表人：甲某\n地址：某市某区民族大道137号",
        "名称：某某药店，经营场所：某市某路12号1单元101室",
        "制造商：某某电器厂，地址：某县百步镇五丰工业区",
        "统一社会信用代码：91350100M000100Y43\n住址：某市板桥镇本廉村\n法定代表人：甲某",
        "某某煤炭加工厂（地址：某市东洲区龙凤街）",
    ],
)
def test_addresses_of_organisations_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "如不服，可申请行政复议。地址：某市西湖区文三路1号 邮编：310000",
        "我局地址：某市某大道33号 邮编：530021",
        "将罚款交至某银行某支行（地址：某市江滨路188号）",
        "变更住所、法定代表人的，由住所地人民法院管辖",
        "在住宅小区内，住房城乡建设部规定",
    ],
)
def test_addresses_of_the_agency_and_mere_mentions_stay(text: str) -> None:
    assert redact(text).text == text


def test_the_kind_of_the_only_party_decides_where_the_text_does_not_say() -> None:
    text = "住所：某市某区文一西路969号"
    assert redact(text, [Party("某某公司", "org")]).text == text
    assert redact(text, [Party("甲乙", "person")]).text == "住所：[住址已隐去]"


def test_a_flat_is_hidden_even_as_the_address_of_an_organisation_with_its_own_reason() -> None:
    result = redact(f"当事人：某某有限公司\n住所：{HOME}\n法定代表人：甲某")
    assert result.text == "当事人：某某有限公司\n住所：[住址已隐去]\n法定代表人：甲某"
    assert "审核人" in redact(f"后来搬离{HOME}居住").spans[0].reason


def test_a_home_named_in_passing_is_hidden() -> None:
    assert redact(f"在{VILLAGE}家中查获").text == "在[住址已隐去]家中查获"


def test_an_address_run_into_a_date_or_label_ends_there() -> None:
    assert redact(f"农民，住{VILLAGE}2017年9月27日，").text == "农民，住[住址已隐去]2017年9月27日，"
    assert redact(f"住址：{VILLAGE}联系电话").text == "住址：[住址已隐去]联系电话"


def test_a_long_run_of_digits_is_read_at_once() -> None:
    begun = perf_counter()
    assert list(find_addresses("1" * 8000, [])) == []
    assert perf_counter() - begun < LONGEST


IN_PARTS = "绿地世纪城C区，16栋，2单元，9层0902"


@pytest.mark.parametrize(
    "text",
    [
        "送达地址：青山市湖滨区{}",
        "当事人牛某，男，送达地址：青山市湖滨区{}。",
        "当事人：某某有限公司\n法定代表人：甲某\n送达地址：{}。经查",
        "经查，当事人确认送达地址：青山市湖滨区{}。本局送达。",
        "现住青山市湖滨区{}，务农",
        "钟离大山家在青山市湖滨区{}，务农",
        "货物存放于{}，已登记",
    ],
)
def test_a_home_is_hidden_behind_its_commas_too(text: str) -> None:
    shown = redact(text.format(IN_PARTS)).text
    assert not any(part in shown for part in ("16栋", "2单元", "9层", "0902")), shown
    assert shown.endswith(text.rpartition("{}")[2])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"住址：{VILLAGE}，3层楼房一栋", "住址：[住址已隐去]，3层楼房一栋"),
        (f"住址：{VILLAGE}，2026年3月", "住址：[住址已隐去]，2026年3月"),
        (
            "当事人：某某有限公司\n住所：某市某区文一西路969号，3幢，5层\n法定代表人：甲某",
            "当事人：某某有限公司\n住所：某市某区文一西路969号，3幢，5层\n法定代表人：甲某",
        ),
        ("新建2号楼，3栋，5单元，共12层", "新建2号楼，3栋，5单元，共12层"),
    ],
)
def test_what_is_no_part_of_a_home_stays_behind_the_comma(text: str, left: str) -> None:
    assert redact(text).text == left
