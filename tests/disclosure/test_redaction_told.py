"""Names that the form of a text tells, whatever they are made of; and what stands there without being one."""

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.lexicon import any_of
from disclosure.redaction.spans import PERSON
from disclosure.redaction.told import could_be_name, find_told

STORY = "当事人身份证号码：略。"


def hidden(text: str, *names: str) -> None:
    public = redact(STORY + "\n" + text).text
    for name in names:
        assert name not in public, public


@pytest.mark.parametrize("name", ["安全福", "禾乐天", "普有山", "山丹花", "钟离大山", "巴特尔"])
@pytest.mark.parametrize(
    "frame",
    [
        "见证人：{}\n其他",
        "收容人：{}，电话略",
        "被询问人：{}\n问：货从哪里来？",
        "{}：\n你于2024年1月2日无证经营。",
        "工种 姓名 金额\n木工 {} 1200\n合计 1200",
    ],
)
def test_where_a_form_asks_for_a_name_any_run_is_one(frame: str, name: str) -> None:
    hidden(frame.format(name), name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("拖欠邹立秋、尚可嘉、毕春花等3名工人工资。", ("尚可嘉", "毕春花")),
        ("葛青松、娄山河两人锯树。", ("娄山河",)),
        ("卓玛与邹立秋系夫妻关系。", ("卓玛", "邹立秋")),
        ("控制“邹立秋”“毕春花”等证券账户交易。", ("邹立秋", "毕春花")),
        ("对邹立秋等三人的处罚如下。", ("邹立秋",)),
        ("其真名叫邹立秋，在外务工。", ("邹立秋",)),
        ("乘客邹立秋翻窗离开。", ("邹立秋",)),
        ("伙同毕春花锯断围栏。", ("毕春花",)),
        ("水手尚可嘉瞒报货物。", ("尚可嘉",)),
        ("供货人单可心（绰号“老三”）送来。", ("单可心", "老三")),
        ("邹立秋罚款500元；毕春花罚款300元。", ("邹立秋", "毕春花")),
    ],
)
def test_people_are_told_by_what_is_said_of_them(text: str, names: tuple[str, ...]) -> None:
    hidden(text, *names)


@pytest.mark.parametrize(
    "text",
    [
        "见证人：无\n记录人：略",
        "见证人：未到场\n",
        "负责人：同上\n",
        "委托代理人：律师\n",
        "当事人：亚泰（集团）会计师事务所",
        "水泥、石膏、木材等3种货物。",
        "厂长、会计、出纳等3人到场。",
        "土名叫“昌子坑”的山场。",
        "当事人存在下列行为，经营者应当改正，消费者权益受到损害。",
        "承办人：略；复核人：略。",
    ],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert redact(STORY + "\n" + text).text == STORY + "\n" + text


@pytest.mark.parametrize("role", ["告知人", "复核人", "抽样人员", "拟稿人", "宣读人", "交通警察"])
def test_an_officer_in_a_rare_role_stays(role: str) -> None:
    text = f"{STORY}\n{role}：邹立秋\n"
    assert redact(text).text == text
    assert "邹立秋" not in redact(text, [Party("邹立秋", PERSON, "当事人")]).text


@pytest.mark.parametrize("name", ["安全福", "计划生", "江河", "项目", "方圆"])
def test_a_name_of_the_case_is_hidden_though_it_is_a_word(name: str) -> None:
    shown = redact(f"{name}受厂长指使，{name}店长不知情。", [Party(name, PERSON, "证人")]).text
    assert name not in shown


def test_the_verb_behind_a_name_stays() -> None:
    shown = redact(STORY + "当事人孙立存在下列行为，对孙立进行询问，孙立予以否认。").text
    assert shown.count("孙某") == 3
    for verb in ("存在下列", "进行询问", "予以否认"):
        assert verb in shown


@pytest.mark.parametrize("run", ["安全福", "巴特尔", "阿依·古丽", "欧阳春花"])
def test_what_could_be_a_name(run: str) -> None:
    assert could_be_name(run)


@pytest.mark.parametrize("run", ["张某某", "无", "业主", "建材公司", "普通群众", "未到场"])
def test_what_could_not(run: str) -> None:
    assert not could_be_name(run)


def test_a_table_without_a_column_of_names_tells_none() -> None:
    assert list(find_told("品名 数量\n钢材 3\n木材 4\n")) == []


def test_words_share_their_beginnings_in_one_expression() -> None:
    found = any_of(frozenset({"会计", "会计师", "会长", "司机"}), spaced=False)
    assert found.count("会") == 1
    assert "司" in found


@pytest.mark.parametrize("tail", ["\n青山县生态环境局\n2018年5月25日", "\n青山县人民政府"])
def test_the_contact_of_the_agency_that_signs_below_stays(tail: str) -> None:
    text = f"{STORY}\n联 系 人：邹立秋{tail}"
    assert redact(text).text == text
    assert "邹立秋" not in redact(f"{STORY}\n联系人：邹立秋\n青山建材有限公司").text
