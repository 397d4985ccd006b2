"""Foreigners and people named with their nation: papers typed in groups, names by nationality, parts of names."""

import pytest

from disclosure.redaction import FULL, Party, redact
from disclosure.redaction.queries import asks_for_a_person
from disclosure.redaction.spans import ORGANISATION, PERSON

HARRISON = Party("Michael John Harrison", PERSON, "当事人")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("护照号：GB 533 401 897，", "GB 533 401 897"),
        ("护照号码E 1234 5678。", "E 1234 5678"),
        ("护照（PASSPORT）号码：e1234 5678", "e1234 5678"),
        ("passport No. 533401897, ", "533401897"),
        ("Passport Number 533-401-897", "533-401-897"),
        ("持护照（英国，号码GB 533401897）", "GB 533401897"),
        ("永久居留身份证号KAZ 650 189 050 107 9。", "KAZ 650 189 050 107 9"),
        ("居留证：KAZ 6501 8905 0107 9", "KAZ 6501 8905 0107 9"),
        ("居留许可号码：12345678", "12345678"),
    ],
)
def test_a_paper_typed_in_groups_is_hidden_whole(text: str, number: str) -> None:
    found = redact(text)
    assert number in text
    assert (
        found.text.replace("[护照号码已隐去]", number).replace("[证件号码已隐去]", number) == text
    )
    assert redact(found.text).spans == []


@pytest.mark.parametrize(
    "text",
    [
        "护照签发日期2026-03-02",
        "护照2026-03-02签发",
        "护照咨询电话6202 3456",
        "护照办理窗口3号，12 345 678元",
        "居留许可有效期至20260301",
        "车间GB 533 401 897号钢卷",
        "依据GB 5749 2022检验",
    ],
)
def test_other_numbers_in_groups_stay(text: str) -> None:
    assert redact(text).text == text


def test_dates_behind_a_passport_stay() -> None:
    shown = redact("护照号码E 1234 5678 2026年3月2日签发").text
    assert shown == "护照号码[护照号码已隐去] 2026年3月2日签发"


def test_nobody_is_looked_for_by_a_passport_in_groups() -> None:
    assert asks_for_a_person("护照GB 533 401 897")
    assert not asks_for_a_person("GB 5749 2022")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Harrison称其在场", "M某称其在场"),
        ("HARRISON MICHAEL签字", "M某签字"),
        ("Harrison, Michael签字", "M某签字"),
        ("身份证号由HARRISON MICHAEL签字", "身份证号由M某签字"),
        ("身份证号由Michael J. Harrison签字", "身份证号由M某签字"),
        ("Mr. harrison签字", "Mr. M某签字"),
        ("Michael与Harrison", "M某与M某"),
        ("ＨＡＲＲＩＳＯＮ签字", "M某签字"),
        ("Michael John Harrison签字", "M某签字"),
    ],
)
def test_a_part_of_a_latin_name_stands_for_the_whole(text: str, shown: str) -> None:
    assert redact(text, [HARRISON]).text == shown


@pytest.mark.parametrize("text", ["Harrisons牌", "MacHarrison", "iJohn2", "Mic", "Peterson"])
def test_only_whole_words_are_parts_of_a_name(text: str) -> None:
    assert redact(text, [HARRISON]).text == text


def test_short_words_of_a_latin_name_stay_alone() -> None:
    party = Party("Li van Dyk", PERSON, "当事人")
    assert redact("Li van Dyk、van、Li、Dyk", [party]).text == "L某、van、Li、L某"


def test_an_organisation_keeps_the_name_it_shares() -> None:
    firm = Party("Harrison Trading Ltd", ORGANISATION, "当事人")
    shown = redact("Harrison Trading Ltd的负责人Harrison到场", [firm, HARRISON]).text
    assert shown == "Harrison Trading Ltd的负责人M某到场"


def test_the_full_policy_shows_parts_too() -> None:
    assert redact("Harrison签字", [HARRISON], name_policy=FULL).text == "Harrison签字"


def test_a_latin_name_found_in_the_text_is_hidden_in_parts() -> None:
    shown = redact("当事人：Michael John Harrison，男。Harrison承认。").text
    assert shown == "当事人：M某，男。M某承认。"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("山口由美", "山某某"), ("金哲洙", "金某某"), ("阮氏秋香", "阮某某"), ("松尾芭蕉", "松某某")],
)
@pytest.mark.parametrize("nation", ["日本籍", "韩国国籍", "越南籍，女", "法国人", "国籍：日本"])
@pytest.mark.parametrize(
    "text", ["{}（{}）到场。", "其妻{}（{}）到场。", "公司员工{}（{}）。", "被查获人员{}（{}）。"]
)
def test_who_stands_before_a_nationality_is_a_person(
    text: str, name: str, masked: str, nation: str
) -> None:
    assert redact(text.format(name, nation)).text == text.format(masked, nation)


@pytest.mark.parametrize("name", ["王强", "金哲洙", "马合木提", "扎西"])
@pytest.mark.parametrize("nation", ["汉族", "朝鲜族", "维吾尔族，男"])
def test_who_stands_before_a_nation_is_a_person(name: str, nation: str) -> None:
    shown = redact(f"公司电工{name}（{nation}）操作。").text
    assert shown == f"公司电工{name[0]}{'某' * min(2, len(name) - 1)}（{nation}）操作。"


def test_a_name_at_the_end_of_many_words_is_hidden() -> None:
    shown = redact("驻场的技术指导山口由美（日本籍）到场，山口由美承认").text
    assert "由美" not in shown
    assert shown.startswith("驻场的技术指导")


@pytest.mark.parametrize(
    "text",
    [
        "当事人（越南籍）逃离",
        "两名男子（缅甸籍）、外国人（俄罗斯国籍）",
        "东方红（巴拿马籍）货船、远洋号（巴拿马籍）",
        "阿里郎（朝鲜族）烤肉店",
        "云南省芒市（傣族景颇族）",
        "双江县（拉祜族佤族布朗族傣族自治县）",
        "销售泡菜（朝鲜族）、民歌（藏族）、服装（彝族）",
        "山水银饰（苗族传统工艺）",
        "甲公司（香港籍）、保险公司（中国人寿）",
        "双语教师（维吾尔族）",
        "依据《民族区域自治法》（汉族）",
        "执法人员艾尼瓦尔（维吾尔族）到场",
        "执法人员：金哲洙（朝鲜族）",
        "高级技工（户籍外地）、古籍（善本）",
    ],
)
def test_what_is_no_person_stays_before_a_nation(text: str) -> None:
    assert redact(text).text == text
