"""Numbers in Chinese figures and numbers broken over lines: hidden whole by their label; dates and sums stay."""

import pytest

from core.identifiers import id_check_char
from disclosure.redaction import redact
from disclosure.redaction.queries import asks_for_a_person

FIGURES = str.maketrans("0123456789", "零一二三四五六七八九")
BODY = "41120219870312451"
CARD = (BODY + id_check_char(BODY)).translate(FIGURES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("卡号六二二八四八零四三八一零二五六七八九一", "BANK_ACCOUNT"),
        ("账户：陆贰贰捌肆捌零肆叁捌壹零贰伍陆柒捌玖壹", "BANK_ACCOUNT"),
        ("银行卡为六二二八 四八〇四 三八一〇 二五六七", "BANK_ACCOUNT"),
        ("QQ：六五八八三二一零九", "SOCIAL_ACCOUNT"),
        ("微信号六五八八三二1零九", "SOCIAL_ACCOUNT"),
        ("身份证号：四一一二零二一九八七零三一二四五一八", "ID_CARD"),
        ("身份证号码为四一一二零二 一九八七〇三一二 四五一X", "ID_CARD"),
        ("电话：一三八 零零一三 八零零零", "MOBILE"),
        (f"其（{CARD}）", "ID_CARD"),
    ],
)
def test_a_number_in_chinese_figures_is_hidden_whole(text: str, kind: str) -> None:
    result = redact(f"当事人{text}，到场。")
    assert [one.type for one in result.spans] == [kind]
    assert not set("六四八") & set(result.text)


@pytest.mark.parametrize(
    "text",
    [
        "该账户二〇二六年三月一日开立",
        "账户余额一千二百三十四万元",
        "身份证据二〇二六〇三〇一",
        "微信支付二〇二六年",
        "将罚款缴入国库，账号：四一零零一五八七零一零零五零二零三三四四",
        "QQ一二三四五元",
        "二〇二六〇三〇一二〇二六〇三〇二",
    ],
)
def test_dates_sums_and_the_account_of_the_treasury_stay(text: str) -> None:
    assert redact(text).text == text


def test_an_identity_number_in_figures_is_no_search_word() -> None:
    assert asks_for_a_person(CARD)
    assert not asks_for_a_person("二〇二六年三月")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("账号：4100\n1587 0100 5020 3344，", "账号：[银行账号已隐去]，"),
        ("银行账号：410015870100\n50203344。", "银行账号：[银行账号已隐去]。"),
        ("卡号：\n6228480402564890018。", "卡号：\n[银行账号已隐去]。"),
        ("账号：4100\n1587\n0100 5020\n3344\n当日", "账号：[银行账号已隐去]\n当日"),
        ("身份证号：41120219870312\n4518，男", "身份证号：[身份证号码已隐去]，男"),
        ("账号：410015870100\n2026年3月1日", "账号：[银行账号已隐去]\n2026年3月1日"),
        ("账号：410015870100\n300000元", "账号：[银行账号已隐去]\n300000元"),
        ("账号：410015870100\n1. 户名", "账号：[银行账号已隐去]\n1. 户名"),
    ],
)
def test_an_account_set_over_lines_is_hidden_to_its_end(text: str, left: str) -> None:
    assert redact(text).text == left


def test_the_account_of_the_treasury_stays_over_two_lines() -> None:
    text = "罚款缴至某市财政局账号：4100\n1587 0100 5020 3344，逾期加处罚款。"
    assert redact(text).text == text
