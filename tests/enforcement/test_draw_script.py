"""Anybody re-runs a draw with the published file alone; a changed list or result is found."""

import ast
import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enforcement import draws
from tests.enforcement import drawing

LONGEST = 200
Data = dict[str, Any]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Run the script in a folder where nothing else is, without this project on its path."""
    script = tmp_path / "verify_draw.py"
    shutil.copy(str(draws.__file__), script)

    def go(data: Any, *more: str) -> tuple[int, str]:
        file = tmp_path / "draw.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-I", script.name, file.name, *more],
            cwd=tmp_path,
            env={},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode()

    return go


def test_the_script_is_short_and_needs_the_standard_library_only() -> None:
    text = Path(str(draws.__file__)).read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    names = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert len(text.splitlines()) <= LONGEST


def test_an_untouched_file_is_ok(run: Callable[..., tuple[int, str]]) -> None:
    data = drawing.published()
    assert run(data) == (0, "OK: 5 rows\n")
    assert run(data, data["commitment"].upper()) == (0, "OK: 5 rows\n")


def test_lists_that_are_committed_but_not_drawn_are_ok(run: Callable[..., tuple[int, str]]) -> None:
    data = {**drawing.published(), "seed": None, "result": None}
    assert run(data) == (0, "OK: committed, not drawn yet\n")


def without_the_last_object(data: Data) -> None:
    data["lists"]["objects"].pop()


def with_another_rule(data: Data) -> None:
    data["lists"]["rule"]["take"] = {"": 4}


def with_an_excluded_officer_back(data: Data) -> None:
    data["lists"]["officers"].append({"id": "p99", "category": ""})


def with_another_reason(data: Data) -> None:
    data["lists"]["excluded"]["objects"].append({"id": "x", "reason": "停业"})


@pytest.mark.parametrize(
    "tamper",
    [
        without_the_last_object,
        with_another_rule,
        with_an_excluded_officer_back,
        with_another_reason,
    ],
)
def test_a_list_edited_after_the_commitment_is_found(
    run: Callable[..., tuple[int, str]], tamper: Callable[[Data], None]
) -> None:
    data = copy.deepcopy(drawing.published())
    tamper(data)
    code, text = run(data)
    assert code == 1
    assert text.startswith("DIFFERENT: the lists were changed")


def test_lists_and_commitment_replaced_together_are_found_by_the_noted_commitment(
    run: Callable[..., tuple[int, str]],
) -> None:
    noted = drawing.published()["commitment"]
    forged = drawing.published(objects=drawing.lists(objects=19)["objects"])
    assert run(forged)[0] == 0
    code, text = run(forged, noted)
    assert code == 1
    assert text.startswith(f"DIFFERENT: the commitment noted was {noted}")


def test_an_exchanged_officer_is_named_with_its_row(run: Callable[..., tuple[int, str]]) -> None:
    data = drawing.published()
    team = data["result"][2]["officers"]
    team[0], team[1] = team[1], team[0]
    code, text = run(data)
    assert code == 1
    assert text.startswith("DIFFERENT: row 3: the draw gives")


def test_a_row_that_was_left_out_is_found(run: Callable[..., tuple[int, str]]) -> None:
    data = drawing.published()
    data["result"].pop()
    assert run(data) == (1, "DIFFERENT: the draw gives 5 rows, the file has 4\n")


def test_another_seed_value_gives_another_result(run: Callable[..., tuple[int, str]]) -> None:
    data = drawing.published()
    data["seed"]["value"] = "4,07,12,19,28,31"
    assert run(data)[1].startswith("DIFFERENT: row 1")


def test_a_value_written_otherwise_is_found(run: Callable[..., tuple[int, str]]) -> None:
    data = drawing.published()
    data["seed"]["value"] = "3,7,12,19,28,31"
    assert "is not written as 9,99" in run(data)[1]


def test_a_seed_day_that_is_not_after_the_commitment_is_found(
    run: Callable[..., tuple[int, str]],
) -> None:
    data = {**drawing.published(), "committed_at": "2026-05-02T00:00:01+08:00"}
    assert "is not after the commitment" in run(data)[1]


def test_an_object_listed_twice_is_found_though_it_was_committed(
    run: Callable[..., tuple[int, str]],
) -> None:
    rows = drawing.lists()["objects"]
    assert "a row is there twice" in run(drawing.published(objects=[rows[0], *rows]))[1]


def test_an_excluded_object_on_the_list_is_found(run: Callable[..., tuple[int, str]]) -> None:
    excluded = {"objects": [{"id": "o003", "reason": "停业"}], "officers": []}
    text = run(drawing.published(excluded=excluded))[1]
    assert text == "DIFFERENT: objects: excluded and still there: o003\n"


def test_a_result_without_a_seed_is_found(run: Callable[..., tuple[int, str]]) -> None:
    assert run({**drawing.published(), "seed": None})[1] == "DIFFERENT: a result without a seed\n"


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"lists": 3}', "\x00"])
def test_a_file_that_is_no_draw_is_unreadable(
    run: Callable[..., tuple[int, str]], text: str
) -> None:
    code, said = run(text)
    assert code == 2
    assert said.startswith("UNREADABLE: ")


def test_without_a_file_it_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert draws.main([]) == 2
    assert "usage: python3 verify_draw.py draw.json [commitment]" in capsys.readouterr().err
