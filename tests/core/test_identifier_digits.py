"""Check digits: every single slip is noticed, foreign digits are no digits, nothing is corrected."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identifiers import (
    ID_WEIGHTS,
    LOOKALIKES,
    USCC_ALPHABET,
    Check,
    age_on,
    check_bank_card,
    check_division,
    check_id_card,
    check_org_code,
    check_passport,
    check_phone,
    check_reg_no,
    check_uscc,
    id_birth_date,
    id_check_char,
    luhn_ok,
    normalise_code,
    org_check_char,
    subject_kind,
    uscc_check_char,
    uscc_ok,
)

BODIES = st.text(USCC_ALPHABET, min_size=17, max_size=17)
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 1, 1))
FOREIGN = {
    "arabic": {ord(str(n)): 0x660 + n for n in range(10)},
    "devanagari": {ord(str(n)): 0x966 + n for n in range(10)},
    "mathematical": {ord(str(n)): 0x1D7CE + n for n in range(10)},
}


def identity(born: date, order: str = "001") -> str:
    """A well-formed number of somebody who never was."""
    body = f"110105{born:%Y%m%d}{order}"
    return body + id_check_char(body)


def bank_card(body: str) -> str:
    """The number with the check digit that makes it right."""
    return next(f"{body}{last}" for last in range(10) if luhn_ok(f"{body}{last}"))


@settings(max_examples=40)
@given(BODIES, st.data())
def test_one_wrong_character_of_a_credit_code_is_noticed(body: str, data: st.DataObject) -> None:
    code = body + uscc_check_char(body)
    assert uscc_ok(code)
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from(USCC_ALPHABET.replace(code[place], "")))
    assert not uscc_ok(code[:place] + other + code[place + 1 :])


@settings(max_examples=40)
@given(BIRTHS, st.integers(0, 999), st.data())
def test_one_wrong_digit_of_an_identity_number_is_noticed(
    born: date, order: int, data: st.DataObject
) -> None:
    number = identity(born, f"{order:03d}")
    checked = check_id_card(number)
    assert (checked.valid, checked.birth_date) == (True, born)
    assert checked.sex == ("男" if order % 2 else "女")
    place = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from("0123456789".replace(number[place], "")))
    assert not check_id_card(number[:place] + other + number[place + 1 :]).valid


@settings(max_examples=30)
@given(BIRTHS, st.integers(0, 15))
def test_two_neighbours_changing_places_are_noticed(born: date, place: int) -> None:
    number = identity(born)
    a, b = number[place], number[place + 1]
    swapped = number[:place] + b + a + number[place + 2 :]
    assert (swapped == number) or not check_id_card(swapped).valid


def test_the_weights_of_the_identity_number_are_the_powers_of_two_modulo_eleven() -> None:
    assert [pow(2, 17 - place, 11) for place in range(17)] == list(ID_WEIGHTS)


@pytest.mark.parametrize("digits", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_id_card, "11010519491231002X"),
        (check_id_card, "110105491231002"),
        (check_division, "140524"),
        (check_bank_card, bank_card("622202020000123456")),
        (check_reg_no, "110108000000016"),
        (check_reg_no, "1101081234567"),
        (check_passport, "E12345678"),
        (check_phone, "13800138000"),
        (check_phone, "0571-87654321"),
    ],
)
def test_digits_of_another_script_are_no_digits_of_a_code(
    check: Callable[[str], Check], number: str, digits: dict[int, int]
) -> None:
    assert check(number).valid
    assert not check(number.translate(digits)).valid


def test_a_superscript_is_no_digit_of_a_card() -> None:
    assert not luhn_ok("²²²²")
    assert not luhn_ok("")


@pytest.mark.parametrize(
    ("text", "normal", "lacks_area"),
    [
        ("86543210", "86543210", True),
        ("8654321", "8654321", True),
        ("86 13800138000", "13800138000", False),
        ("8613800138000", "13800138000", False),
        ("0086-0571-87654321", "0571-87654321", False),
        ("+860571-86543210", "0571-86543210", False),
        ("010-62345678-801", "010-62345678-801", False),
        ("138-0013-8000", "13800138000", False),
    ],
)
def test_the_code_of_the_country_is_taken_off_only_where_it_is_one(
    text: str, normal: str, lacks_area: bool
) -> None:
    checked = check_phone(text)
    assert checked.normal == normal
    assert checked.valid
    assert checked.hints == (["固定电话缺少区号"] if lacks_area else [])


@pytest.mark.parametrize("text", ["12800138000", "138001380001", "0571-17654321", "110", "+86"])
def test_almost_a_phone_number_is_none(text: str) -> None:
    assert check_phone(text).problems


@pytest.mark.parametrize(("wrong", "right"), LOOKALIKES.items())
def test_a_lookalike_is_hinted_at_and_never_corrected(wrong: str, right: str) -> None:
    checked = check_uscc("9135010" + wrong + "M000100Y43")
    assert not checked.valid
    assert wrong in checked.normal
    assert any(f"“{right}”" in hint for hint in checked.hints)


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("91350100M000100Y4", 17), ("91350100M000100Y433", 19)]
)
def test_the_length_of_a_credit_code_is_said(text: str, length: int) -> None:
    assert f"现为 {length} 位" in check_uscc(text).problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        " 91350100 m000100y43 ",
        "91350100-M000100Y-43",
        "91350100\u200bM000100Y43\ufeff",
        "91350100—M000100Y43",
    ],
)
def test_width_case_blanks_and_dashes_do_not_make_another_code(text: str) -> None:
    assert check_uscc(text).valid
    assert normalise_code(text) == "91350100M000100Y43"
    assert subject_kind(text) == "企业"


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_code(text)
    assert normalise_code(once) == once


def test_a_wrong_organisation_code_inside_a_right_credit_code_is_a_hint() -> None:
    body = "91350100" + "M000100Y" + "5"
    checked = check_uscc(body + uscc_check_char(body))
    assert checked.valid
    assert any("组织机构代码" in hint for hint in checked.hints)


@pytest.mark.parametrize(
    ("body", "last"), [("00000000", "0"), ("00000001", "9"), ("M000100Y", "4"), ("00000005", "1")]
)
def test_the_check_character_of_an_organisation_code(body: str, last: str) -> None:
    assert org_check_char(body) == last
    assert check_org_code(f"{body}-{last}").valid


@settings(max_examples=40)
@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
def test_an_organisation_code_has_exactly_one_right_check_character(body: str) -> None:
    right = [last for last in "0123456789X" if check_org_code(body + last).valid]
    assert right == [org_check_char(body)]


@settings(max_examples=40)
@given(st.text("0123456789", min_size=14, max_size=14))
def test_a_registration_number_has_exactly_one_right_check_digit(body: str) -> None:
    assert sum(check_reg_no(f"{body}{last}").valid for last in range(10)) == 1


@settings(max_examples=40)
@given(st.text("0123456789", min_size=12, max_size=18), st.data())
def test_one_wrong_digit_of_a_bank_card_is_noticed(body: str, data: st.DataObject) -> None:
    number = bank_card(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from("0123456789".replace(number[place], "")))
    assert check_bank_card(number).valid
    assert not check_bank_card(number[:place] + other + number[place + 1 :]).valid


@pytest.mark.parametrize("length", [12, 20])
def test_a_bank_card_has_thirteen_to_nineteen_digits(length: int) -> None:
    assert check_bank_card("0" * length).problems == ["银行卡号应为 13 至 19 位数字"]


@pytest.mark.parametrize(
    ("code", "born"),
    [
        ("110105000101001", date(1900, 1, 1)),
        ("110105170001010014", None),
        ("110105180001010014", date(1800, 1, 1)),
        ("110105210001010014", None),
        ("110105200002300014", None),
        ("110105190002290014", None),
        ("110105200002290014", date(2000, 2, 29)),
        ("110105200013010014", None),
    ],
)
def test_a_birth_date_exists_or_there_is_none(code: str, born: date | None) -> None:
    assert id_birth_date(code) == born


@settings(max_examples=40)
@given(BIRTHS, st.integers(0, 90))
def test_a_birthday_itself_does_not_count_yet(born: date, years: int) -> None:
    last = born.replace(year=born.year + years, day=min(born.day, 28))
    after = date(last.year + (last.month == 12), last.month % 12 + 1, 1)
    assert age_on(born, after) == years
    if born.day <= 28:
        assert age_on(born, last) == years - 1
