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
