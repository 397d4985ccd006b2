"""Papers beside the identity card, half-hidden numbers, numbers written out: hidden by their label only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.redaction import redact
from disclosure.redaction.queries import asks_for_a_person

PAPERS = [
    ("外国人永久居留证USA110058010301", "USA110058010301"),
    ("持永久居留证（号码：fra310072123105）入住", "fra310072123105"),
    ("外国人永久居留证号码：ＵＳＡ１１００５８０１０３０１", "ＵＳＡ１１００５８０１０３０１"),
    ("军官证号：军字第1234567号", "军字第1234567号"),
    ("士兵证 20230001234", "20230001234"),
    ("驾驶证档案编号：140400123456", "140400123456"),
    ("社保卡号：A12345678", "A12345678"),
    ("社会保障卡号码1A2345678", "1A2345678"),
    ("医保卡（就诊用）号为 310101123456", "310101123456"),
    ("身份证号尾号1234", "1234"),
    ("身份证号码后四位为002X", "002X"),
    ("身份证号：1101051949****0028", "1101051949****0028"),
    ("身份证号码110105********0028", "110105********0028"),
]


@pytest.mark.parametrize(("text", "secret"), PAPERS)
def test_a_paper_of_identity_is_hidden_whole_and_told(text: str, secret: str) -> None:
    found = redact(f"当事人{text}。")
    assert secret not in found.text
    assert [one.type for one in found.spans] == ["ID_CARD"]
    assert "证件号码" in found.spans[0].reason
    assert redact(found.text).spans == []


@pytest.mark.parametrize(
    "text",
    [
        "设备编号USA110058010301",
        "产品档案编号140400123456",
        "军字第1234567号文件",
        "社保卡办理点编号12345678",
        "第1234批次后四位为0028",
        "居留期限至2026年3月",
        "本案案号为1101051949",
        "身份证据1101051949****0028",
    ],
)
def test_numbers_of_things_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "number", ["一三八零零一三八零零零", "幺三九〇〇二二五六七八", "一八六○一二三四五六七"]
)
def test_a_mobile_number_written_out_is_one(number: str) -> None:
    found = redact(f"电话{number}，请联系。")
    assert number not in found.text
    assert [one.type for one in found.spans] == ["MOBILE"]


@pytest.mark.parametrize(
    "text", ["二〇二六年三月一十三日", "一三五七九", "共一百三十八万零一百三十八元"]
)
def test_written_dates_and_sums_are_none(text: str) -> None:
    assert redact(text).text == text


@given(st.text("〇零一二三四五六七八九", min_size=9, max_size=9), st.integers(0, 2))
def test_only_eleven_figures_make_a_number(rest: str, more: int) -> None:
    written = "一三" + rest + "一" * more
    assert (written in redact(f"号{written}。").text) == bool(more)


@pytest.mark.parametrize("label", ["扣扣", "扣扣号：", "Q号", "q号为", "QQ", "QQ："])
def test_an_account_by_its_nickname_is_an_account(label: str) -> None:
    found = redact(f"{label}123456789联系卖家")
    assert "123456789" not in found.text
    assert {one.type for one in found.spans} == {"SOCIAL_ACCOUNT"}


@pytest.mark.parametrize(
    "query", ["USA110058010301", "usa 1100 5801 0301", "ＵＳＡ１１００５８０１０３０１"]
)
def test_a_permit_of_residence_is_no_search_word(query: str) -> None:
    assert asks_for_a_person(query)


@pytest.mark.parametrize("query", ["USA11005801", "云市监处罚〔2026〕12号", "91350100M000100Y43"])
def test_other_numbers_may_be_searched(query: str) -> None:
    assert not asks_for_a_person(query)
