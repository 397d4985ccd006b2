"""The tables of moves are in the documents as they are in the code, and each reaches its end."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.flow import Flow, Move
from tests.source import modules

PAGE = Path(__file__).resolve().parent.parent / "docs" / "moves.md"
HEAD = """# The tables of moves

Every row with a state moves along one of these tables and by no other way: `core.flow.Flow.move` locks,
checks, saves and writes the audit entry. The page is made from the code; `tests/test_moves.py` fails while
the two differ. After a change:

```
.venv/bin/python manage.py shell -c "from tests.test_moves import write_moves; write_moves()"
```
"""


def flows() -> Iterator[tuple[str, "Flow[Any]"]]:
    """Name and table of every flow: `MEASURE`, or `FLOWS.recusal` where a model has several."""
    for module in modules():
        if "Flow(" not in module.text or module.name == "core.flow":
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Flow):
                yield name, value
            elif (
                isinstance(value, dict)
                and value
                and all(isinstance(v, Flow) for v in value.values())
            ):
                yield from ((f"{name}.{key}", flow) for key, flow in value.items())


def table(name: str, flow: "Flow[Any]") -> str:
    """One table as a section of the page."""
    states = dict(flow.model._meta.get_field(flow.field).flatchoices)
    rows = [
        f"| {move.label} `{name_}` | {' · '.join(str(states[s]) for s in move.sources)} "
        f"| {states[move.target]} | {move.article} |"
        for name_, move in flow.moves.items()
    ]
    title = f"## {flow.model._meta.verbose_name} `{flow.model.__name__}`, `{name}`"
    return "\n".join(
        [title, "", "| move | from | to | article |", "| --- | --- | --- | --- |", *rows]
    )


def page() -> str:
    """The whole page."""
    tables = sorted((flow.model._meta.label, name, table(name, flow)) for name, flow in flows())
    return "\n\n".join([HEAD.rstrip(), *(text for _label, _name, text in tables)]) + "\n"


def write_moves() -> None:
    """Bring docs/moves.md into step."""
    PAGE.write_text(page(), encoding="utf-8")


def test_the_page_of_moves_is_that_of_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run the command at the top of docs/moves.md"


@pytest.mark.parametrize("name", [name for name, _flow in flows()])
def test_every_move_leads_from_and_to_states_of_the_model(name: str) -> None:
    flow = dict(flows())[name]
    states = {value for value, _label in flow.model._meta.get_field(flow.field).flatchoices}
    for move in flow.moves.values():
        assert {*move.sources, move.target} <= states, move.name
        assert move.label


@pytest.mark.parametrize("name", [name for name, _flow in flows()])
def test_every_state_of_a_move_is_reached(name: str) -> None:
    flow = dict(flows())[name]
    first = {flow.model._meta.get_field(flow.field).get_default()}
    reached, steps = set(first), list(flow.moves.values())
    while new := {m.target for m in steps if reached & set(m.sources)} - reached:
        reached |= new
    starts = {source for move in steps for source in move.sources}
    assert starts <= reached | entered(flow), name


def entered(flow: "Flow[Any]") -> set[str]:
    """States a row may be created in besides the default, where a model has several tables."""
    same = [other for _name, other in flows() if other.model is flow.model]
    return (
        {move.target for other in same for move in other.moves.values()} if len(same) > 1 else set()
    )


def test_a_changed_table_makes_the_page_stale() -> None:
    name, flow = next(flows())
    moves = [*flow.moves.values(), Move("试", ("x",), "y", "试")]
    states = dict(flow.model._meta.get_field(flow.field).flatchoices)
    assert "x" not in states
    with pytest.raises(KeyError):
        table(name, Flow(flow.model, moves, field=flow.field))
