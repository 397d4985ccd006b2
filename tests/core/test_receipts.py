"""Receipts: a number, a code that is kept as a hash, and the same for a form that is sent twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import receipts
from core.secrets import keyed_hash

ON = date(2026, 4, 1)


def test_the_same_seed_gives_the_same_receipt_and_another_seed_another() -> None:
    first = receipts.issue("GZ", "seed", on=ON)
    assert receipts.issue("GZ", "seed", on=ON) == first
    assert receipts.issue("GZ", "other", on=ON) != first


def test_a_receipt_says_its_kind_and_day() -> None:
    made = receipts.issue("GZ", "seed", on=ON)
    assert made.number.startswith("GZ20260401-")
    assert [len(part) for part in made.code.split("-")] == [4, 4, 4, 4]


def test_without_a_seed_there_is_no_receipt() -> None:
    with pytest.raises(ValueError, match="seed"):
        receipts.issue("GZ", "  ", on=ON)


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_letters_that_look_alike_are_in_no_receipt(seed: str) -> None:
    made = receipts.issue("GZ", seed.encode("utf-8", "replace").decode(), on=ON)
    letters = (made.number.partition("-")[2] + made.code).replace("-", "")
    assert set(letters) <= set(receipts.ALPHABET)
    assert not set(letters) & set("01IO")


def test_number_and_code_do_not_follow_from_each_other() -> None:
    made = receipts.issue("GZ", "seed", on=ON)
    assert made.number.partition("-")[2] not in made.code.replace("-", "")


def test_the_code_fits_however_it_is_typed() -> None:
    made = receipts.issue("GZ", "seed", on=ON)
    for typed in (
        made.code,
        made.code.lower(),
        made.code.replace("-", ""),
        made.code.replace("-", " "),
        f" {made.code} ",
        made.code.replace("-", "－"),
    ):
        assert receipts.fits(typed, made.code_hash), typed


@pytest.mark.parametrize("typed", ["", " ", "-", "AAAA-AAAA-AAAA-AAAA", "码"])
def test_another_code_does_not_fit(typed: str) -> None:
    assert not receipts.fits(typed, receipts.issue("GZ", "seed", on=ON).code_hash)


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA-AAAA"])
def test_nothing_fits_a_receipt_that_does_not_exist(typed: str) -> None:
    assert not receipts.fits(typed, "")


def test_the_hash_is_keyed_and_does_not_hold_the_code() -> None:
    made = receipts.issue("GZ", "seed", on=ON)
    assert made.code_hash == keyed_hash(made.code.replace("-", ""))
    assert made.code not in made.code_hash


def test_seeds_are_fresh() -> None:
    assert receipts.seed() != receipts.seed()
    assert len(receipts.seed()) >= 32
