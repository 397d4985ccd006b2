"""Numbers typed to slip through: every spelling is hidden to the last digit, neighbours stay."""

import re

import pytest

from core.identifiers import id_check_char, luhn_ok
from disclosure.redaction import Redacted, redact
from disclosure.redaction.spans import apply

CARD = "11010519491231002X"
PHONE = "13800138000"
BANK = "6228480402564890018"


def hidden(text: str) -> list[tuple[str, str]]:
    """What was taken out of a text: (type, the original characters)."""
    return [(span.type, text[span.start : span.end]) for span in redact(text).spans]


def digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text)


def longest_run_left(result: Redacted, secret: str) -> int:
    """How many characters of the secret stand in the public text in one run, gaps aside."""
    shown = digits(result.text)
    return max(
        (
            n
            for n in range(len(secret) + 1)
            for i in range(len(secret) - n + 1)
            if secret[i : i + n] in shown
        ),
        default=0,
    )


SPELLINGS_OF_A_CARD = [
    "11010519491231002X",
    "11010519491231002x",
    "１１０１０５１９４９１２３１００２Ｘ",
    "１１０１０５１９４９１２３１００２ｘ",
    "110105 19491231 002X",
    "110105  19491231  002X",
    "110105　19491231　002X",
    "110105-19491231-002X",
    "110105—19491231—002X",
    "110105.19491231.002X",
    "110105·19491231·002X",
    "110105_19491231_002X",
    "110105/19491231/002X",
    "110105\n19491231002X",
    "1101 0519 4912 3100 2X",
    "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
    "110105\u200b19491231\u200b002X",
    "110105\u00a019491231\u00a0002X",
]


@pytest.mark.parametrize("spelling", SPELLINGS_OF_A_CARD)
@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "当事人身份证号{}，已核实。",
        "经查（{}）属实",
        "证据2 {}。",
        "ID{}",
        "sfz{}",
        "3、{}；",
        "𠮷野家{}𠮷",
    ],
)
def test_an_identity_number_is_hidden_however_it_is_set(spelling: str, sentence: str) -> None:
    text = sentence.format(spelling)
    result = redact(text)
    assert longest_run_left(result, CARD) < 4, result.text
    assert "ID_CARD" in {span.type for span in result.spans}
    assert apply(text, result.spans) == result.text


def test_two_identity_numbers_run_together_are_both_hidden() -> None:
    second = "440524188001010014"
    result = redact(CARD + second + "，" + CARD * 3)
    assert not re.search(r"\d", result.text), result.text


@pytest.mark.parametrize(
    ("number", "is_hidden"),
    [
        ("110105491231002", True),  # 15 digits: 1949-12-31
        ("１１０１０５４９１２３１００２", True),
        ("110105 491231 002", True),
        ("110105491331002", False),  # month 13
        ("110105490230002", False),  # 30 February
        ("000105491231002", False),  # no region begins with 0
        ("1101054912310021", False),  # sixteen digits
    ],
)
def test_fifteen_digits_are_a_person_only_with_a_day_of_birth(number: str, is_hidden: bool) -> None:
    assert bool(hidden(f"材料{number}。")) is is_hidden


@pytest.mark.parametrize(
    "number",
    [
        "810000199408230021",  # resident of Hong Kong
        "820000199001010016",
        "830000198101010010",
    ],
)
def test_permits_of_residence_have_the_same_shape_and_are_hidden(number: str) -> None:
    right = number[:17] + id_check_char(number[:17])
    assert right not in redact(f"持居住证{right}。").text


@pytest.mark.parametrize(
    "text",
    [
        "统一社会信用代码91350100M000100Y43",
        "统一社会信用代码：911101051949123100",
        "云市监罚〔2026〕110105号",
        "罚款110105.19元",
        "流水号1101051949123100299",
        "二〇二六年三月十六日",
        "第110105号至第110199号",
    ],
)
def test_numbers_of_things_are_left_alone(text: str) -> None:
    assert redact(text).text == text


SPELLINGS_OF_A_PHONE = [
    "13800138000",
    "１３８００１３８０００",
    "138 0013 8000",
    "138  0013  8000",
    "138-0013-8000",
    "138－0013－8000",
    "138——0013——8000",
    "138.0013.8000",
    "138·0013·8000",
    "138/0013/8000",
    "1380013 8000",
    "+8613800138000",
    "+86 138 0013 8000",
    "0086-13800138000",
    "（86）13800138000",
    "138\u200b0013\u200b8000",
]


@pytest.mark.parametrize("spelling", SPELLINGS_OF_A_PHONE)
@pytest.mark.parametrize(
    "sentence",
    ["{}", "联系电话：{}。", "Tel.{}", "电话.{}，", "手机号{}转告", "（{}）", "1、{}；2、无"],
)
def test_a_mobile_number_is_hidden_however_it_is_set(spelling: str, sentence: str) -> None:
    result = redact(sentence.format(spelling))
    assert longest_run_left(result, PHONE) < 4, result.text
    assert [span.type for span in result.spans] == ["MOBILE"]


@pytest.mark.parametrize(
    "text",
    [
        "金额13800138000.50元",
        "比例0.13800138000",
        "批号A138001380001",
        "共计138 0013元",
        "12345678901",
        "时间13:80:01",
        "138.001.8000",
        "1.1380.0138.000",
    ],
)
def test_what_only_begins_like_a_mobile_number_stays(text: str) -> None:
    assert "MOBILE" not in {kind for kind, _shown in hidden(text)}


def card_number(length: int, prefix: str = "622202") -> str:
    """A number of this length that passes Luhn."""
    body = prefix + "1234567890123456789"[: length - len(prefix) - 1]
    return next(body + d for d in "0123456789" if luhn_ok(body + d))


@pytest.mark.parametrize("length", [16, 17, 18, 19])
@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "向{}转账",
        "向{} 500元",
        "1 {}",
        "卡号{}，户名王某",
        "（{}）",
        "账户：{}。",
    ],
)
def test_a_bank_card_is_hidden_beside_any_other_number(length: int, sentence: str) -> None:
    number = card_number(length)
    assert number not in redact(sentence.format(number)).text


@pytest.mark.parametrize("gap", [" ", "-", "\u00a0", "\u2009", "\u200b", "　"])
def test_a_bank_card_in_groups_of_four_is_hidden(gap: str) -> None:
    number = card_number(19)
    typed = gap.join(number[i : i + 4] for i in range(0, 19, 4))
    assert longest_run_left(redact(f"转入{typed}。"), number) < 4


@pytest.mark.parametrize("length", [16, 19])
def test_one_wrong_digit_is_no_card_unless_it_is_called_one(length: int) -> None:
    number = card_number(length)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert wrong in redact(f"设备{wrong}。").text
    assert wrong not in redact(f"银行卡号：{wrong}。").text


@pytest.mark.parametrize(
    "plate",
    [
        "豫A12345",
        "豫a12345",
        "豫Ａ１２３４５",
        "豫 A12345",
        "豫A·12345",
        "豫A•12345",
        "豫A-12345",
        "豫A 12345",
        "豫AD12345",
        "豫AF12345",
        "豫A12345D",
        "豫A·D12345",
        "粤Z1234港",
        "粤Z1234澳",
        "京A1234警",
        "豫A1234学",
        "新A1234挂",
    ],
)
def test_every_kind_of_number_plate_is_hidden_whole(plate: str) -> None:
    assert redact(f"驾驶号牌为{plate}的货车").text == "驾驶号牌为[车牌号码已隐去]的货车"


@pytest.mark.parametrize(
    "text", ["新A级景区", "川菜馆", "豫I12345", "豫O12345", "京津冀", "苏A", "云ABCDEFGHI"]
)
def test_what_is_no_number_plate_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("微信：abc_12345", "微信：[社交账号已隐去]"),
        ("微信号abc12345", "微信号[社交账号已隐去]"),
        ("加微信wxid_9f联系", "加微信[社交账号已隐去]联系"),
        ("VX：abc12345", "VX：[社交账号已隐去]"),
        ("V信abc12345", "V信[社交账号已隐去]"),
        ("ＱＱ：１２３４５６７８", "ＱＱ：[社交账号已隐去]"),
        ("QQ12345678", "QQ[社交账号已隐去]"),
        ("qq号12345678在线", "qq号[社交账号已隐去]在线"),
        ("抖音号shop_2026", "抖音号[社交账号已隐去]"),
        ("支付宝账号：pay.2026", "支付宝账号：[社交账号已隐去]"),
        ("邮箱zhang@example.com", "邮箱[电子邮箱已隐去]"),
        ("zhang＠example．com。", "[电子邮箱已隐去]。"),
        ("ZHANG.san+tag@mail.example.com.cn", "[电子邮箱已隐去]"),
        ("（zhang @ example.com）", "（[电子邮箱已隐去]）"),
    ],
)
def test_accounts_and_addresses_on_the_net_are_hidden(text: str, left: str) -> None:
    assert redact(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "通过微信转账20000元",
        "微信支付",
        "在微信朋友圈发布",
        "QQ20000元",
        "抖音平台直播",
        "使用支付宝2024年账单",
        "微信公众号",
        "微信小程序",
    ],
)
def test_the_mere_name_of_a_service_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("电话0391-2345678转801", "电话[电话号码已隐去]"),
        ("宅电：（010）87654321", "宅电：[电话号码已隐去]"),
        ("电话：2345678、2345679", "电话：[电话号码已隐去]、[电话号码已隐去]"),
        ("短号：66123", "短号：[电话号码已隐去]"),
    ],
)
def test_land_lines_lose_their_extension_too(text: str, left: str) -> None:
    assert redact(text).text == left


@pytest.mark.parametrize(
    "door", ["3单元502室", "3单元502", "3单元 502号", "３单元５０２室", "3 单元 502 户"]
)
def test_a_flat_is_hidden_with_or_without_the_last_word(door: str) -> None:
    result = redact(f"货物存放于云溪市示范路8号院5号楼{door}，已登记。")
    assert "502" not in result.text and "５０２" not in result.text
    assert result.text.endswith("，已登记。")


@pytest.mark.parametrize("text", ["分为3单元12个组", "建成2单元120平方米", "第3单元2.5分"])
def test_units_that_are_no_door_stay(text: str) -> None:
    assert redact(text).text == text
