"""Drafts that apply a benchmark, leave its tier, or are past weighing; and how a refusal is caught."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Decision, Departure
from enforcement.services import decisions, discretion
from tests.base import Cast
from tests.enforcement.dossier import ON, again, draft
from tests.enforcement.fined import SERVED, fined
from tests.gauges import benchmark, weigh

WHY = "数量接近一般阶次。"
OPINION = "情况属实，同意。"
EASED = {"harm_removed": "召回全部商品并赔偿消费者。"}
ABOVE = {"organ": "云溪市人民政府", "doc_no": "云政函〔2026〕3号"}
PAST = ("issued", "served", "revoked", "abandoned")


def departed(cast: Cast, row: Decision, *, why: str = WHY, **changes: Any) -> Decision:
    """The draft with a fine of 3,000 yuan, just above its tier, and the reasons."""
    chosen = benchmark(changes.pop("of", cast.bureau), **changes)
    decisions.edit(row, by=cast.officer1, content={"fine_cents": 300_000})
    return weigh(again(row), chosen, departure=why)


def approve(cast: Cast, row: Decision, *, on: date = ON, **changes: Any) -> Departure:
    """The head approves that the draft leaves its tier."""
    given = {"by": cast.head, "way": "head", "opinion": OPINION, **changes}
    return discretion.approve_departure(row, on=on, **given)


def in_state(cast: Cast, status: str) -> Decision:
    """A decision without a benchmark that came to the status."""
    if status in {"served", "revoked"}:
        row = fined(cast)
        return (
            decisions.revoke(row, by=cast.head, on=SERVED, ground="事实认定有误。")
            if status == "revoked"
            else row
        )
    content: dict[str, Any] = {"penalty_kinds": ["fine"], "fine_cents": 200_000}
    row = draft(cast.bureau, procedure="simple", **content)
    if status == "issued":
        return decisions.issue(row, by=cast.head, on=ON)
    if status == "abandoned":
        return decisions.abandon(row, by=cast.officer1, on=ON, reason="改按另案处理。")
    return row


def unheard(act: Callable[[], object]) -> RuleError:
    """What the refused act says; the log must not have heard of it."""
    before = AuditEntry.objects.count()
    with pytest.raises(RuleError) as caught:
        act()
    assert AuditEntry.objects.count() == before
    return caught.value


def logged(action: str) -> Any:
    """The data of the only entry of the action in the log."""
    return json.loads(AuditEntry.objects.get(action=action).data)


def refused_by_gate(act: Callable[[], object]) -> str:
    """The code with which a gate of the database refuses the act."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    return found[0] if found is not None else f"no gate of ours: {caught.value}"


def rewrite(row: Model, column: str, value: Any) -> None:
    """Set one column of a row with raw SQL, past every service and model."""
    table = row._meta.db_table
    statement = f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s'  # noqa: S608  # names of our own
    with connection.cursor() as cursor:
        cursor.execute(statement, [value, row.pk])


def empty(model: type[Model]) -> None:
    """Delete every row of a table with raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608  # a name of our own
