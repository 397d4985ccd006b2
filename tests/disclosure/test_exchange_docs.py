"""The page about the exchange names what the exchange takes."""

from pathlib import Path

from django.urls import reverse

from disclosure.exchange import wire
from disclosure.services import exchange_batches

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")


def test_every_field_of_the_kinds_without_a_sheet_is_named() -> None:
    for columns in (*wire.OWN.values(), wire.BESIDE):
        assert {column.key for column in columns if f"`{column.key}`" not in PAGE} == set()


def test_its_addresses_and_numbers_are_those_of_the_code() -> None:
    for name in ("send", "withdraw", "decision-withdraw", "changes"):
        assert reverse(f"api-exchange-{name}") in PAGE
    assert f"1 to {exchange_batches.MOST:,} records" in PAGE
    assert all(f"`{kind}`" in PAGE for kind in wire.FIELDS)
