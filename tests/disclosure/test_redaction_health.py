"""Illnesses, injuries and disabilities of somebody are hidden; those that a rule or a shop speaks of stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.redaction import Party, redact
from disclosure.redaction.conditions import find_health
from disclosure.redaction.lexicon import words
from disclosure.redaction.spans import PERSON

WHO = [Party("钟离大山", PERSON, "当事人")]


def told(text: str) -> str:
    return redact(text, WHO).text


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("钟离大山的妻子因脑出血后遗症常年卧床。", "脑出血后遗症"),
        ("钟离大山系肢体残疾三级，靠低保生活。", "肢体残疾三级"),
        ("事发时钟离大山怀孕五个月。", "怀孕"),
        ("钢筋坠落致钟离大山右小腿开放性骨折。", "右小腿开放性骨折"),
        ("工友送钟离大山就医，医院记载其为重度烧伤。", "重度烧伤"),
        ("其母亲常年患病，右眼失明，需要人照看。", "右眼失明"),
        ("死者生前有冠心病、高血压等基础疾病。", "高血压"),
        ("你因慢性肾衰竭长期透析，家庭困难。", "慢性肾衰竭"),
        ("患儿被热水烫伤双腿。", "烫伤双腿"),
        ("该职工经鉴定为矽肺二期。", "矽肺二期"),
        ("乘客腰椎骨折、左侧肋骨骨折，已住院。", "腰椎骨折"),
        ("钟离大山的糖尿病一直没有治好。", "糖尿病"),
    ],
)
def test_a_condition_in_a_sentence_about_somebody_is_hidden(text: str, fact: str) -> None:
    assert fact not in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "该药品适用于高血压、糖尿病的辅助治疗。",
        "当事人在广告中宣称其产品可以治疗肺癌、肝硬化。",
        "未按规定开展结核病防治工作。",
        "狂犬病疫苗、乙肝疫苗的储存温度超过规定。",
        "市精神病医院、结核病防治所已经整改。",
        "《中华人民共和国职业病防治法》第三十五条。",
        "应当为残疾人提供便利，设置无障碍设施。",
        "“用人单位不得安排孕妇从事接触尘肺危害的作业”",
        "牛布鲁氏菌病检测结果为阴性。",
        "锅炉爆炸、管道破裂、设备损伤。",
    ],
)
def test_what_is_nobodys_condition_stays(text: str) -> None:
    assert redact(text).text == text


def test_of_two_people_the_sentence_decides() -> None:
    text = "仓库存有治疗痛风的药。钟离大山因痛风走不动路。"
    assert told(text).count("痛风") == 1


@pytest.mark.parametrize("illness", sorted(words("illnesses")))
def test_every_illness_of_the_list_is_hidden_behind_a_name(illness: str) -> None:
    assert illness not in told(f"钟离大山因{illness}没有到场。")


@given(st.sampled_from(sorted(words("body_parts"))), st.sampled_from(sorted(words("hurts"))))
def test_whatever_befalls_any_part_of_the_body_is_hidden(part: str, hurt: str) -> None:
    text = f"事故造成死者{part}{hurt}。"
    hidden = {i for one in find_health(text) for i in range(one.start, one.end)}
    assert set(range(text.index(part), text.index("。"))) <= hidden


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("当事人系精神二级残疾人，", "当事人系[健康信息已隐去]，"),
        ("精神二级残疾人，申请从轻", "[健康信息已隐去]，申请从轻"),
        ("残疾人证载明视力一级。", "残疾人证载明[健康信息已隐去]。"),
        ("当事人因工伤评定为四级伤残，", "当事人因工伤评定为[健康信息已隐去]，"),
        ("当事人怀孕六个月，", "当事人[健康信息已隐去]，"),
        ("其已怀孕6个多月", "其已[健康信息已隐去]"),
        ("其怀有身孕，孕28周。", "其[健康信息已隐去]，[健康信息已隐去]。"),
    ],
)
def test_disabilities_and_pregnancies_of_persons_are_hidden(text: str, left: str) -> None:
    assert redact(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "不得对怀孕七个月以上的女职工安排夜班劳动",
        "一级至四级伤残职工",
        "怀孕六个月的母牛",
        "场内种羊已怀孕三个月",
        "精神二级残疾人标准",
        "肢体二级以上残疾人",
        "“视力一级残疾人免收费用”",
        "孕产期保健",
    ],
)
def test_disabilities_and_pregnancies_of_rules_and_animals_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("民族：回族，宗教信仰：伊斯兰教，", "民族：回族，宗教信仰：[宗教信仰已隐去]，"),
        ("宗教信仰 佛教\n", "宗教信仰 [宗教信仰已隐去]\n"),
        ("其宗教信仰为天主教。", "其宗教信仰为[宗教信仰已隐去]。"),
        (
            "| 姓名 | 宗教信仰 |\n| 牛某 | 道教 |",
            "| 姓名 | 宗教信仰 |\n| 牛某 | [宗教信仰已隐去] |",
        ),
    ],
)
def test_what_somebody_believes_is_hidden_behind_its_label(text: str, left: str) -> None:
    result = redact(text)
    assert result.text == left
    assert [one.type for one in result.spans] == ["BELIEF"]
    assert redact(left).text == left


@pytest.mark.parametrize(
    "text",
    [
        "公民有宗教信仰自由",
        "宗教信仰：无",
        "尊重少数民族宗教信仰和风俗习惯",
        "未经批准举办佛教活动",
        "违反《宗教事务条例》",
    ],
)
def test_religion_without_its_label_stays(text: str) -> None:
    assert redact(text).text == text
