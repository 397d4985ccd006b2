"""Officers keep their names, however these are made and wherever their certificates stand; nobody else does."""

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.spans import PERSON

STORY = "当事人：孙立，男。"


@pytest.mark.parametrize(
    "text",
    [
        "检查人员：帕提古丽·艾山（执法证号：04050111）、李国强",
        "执法人员买买提·吐尔逊（执法证号04050123）、王强到场。",
        "执法人员买买提・吐尔逊、阿依古丽·买买提到场。",
        "办案人员李明（执法证号：晋E04050123）和马合木提（执法证号：晋E04050124）。",
        "执法人员艾则孜·买买提江（04050123）对现场进行检查，艾则孜·买买提江制作笔录。",
        "陵川县应急管理局郭晋平（04050123）、王莉（04050177）于2026年3月2日检查。",
        "县交通运输综合行政执法大队王小莉（04050177001）和艾力·艾山（04050178001）。",
        "陵川县应急管理局郭晋平（04050123）、王莉（04050177）检查，联系电话：0356-6202345。",
    ],
)
def test_an_officer_stays_whatever_the_name(text: str) -> None:
    shown = redact(STORY + text).text
    assert shown == STORY.replace("孙立", "孙某") + text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("执法人员对买买提·吐尔逊进行询问。", "执法人员对买某进行询问。"),
        ("执法人员李明与当事人买买提·吐尔逊到场。", "执法人员李明与当事人买某到场。"),
        ("执法人员其子艾力·买买提江到场。", "执法人员其子艾某到场。"),
        ("执法人员李明（04050123）与王强发生争执。", "执法人员李明（04050123）与王某发生争执。"),
        ("县应急管理局郭晋平（13800138000）到场。", "县应急管理局郭某某（[手机号码已隐去]）到场。"),
        ("东山村民委员会郭晋平（04050123）到场。", "东山村民委员会郭某某（04050123）到场。"),
        ("施工大队郭晋平（04050123）到场。", "施工大队郭某某（04050123）到场。"),
        (
            "县应急管理局郭晋平（04050123）对证人王莉询问，王莉电话：0356-6202345。",
            "县应急管理局郭晋平（04050123）对证人王某询问，王某电话：[电话号码已隐去]。",
        ),
    ],
)
def test_who_only_stands_beside_an_officer_is_hidden(text: str, shown: str) -> None:
    assert redact("当事人：孙立。" + text).text == "当事人：孙某。" + shown


def test_a_party_of_an_officers_name_is_hidden_with_a_middle_dot_too() -> None:
    text = "执法人员买买提·吐尔逊（执法证号04050123）到场"
    shown = redact(text, [Party("买买提·吐尔逊", PERSON, "当事人")]).text
    assert shown == "执法人员买某（执法证号04050123）到场"


def test_a_witness_whose_name_is_part_of_an_officers_is_hidden() -> None:
    shown = redact("执法人员阿依古丽·买买提到场。证人阿依古丽称其在场。").text
    assert shown.endswith("证人阿某某称其在场。")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("其子艾力·买买提江在场", "其子艾某在场"),
        ("经理热依汗古丽·吐尔逊承认", "经理热某承认"),
        ("总经理其子艾力·买买提江到场", "总经理其子艾某到场"),
        ("其子艾力·买买提江，男，20岁", "其子艾某，男，20岁"),
        ("哥哥艾力·买买提江与经理热依汗古丽·吐尔逊系夫妻", "哥哥艾某与经理热某系夫妻"),
        ("行为人对买买提·吐尔逊辱骂", "行为人对买某辱骂"),
        ("买买提·吐尔逊到场", "买某到场"),
    ],
)
def test_the_word_for_a_person_stays_outside_the_mask(text: str, shown: str) -> None:
    assert redact(text).text == shown


@pytest.mark.parametrize("name", ["马合木提", "艾则孜", "库尔班", "帕提古丽"])
@pytest.mark.parametrize(
    "text",
    [
        "公司仓库保管员{}到场。",
        "公司员工{}称其不知情。",
        "公司押运员{}进行装卸。",
        "公司营业员{}和王强负责。",
    ],
)
def test_a_name_by_its_sounds_is_hidden_behind_a_role(text: str, name: str) -> None:
    shown = redact(text.format(name)).text
    assert shown.replace("王某", "王强") == text.format(f"{name[0]}某某")


@pytest.mark.parametrize(
    "text",
    [
        "公司员工福利费由其承担。",
        "对消费者不公平、不合理的规定。",
        "公司员工力不足，未完成。",
        "公司采购员安徽、公司营业员阿胶。",
        "执法人员马合木提（执法证号04050111）到场，公司员工不在。",
    ],
)
def test_words_of_the_same_sounds_stay(text: str) -> None:
    assert redact(text).text == text
