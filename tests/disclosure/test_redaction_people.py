"""Names of people: every spelling, titles and file names, numbering, offsets beyond the BMP."""

import pytest

from disclosure.redaction import FULL, HIDDEN, Party, mask_name, redact, redact_fields
from disclosure.redaction.spans import ORGANISATION, PERSON, SOLE_TRADER, apply

ZHANG = Party("张小明", PERSON, "当事人")
UYGHUR = Party("买买提·吐尔逊", PERSON, "当事人")
DOTS = "·•・‧．∙⋅"


@pytest.mark.parametrize(
    "spelling",
    [
        "张小明",
        "张 小 明",
        "张　小明",
        "张\n小明",
        "张\u200b小\u200b明",
        "张\u2060小明",
        "张\t小明",
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "{}违反禁渔区规定案",
        "云市监罚〔2026〕1号-{}",
        "{}_询问笔录.docx",
        "附件3（{}）.pdf",
        "关于对{}行政处罚的决定",
        "我局于2026年对{}立案，{}到案。",
        "𠮷𠮷{}𠮷",
    ],
)
def test_a_known_name_is_hidden_in_every_spelling_and_place(spelling: str, sentence: str) -> None:
    text = sentence.replace("{}", spelling)
    result = redact(text, [ZHANG])
    assert "小明" not in "".join(result.text.split()).replace("\u200b", "")
    assert result.text.count("张某某") == sentence.count("{}")
    assert apply(text, result.spans) == result.text


@pytest.mark.parametrize("dot", [*DOTS, "", ".", "-", " · ", "· "])
def test_a_name_with_a_middle_dot_is_hidden_whatever_the_dot(dot: str) -> None:
    assert redact(f"对买买提{dot}吐尔逊作出处罚", [UYGHUR]).text == "对买某作出处罚"


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("张三", "张某"),
        ("张三丰", "张某某"),
        ("欧阳锋", "欧阳某"),
        ("欧阳小锋", "欧阳某某"),
        ("司马相如", "司马某某"),
        ("上官婉儿", "上官某某"),
        ("欧阳", "欧某"),
        ("买买提·吐尔逊", "买某"),
        ("阿卜杜热合曼·买买提依明", "阿某"),
        ("古丽•阿依", "古某"),
        ("John Smith", "J某"),
        ("jean", "J某"),
        (" 张 三 ", "张某"),
        ("爱新觉罗启星", "爱某某"),
    ],
)
def test_the_mask_keeps_no_more_than_the_court_rule(name: str, mask: str) -> None:
    assert mask_name(name) == mask
    assert mask_name(name, 2) == f"{mask}2"


def test_equal_masks_are_numbered_in_order_of_appearance_and_stay_so() -> None:
    people = [Party(name, PERSON, role) for name, role in (("张伟", "当事人"), ("张强", "证人"))]
    text = "张强先到，张伟后到。张伟称张强在场，张强承认。"
    assert redact(text, people).text == "张某1先到，张某2后到。张某2称张某1在场，张某1承认。"


def test_numbers_step_over_those_the_text_already_holds() -> None:
    people = [Party("张伟", PERSON, "当事人"), Party("张强", PERSON, "证人")]
    shown = redact("张某1曾到场；张伟、张强在场，张某3离开。", people).text
    assert shown == "张某1曾到场；张某2、张某4在场，张某3离开。"


def test_numbering_is_one_for_all_fields_and_starts_anew_in_another_document() -> None:
    people = [Party("张伟", PERSON, "当事人"), Party("张强", PERSON, "证人")]
    fields = redact_fields({"title": "张伟案", "facts": "张强举报张伟。"}, people)
    assert [fields[key].text for key in fields] == ["张某1案", "张某2举报张某1。"]
    assert redact("张强举报。", people).text == "张某举报。"


def test_a_longer_name_is_never_cut_by_a_shorter_one() -> None:
    people = [Party(name, PERSON, "当事人") for name in ("张伟", "张伟强", "欧阳伟", "阳伟")]
    result = redact("张伟强、张伟、欧阳伟与阳伟到场", people)
    assert [span.name for span in result.spans] == ["张伟强", "张伟", "欧阳伟", "阳伟"]
    assert "伟" not in result.text


def test_shown_organisations_do_not_uncover_the_person_beside_them() -> None:
    shop = Party("云溪市张小明食品店", SOLE_TRADER, "当事人")
    text = "当事人云溪市张小明食品店，经营者张小明，云溪市张小明食品店门口。"
    shown = redact(text, [shop, Party("张小明", PERSON, "经营者")]).text
    assert shown.count("云溪市张小明食品店") == 2
    assert "经营者张某某" in shown


def test_a_sole_trader_under_his_own_name_is_a_person() -> None:
    assert (
        redact("张小明占道经营", [Party("张小明", SOLE_TRADER, "当事人")]).text == "张某某占道经营"
    )
    firm = Party("张小明", ORGANISATION, "当事人")
    assert redact("张小明占道经营", [firm]).text == "张小明占道经营"


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        (FULL, "张小明殴打李某某，王某作证。"),
        (HIDDEN, "[姓名已隐去]殴打[姓名已隐去]，[姓名已隐去]作证。"),
    ],
)
def test_a_policy_uncovers_the_punished_party_and_nobody_else(policy: str, shown: str) -> None:
    people = [ZHANG, Party("李小红", PERSON, "受害人"), Party("王强", PERSON, "证人")]
    assert redact("张小明殴打李小红，王强作证。", people, name_policy=policy).text == shown


def test_the_full_policy_still_hides_every_number_of_the_punished_party() -> None:
    text = "张小明，身份证号11010519491231002X，电话13800138000，车牌豫A12345。"
    result = redact(text, [ZHANG], name_policy=FULL)
    assert result.text.startswith("张小明，")
    assert [span.type for span in result.spans] == ["ID_CARD", "MOBILE", "PLATE"]


@pytest.mark.parametrize("pad", ["", "𠮷", "👮🏽", "é", "𡈽𠀋" * 5, "\U0010fffe"])
def test_offsets_count_characters_also_behind_those_outside_the_basic_plane(pad: str) -> None:
    text = f"{pad}张小明{pad}，电话13800138000{pad}。"
    result = redact(text, [ZHANG])
    found = [(span.type, text[span.start : span.end]) for span in result.spans]
    assert found == [("PERSON", "张小明"), ("MOBILE", "13800138000")]
    assert result.text == f"{pad}张某某{pad}，电话[手机号码已隐去]{pad}。"


def test_overlapping_finds_become_one_span_that_covers_all_of_them() -> None:
    text = "银行卡号11010519491231002X，联系电话：13800138000、账号13800138000。"
    result = redact(text)
    ends = [(span.start, span.end) for span in result.spans]
    assert ends == sorted(ends)
    assert all(left[1] <= right[0] for left, right in zip(ends, ends[1:], strict=False))
    assert "138" not in result.text and "1949" not in result.text


@pytest.mark.parametrize(
    "text",
    [
        "张小明（身份证号11010519491231002X）住云溪市示范路88号3单元502室，电话138 0013 8000。",
        "证人李小红、王强，微信abc12345，车牌豫AD12345，卡号6228480402564890018。",
        "买买提·吐尔逊患有糖尿病，1985年3月2日出生。",
        "张某1、张小明、[住址已隐去]、[身份证号码已隐去]X",
    ],
)
def test_a_second_pass_over_the_public_text_changes_nothing(text: str) -> None:
    people = [ZHANG, UYGHUR]
    once = redact(text, people)
    twice = redact(once.text, people)
    assert (twice.text, twice.spans) == (once.text, [])


def test_every_hidden_range_says_why_and_under_which_rule() -> None:
    text = "张小明，身份证号11010519491231002X，电话13800138000，车牌豫A12345，邮箱a1@b.cn。"
    for span in redact(text, [ZHANG]).spans:
        assert "（" in span.reason and span.reason.endswith("）"), span
        assert text[span.start : span.end] not in span.reason


def test_nothing_is_hidden_where_nothing_is_private() -> None:
    text = (
        "云溪市晨星商贸有限公司（统一社会信用代码91350100M000100Y43）于2026年3月2日销售过期饼干，"
        "违反《中华人民共和国食品安全法》第三十四条，决定罚款2000.00元。执法人员安试一、安试二。"
    )
    firm = Party("云溪市晨星商贸有限公司", ORGANISATION, "当事人")
    assert redact(text, [firm]).text == text


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "，", "某", "张", "·", "\u200b", "［］", "A" * 5000]
)
def test_texts_of_nothing_come_back_as_they_were(text: str) -> None:
    result = redact(text, [ZHANG, UYGHUR])
    assert (result.text, result.spans) == (text, [])


@pytest.mark.parametrize("name", ["", " ", "某", "张", "公司", "***", ".*", "张(小", "[a-z]+"])
def test_a_party_whose_name_is_no_name_or_looks_like_a_pattern_breaks_nothing(name: str) -> None:
    text = "当事人（张小）经营a-z超市，公司公章***。"
    shown = redact(text, [Party(name, PERSON, "当事人")]).text
    assert "公司公章" in shown and "a-z超市" in shown
