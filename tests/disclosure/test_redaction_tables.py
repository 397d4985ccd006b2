"""The head of a column, or the cell before, tells what a cell holds: hidden where it is somebody's."""

import pytest

from disclosure.redaction import redact

PEOPLE = "| 姓名 | 住址 | 联系电话 |\n| --- | --- | --- |\n| 牛得草 | {} | {} |\n"


def shown(*lines: str) -> str:
    return redact("\n".join(lines)).text


@pytest.mark.parametrize(
    "home", ["陕州区大营镇寺坡街17号", "河南省三门峡市陕州区大营镇寺坡村", "寺坡村"]
)
@pytest.mark.parametrize("number", ["0398-2812345", "2812345", "13800138000"])
def test_a_cell_is_hidden_under_its_head(home: str, number: str) -> None:
    text = redact("经查，有下列人员：\n" + PEOPLE.format(home, number) + "以上属实。").text
    assert home not in text and number not in text and "牛得草" not in text
    assert text.endswith(" |\n以上属实。")


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("身份证号码", "411202870312451"),
        ("出生日期", "84.5.12"),
        ("出生年月", "一九八四年五月"),
        ("银行账号", "41001587"),
        ("微信号", "niudecao"),
        ("电子邮箱", "niu@163.com"),
        ("车牌号", "DF3067"),
        ("户籍地址", "大营镇寺坡村"),
        ("健康状况", "耳背"),
    ],
)
@pytest.mark.parametrize("mark", ["|", " | ", "\t"])
def test_every_head_of_personal_data_labels_its_column(head: str, cell: str, mark: str) -> None:
    text = shown(mark.join(["姓名", head, "金额"]), mark.join(["牛得草", cell, "200元"]))
    assert cell not in text
    assert text.endswith("200元")


def test_a_cell_behind_its_label_in_one_line_is_hidden() -> None:
    text = shown("| 姓名 | 牛得草 | 住址 | 陕州区大营镇寺坡村 | 电话 | 0398-2812345 |")
    assert "寺坡" not in text and "2812345" not in text
    assert text.count("|") == 7


def test_reporters_in_a_table_lose_name_and_place() -> None:
    text = shown(
        "| 序号 | 举报人 | 电话 | 地址 |",
        "| 1 | 牛得草 | 2812345 | 寺坡村 |",
        "| 2 | 马得利 |  | 寺坡村二组 |",
    )
    assert not any(part in text for part in ("得草", "得利", "2812345", "寺坡"))


@pytest.mark.parametrize(
    "lines",
    [
        ("| 单位名称 | 地址 | 罚款 |", "| 三门峡市甲有限公司 | 湖滨区某路17号 | 200元 |"),
        ("| 名称 | 住所 |", "| 三门峡市甲有限公司 | 湖滨区某路17号 |"),
        ("| 企业名称 | 住址 |", "| 三门峡市甲有限公司 | 湖滨区某路17号 |"),
        ("| 收款单位 | 账号 |", "| 某市财政局 | 41001587 |"),
        ("| 样品编号 | 抽样日期 | 账号数量 |", "| 4100158701 | 2026-05-01 | 3 |"),
        ("| 受理窗口 | 地址 |", "| 一楼 | 某市某路17号 |"),
        ("| 案由 | 住址 |", "| 占道 | 无 |", "", "湖滨区 | 大营镇"),
        ("| 违法地址 | 面积 |", "| 大营镇寺坡村 | 200平方米 |"),
        ("| 健康状况 | 人数 |", "| 良好 | 3 |"),
    ],
)
def test_what_a_table_says_of_things_and_organisations_stays(lines: tuple[str, ...]) -> None:
    assert shown(*lines) == "\n".join(lines)
