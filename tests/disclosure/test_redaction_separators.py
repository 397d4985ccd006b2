"""What is set between the characters of a number or an account hides nothing from the redaction."""

import pytest

from disclosure.redaction import Party, redact
from disclosure.redaction.queries import asks_for_a_person
from disclosure.redaction.spans import PERSON, Span, onto, visible

UNSEEN = [
    "\u200b",
    "\u2060",
    "\u200e",
    "\u202a",
    "\u202e",
    "\u2066\u2069",
    "\ufeff",
    "\u00ad",
    "\U000e0041",
    "\ufe0f",
]
SECRETS = [
    "身份证号11010519491231002X",
    "，13800138000",
    "座机0398-2812345",
    "邮箱lsg@163.com",
    "车牌晋DF3067",
    "卡号6228480402564890018",
    "微信号：niudecao_01",
    "住址：大营镇寺坡街17号",
    "，牛得草",
]


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_character_nobody_sees_parts_nothing(secret: str, unseen: str) -> None:
    who = [Party("牛得草", PERSON, "当事人")]
    plain = redact(f"当事人{secret}，到场。", who)
    parted = redact(f"当事人{unseen.join(secret)}，到场。", who)
    assert len(parted.spans) == len(plain.spans) == 1
    assert visible(parted.text)[0] == plain.text
    assert asks_for_a_person(unseen.join("13800138000"))


def test_a_span_of_the_visible_text_covers_what_is_between() -> None:
    text = "电话1\u20603\u206680\u2060。"
    plain, places = visible(text)
    assert plain == "电话1380。"
    moved = onto(places, Span(2, 6, "T", "", ""))
    assert text[moved.start : moved.end] == "1\u20603\u206680"
    assert visible("电话") == ("电话", [])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("驾驶晋D F3 067小型汽车", "驾驶[车牌号码已隐去]小型汽车"),
        ("驾驶晋D-F306 7小型汽车", "驾驶[车牌号码已隐去]小型汽车"),
        ("豫M·12 345，", "[车牌号码已隐去]，"),
        ("座机0352-512 7788。", "座机[电话号码已隐去]。"),
        ("电话512 7788，", "电话[电话号码已隐去]，"),
        ("邮箱m.harrison84 @ gmail . com。", "邮箱[电子邮箱已隐去]。"),
        ("邮箱a1@qq .com，", "邮箱[电子邮箱已隐去]，"),
        ("微信转账至qdy_19900101，", "微信转账至[社交账号已隐去]，"),
        ("支付宝转账500元至qdy19900101。", "支付宝转账500元至[社交账号已隐去]。"),
        ("支付宝付款到1234567。", "支付宝付款到[社交账号已隐去]。"),
        (
            "经举报电话查明，支付宝账号laodujia@163.com",
            "经举报电话查明，支付宝账号[社交账号已隐去]",
        ),
        ("微信号：0398-2812345", "微信号：[社交账号已隐去]"),
        ("支付宝账号13800138000，", "支付宝账号[银行账号已隐去]，"),
        ("QQ：123456@qq.com", "QQ：[社交账号已隐去]"),
    ],
)
def test_what_is_typed_in_pieces_is_hidden_whole(text: str, left: str) -> None:
    assert redact(f"牛某{text}").text == f"牛某{left}"


@pytest.mark.parametrize(
    "text",
    [
        "通过微信转账20000元",
        "支付宝转账至账户",
        "微信转账至123456元",
        "微信转账至公司",
        "微信公众号：smxscjg",
        "苏A 2026-03",
        "新A 12 34",
        "晋D 12 345号文",
        "标准0352-512 7788.5",
        "我局举报电话：0398-281 2345",
        "网址：www.smx.gov.cn . com",
        "2026 3000元",
    ],
)
def test_what_only_looks_like_pieces_stays(text: str) -> None:
    assert redact(text).text == text
