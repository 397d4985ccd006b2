"""Putting a row into a state without its story: along its table, as the database demands."""

from collections import deque
from typing import Any

from django.db.models import Model

from core.flow import Flow
from enforcement import flows
from enforcement.models import Case, Incident, InspectionTask


def table_of(row: Model) -> "Flow[Any]":
    """The table the row moves along."""
    if isinstance(row, Incident):
        return flows.INCIDENT[row.kind]
    tables: dict[type[Model], Flow[Any]] = {Case: flows.CASE, InspectionTask: flows.TASK}
    return tables[type(row)]


def way(flow: "Flow[Any]", first: str, last: str) -> list[str]:
    """The states from the first, which is left out, to the last; ValueError when no way leads there."""
    waiting: deque[list[str]] = deque([[first]])
    known = {first}
    while waiting:
        steps = waiting.popleft()
        if steps[-1] == last:
            return steps[1:]
        for source, target in flow.pairs:
            if source == steps[-1] and target not in known:
                known.add(target)
                waiting.append([*steps, target])
    raise ValueError(f"no way from {first} to {last}")


def put(row: Model, status: str, **values: Any) -> None:
    """Write the state and the values by plain UPDATEs, one for every state on the way."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    flow = table_of(row)
    first = str(rows.values_list(flow.field, flat=True).get())
    for state in way(flow, first, status) or [status]:
        rows.update(**{**values, flow.field: state})
