"""Identifiers are checked and explained, never refused and never corrected silently."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    USCC_ALPHABET,
    age_on,
    check_bank_card,
    check_division,
    check_hmt_permit,
    check_id_card,
    check_org_code,
    check_passport,
    check_phone,
    check_reg_no,
    check_uscc,
    division_level,
    division_parents,
    half_width,
    id_check_char,
    id_region_known,
    luhn_ok,
    org_check_char,
    subject_kind,
    uscc_check_char,
    uscc_ok,
)


def test_a_well_known_credit_code_passes() -> None:
    check = check_uscc("91350100M000100Y43")
    assert check.valid
    assert check.problems == []


def test_a_credit_code_is_read_in_full_width_lower_case_and_with_spaces() -> None:
    check = check_uscc(" ９１３５０１００ m000100y43 ")
    assert check.normal == "91350100M000100Y43"
    assert check.valid


def test_letters_that_no_credit_code_uses_are_named_with_a_hint_but_not_replaced() -> None:
    check = check_uscc("9135O100M000100Y43")
    assert not check.valid
    assert check.normal == "9135O100M000100Y43"
    assert any("O" in problem for problem in check.problems)
    assert any("“0”" in hint for hint in check.hints)


def test_a_wrong_check_character_is_a_problem() -> None:
    check = check_uscc("91350100M000100Y44")
    assert not check.valid
    assert check.problems == ["统一社会信用代码校验码不符"]


@pytest.mark.parametrize("text", ["", "9135", "91350100M000100Y430"])
def test_a_credit_code_of_another_length_says_how_long_it_is(text: str) -> None:
    check = check_uscc(text)
    assert not check.valid
    assert f"{len(text)} 位" in check.problems[0]


def test_a_wrong_organisation_digit_inside_a_right_code_is_only_a_hint() -> None:
    body = "9135010012345678" + next(c for c in "0123456789" if c != org_check_char("12345678"))
    check = check_uscc(body + uscc_check_char(body))
    assert check.valid
    assert any("组织机构代码" in hint for hint in check.hints)


def test_an_unknown_register_prefix_is_only_a_hint() -> None:
    body = "A135010012345678" + org_check_char("12345678")
    check = check_uscc(body + uscc_check_char(body))
    assert check.valid
    assert any("A1" in hint for hint in check.hints)


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("11", "机关"), ("91", "企业"), ("92", "个体工商户"), ("93", "农民专业合作社"), ("00", "")],
)
def test_the_prefix_tells_the_kind_of_subject(prefix: str, kind: str) -> None:
    assert subject_kind(prefix + "350100M000100Y4") == kind


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_any_changed_character_of_a_credit_code_is_noticed(
    body: str, place: int, data: st.DataObject
) -> None:
    code = body + uscc_check_char(body)
    other = data.draw(st.sampled_from([c for c in USCC_ALPHABET if c != code[place]]))
    assert uscc_ok(code)
    assert not uscc_ok(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("text", ["D2143569-X", "d2143569x", "Ｄ２１４３５６９Ｘ"])
def test_an_organisation_code_is_read_with_and_without_hyphen(text: str) -> None:
    assert check_org_code(text).valid
    assert check_org_code(text).normal == "D2143569X"


@pytest.mark.parametrize("text", ["D2143569-1", "1234", "甲2143569X"])
def test_a_wrong_organisation_code_is_told(text: str) -> None:
    check = check_org_code(text)
    assert not check.valid
    assert check.problems


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "女"),
        ("440524188001010014", date(1880, 1, 1), "男"),
        ("11010519491231002x", date(1949, 12, 31), "女"),
        ("１１０１０５ 19491231 002X", date(1949, 12, 31), "女"),
    ],
)
def test_an_identity_number_gives_birth_date_and_sex(number: str, born: date, sex: str) -> None:
    check = check_id_card(number)
    assert check.valid
    assert check.birth_date == born
    assert check.sex == sex


def test_a_wrong_check_character_of_an_identity_number_is_told_but_the_birth_date_is_read() -> None:
    check = check_id_card("110105194912310021")
    assert not check.valid
    assert check.birth_date == date(1949, 12, 31)


def test_a_birth_date_that_does_not_exist_is_told() -> None:
    body = "11010519490231002"
    check = check_id_card(body + id_check_char(body))
    assert not check.valid
    assert "出生日期" in check.problems[0]
    assert check.birth_date is None


def test_fifteen_digits_of_the_old_form_are_valid_with_a_hint() -> None:
    check = check_id_card("110105491231002")
    assert check.valid
    assert check.birth_date == date(1949, 12, 31)
    assert any("15 位" in hint for hint in check.hints)


@pytest.mark.parametrize(
    ("first17", "word"),
    [
        ("81000019900101001", "居住证"),
        ("91138219900101001", "永久居留"),
        ("99999919900101001", "永久居留"),
        ("01999919900101001", "行政区划"),
    ],
)
def test_unusual_regions_are_hints_not_problems(first17: str, word: str) -> None:
    check = check_id_card(first17 + id_check_char(first17))
    assert check.valid
    assert any(word in hint for hint in check.hints)


@pytest.mark.parametrize("text", ["", "123", "ABCDEFGHIJKLMNOPQR", "1101051949123100233"])
def test_what_is_no_identity_number_is_told_without_an_error(text: str) -> None:
    check = check_id_card(text)
    assert not check.valid
    assert check.birth_date is None


@given(st.text(max_size=30))
def test_no_check_ever_raises(text: str) -> None:
    checks = (
        check_uscc,
        check_org_code,
        check_id_card,
        check_division,
        check_phone,
        check_bank_card,
        check_reg_no,
        check_passport,
        check_hmt_permit,
    )
    for check in checks:
        result = check(text)
        assert result.valid or result.problems


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2010, 5, 20), date(2024, 5, 19), 13),
        (date(2010, 5, 20), date(2024, 5, 20), 13),
        (date(2010, 5, 20), date(2024, 5, 21), 14),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_a_year_of_age_is_complete_the_day_after_the_birthday(
    born: date, on: date, age: int
) -> None:
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("code", "level", "parents"),
    [
        ("140000", "province", []),
        ("140400", "prefecture", ["140000"]),
        ("140524", "county", ["140000", "140500"]),
        ("140524101", "township", ["140000", "140500"]),
        ("140524101201", "village", ["140000", "140500"]),
        ("140524101000", "township", ["140000", "140500"]),
    ],
)
def test_a_division_code_tells_its_level_and_parents(
    code: str, level: str, parents: list[str]
) -> None:
    assert check_division(code).valid
    assert division_level(code) == level
    assert division_parents(code) == parents


def test_an_unknown_province_is_a_hint_and_another_length_a_problem() -> None:
    assert check_division("990000").valid
    assert check_division("990000").hints
    assert not check_division("1404").valid


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0571-87654321", "0571-87654321"),
        ("010 62345678", "01062345678"),
        ("87654321", "87654321"),
    ],
)
def test_phone_numbers_are_read_in_their_usual_forms(text: str, normal: str) -> None:
    assert check_phone(text).valid
    assert check_phone(text).normal == normal


@pytest.mark.parametrize("text", ["", "12345", "11800138000", "0571-1", "甲"])
def test_what_is_no_phone_number_is_told(text: str) -> None:
    assert check_phone(text).problems == ["不是有效的手机号码或固定电话号码"]


def test_bank_cards_are_checked_by_luhn() -> None:
    assert check_bank_card("6222 0202 0000 1234 560").valid is luhn_ok("6222020200001234560")
    assert luhn_ok("79927398713")
    assert not luhn_ok("79927398710")
    assert not luhn_ok("7992739871a")
    assert check_bank_card("123").problems


def test_a_registration_number_has_a_check_digit_when_it_has_fifteen_digits() -> None:
    assert check_reg_no("110108000000016").valid
    assert not check_reg_no("110108000000017").valid
    assert check_reg_no("1101081234567").hints
    assert check_reg_no("11").problems


def test_documents_without_a_check_digit_are_checked_by_their_shape() -> None:
    assert check_passport("E12345678").valid
    assert not check_passport("E1").valid
    assert check_hmt_permit("h12345678").valid
    assert not check_hmt_permit("Q12345678").valid


def test_half_width_keeps_every_position() -> None:
    text = "（１２Ａ　，。"
    assert half_width(text) == "(12A ,。"
    assert len(half_width(text)) == len(text)


def test_known_regions_include_residence_permits() -> None:
    assert id_region_known("810000199001010017")
    assert id_region_known("110000199001010017")
    assert not id_region_known("000000199001010017")
