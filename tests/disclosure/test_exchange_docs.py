"""The page about the exchange names what the exchange takes."""

from pathlib import Path

from django.urls import reverse

from disclosure.api.exchange_proceedings import ProceedingBegun, ProceedingEnded
from disclosure.exchange import wire
from disclosure.models import RecordRuling
from disclosure.services import exchange_batches
from enforcement.models import Stay

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")


def test_every_field_of_the_kinds_without_a_sheet_is_named() -> None:
    for columns in (*wire.OWN.values(), wire.BESIDE):
        assert {column.key for column in columns if f"`{column.key}`" not in PAGE} == set()


def test_its_addresses_and_numbers_are_those_of_the_code() -> None:
    ends = (
        "send",
        "withdraw",
        "decision-withdraw",
        "changes",
        "proceeding-begin",
        "proceeding-end",
    )
    for name in ends:
        assert reverse(f"api-exchange-{name}") in PAGE
    assert f"1 to {exchange_batches.MOST:,} records" in PAGE
    assert all(f"`{kind}`" in PAGE for kind in wire.FIELDS)


def test_every_field_and_result_of_a_proceeding_is_named() -> None:
    fields = {*ProceedingBegun().fields, *ProceedingEnded().fields}
    named = fields | {key for key, _label in (*RecordRuling.OUTCOMES, *Stay.Kind.choices)}
    assert {name for name in named if f"`{name}`" not in PAGE} == set()
