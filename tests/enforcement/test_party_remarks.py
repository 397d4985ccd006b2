"""What is odd about a party's codes: said in words, in order, and never a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import check_id_card, check_uscc, id_check_char, uscc_check_char
from enforcement.models.kinds import PartyKind
from enforcement.services import parties

COMPANY, TRADER = "91350100M000100Y43", "92540124MA6T2A6Y9G"
CARD = "11010519491231002X"


def with_check(first17: str) -> str:
    """A social credit code with its right check character."""
    return first17 + uscc_check_char(first17)


@pytest.mark.parametrize(
    ("kind", "uscc", "rep", "id_no", "expected"),
    [
        ("org", COMPANY, "钱试一", "", []),
        ("org", COMPANY, "", "", ["缺少法定代表人"]),
        ("org", "", "钱试一", "", ["缺少统一社会信用代码"]),
        ("org", "", "", "", ["缺少统一社会信用代码", "缺少法定代表人"]),
        ("sole_trader", TRADER, "", "", []),
        ("sole_trader", "", "", "", ["缺少统一社会信用代码"]),
        ("sole_trader", COMPANY, "", "", ["个体工商户的代码应以 92 开头"]),
        ("org", TRADER, "钱试一", "", ["代码以 92 开头，类别应为个体工商户"]),
        ("person", "", "", "", []),
        ("person", "", "", CARD, []),
        ("person", TRADER, "", "", ["代码以 92 开头，类别应为个体工商户"]),
        ("person", COMPANY, "", "", ["自然人不应填写统一社会信用代码"]),
        ("person", "", "", CARD[:-1] + "1", ["身份证号码校验码不符"]),
    ],
)
def test_each_kind_of_party_has_its_own_remarks(
    kind: str, uscc: str, rep: str, id_no: str, expected: list[str]
) -> None:
    assert parties.flags_of(kind=kind, uscc=uscc, legal_rep=rep, id_no=id_no) == expected


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (COMPANY[:-1], "应为 18 位，现为 17 位"),
        (COMPANY + "3", "应为 18 位，现为 19 位"),
        (COMPANY[:-1] + "4", "校验码不符"),
        ("9135O100M000100Y43", "“O”可能应为“0”"),
        ("91350I00M000100Y43", "不使用的字符：I"),
        (with_check("99350100M000100Y4"), "“99”不常见"),
        (with_check("91990100M000100Y4"), "不是已知的登记机关行政区划"),
        (with_check("91350100M000100Y5"), "组织机构代码校验位不符"),
        ("统一社会信用代码不详", "不使用的字符"),
        ("😀" * 18, "不使用的字符：😀"),
    ],
)
def test_a_wrong_code_is_explained(code: str, words: str) -> None:
    flags = parties.flags_of(kind="org", uscc=code, legal_rep="钱试一")

    assert any(words in flag for flag in flags), flags


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "校验码不符"),
        ("11010519490231002X", "出生日期不存在"),
        ("110105491231002", "15 位身份证号码已停止使用"),
        ("110105490231002", "出生日期不存在"),
        ("12345", "应为 18 位"),
        ("护照E12345678", "应为 18 位"),
        ("81000019900101001" + id_check_char("81000019900101001"), "港澳台居民居住证"),
        ("91115619900101001" + id_check_char("91115619900101001"), "外国人永久居留"),
        ("99999919900101001" + id_check_char("99999919900101001"), "外国人永久居留"),
        ("00000019900101001" + id_check_char("00000019900101001"), "“00”不是已知"),
    ],
)
def test_an_odd_identity_number_is_explained(number: str, words: str) -> None:
    flags = parties.flags_of(kind="person", id_no=number)

    assert any(words in flag for flag in flags), flags


@pytest.mark.parametrize("noise", [" {}", "{}　", "{}\u200b", "\ufeff{}"])
def test_blanks_around_a_code_are_no_fault(noise: str) -> None:
    assert parties.flags_of(kind="org", uscc=noise.format(COMPANY), legal_rep="钱") == []
    assert parties.flags_of(kind="person", id_no=noise.format(CARD.lower())) == []


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_every_single_slip_in_a_code_is_seen(first17: str) -> None:
    code = with_check(first17)
    assert check_uscc(code).valid

    for place in range(18):
        other = "0" if code[place] != "0" else "1"
        assert not check_uscc(code[:place] + other + code[place + 1 :]).valid


@given(st.dates().filter(lambda day: 1900 <= day.year < 2100), st.integers(0, 999))
def test_the_day_of_birth_is_read_from_the_number(born: object, serial: int) -> None:
    first17 = f"110105{str(born).replace('-', '')}{serial:03d}"

    card = check_id_card(first17 + id_check_char(first17))

    assert card.valid
    assert card.birth_date == born
    assert card.sex == ("男" if serial % 2 else "女")


@given(
    kind=st.sampled_from(PartyKind.values),
    uscc=st.text(max_size=20),
    id_no=st.text(max_size=20),
)
def test_no_text_in_a_code_is_ever_refused(kind: str, uscc: str, id_no: str) -> None:
    flags = parties.flags_of(kind=kind, uscc=uscc, id_no=id_no)

    assert all(isinstance(flag, str) and flag for flag in flags)
