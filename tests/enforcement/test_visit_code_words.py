"""The code of a visit: nobody guesses it, anybody reads it from paper, its address leads to it."""

import pytest
from django.test import override_settings
from django.urls import resolve
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.codes import ALPHABET, CODE_LENGTH, address, new_code

SIGNS = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_the_signs_are_thirty_two_and_none_twice() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert ALPHABET.upper() == ALPHABET


@pytest.mark.parametrize("sign", ["0", "O", "1", "I"])
def test_no_sign_is_mistaken_for_another(sign: str) -> None:
    assert sign not in ALPHABET


def test_a_thousand_codes_are_well_made_and_none_repeats() -> None:
    codes = [new_code() for _code in range(1000)]
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set(ALPHABET)


@settings(max_examples=25)
@given(SIGNS)
def test_the_address_of_a_code_leads_to_its_public_page(code: str) -> None:
    with override_settings(PUBLIC_BASE_URL="https://portal.example"):
        path = address(code).removeprefix("https://portal.example")
    found = resolve(path)
    assert (found.url_name, found.kwargs) == ("verify-code", {"code": code})


@pytest.mark.parametrize("base", ["https://portal.example", "https://portal.example/"])
def test_a_slash_at_the_end_of_the_base_is_not_doubled(base: str) -> None:
    with override_settings(PUBLIC_BASE_URL=base):
        assert address("A" * CODE_LENGTH) == f"https://portal.example/v/{'A' * CODE_LENGTH}"
