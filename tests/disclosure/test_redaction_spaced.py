"""Names typed with a space behind the surname are hidden whole; ordinary words with a space in them stay."""

import pytest

from disclosure.redaction import redact


@pytest.mark.parametrize(
    ("name", "masked"),
    [("尉迟 敏", "尉迟某"), ("欧阳　雪", "欧阳某"), ("牛 强", "牛某"), ("郝　壮", "郝某")],
)
@pytest.mark.parametrize(
    "text",
    [
        "经营者：{}",
        "经营者：{}，女",
        "经营者 {} 性别：女",
        "经营者：{} 住址不详",
        "丈夫{}在场",
        "云市建材有限公司（法定代表人{}）",
        "驾驶员{}驾驶货车",
        "证人{}、李小红到场",
    ],
)
def test_a_name_with_a_space_is_one_name(text: str, name: str, masked: str) -> None:
    shown = redact(text.format(name)).text
    assert shown.replace("李某某", "李小红") == text.format(masked)
    assert redact(shown).text == shown


def test_it_is_hidden_without_the_space_too() -> None:
    shown = redact("法定代表人欧阳　雪到场，欧阳雪承认。").text
    assert shown == "法定代表人欧阳某到场，欧阳某承认。"


def test_a_name_with_two_spaces_is_one_name() -> None:
    assert redact("云市某店（法定代表人郝　建 设）").text == "云市某店（法定代表人郝某某）"


@pytest.mark.parametrize(
    "text",
    [
        "负责人安 全管理不到位",
        "业主方 应当改正",
        "当事人对 我局的决定不服",
        "负责人关 于安全的说明",
        "执法人员牛 强、李明到场",
        "经营者于 2026年3月2日到场",
        "承包人东方 公司",
    ],
)
def test_a_space_makes_no_name(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize("text", ["经营者：欧阳 男 35岁", "经营者：欧阳 住址：不详"])
def test_what_stands_behind_a_name_of_two_characters_stays(text: str) -> None:
    assert redact(text).text == text.replace("欧阳", "欧某")
