"""Checks the downloaded files of one day of the open data, off-line.

This module is the script that the portal gives away as verify_open_data.py: one file, the standard
library only. Usage:

    python3 verify_open_data.py DIRECTORY

DIRECTORY holds the files of /open-data/<day>/ under their own names. First check the signature:

    openssl dgst -sha256 -verify key.pem -signature manifest.sig manifest.json

The script then prints OK with the rows of each table, or the first thing that is wrong and ends with 1.

1. The manifest names, for each table, the SHA-256 of every file of commitments (<table>-000000.txt).
2. Line n of <table>-000000.jsonl belongs to line n of that file. A row has `salt` and `row`, and
   SHA-256(salt || row) is its commitment. What is no longer public is a tombstone: its key and why.
3. Line n of <table>-000000.csv says what line n of the .jsonl says, cell by cell, so that the signature holds
   for the sheet as well; its last column says of a decision whether its key is in disputed.txt.
"""

import csv
import hashlib
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ORIGIN = "portal/open-data"
PART = 1000  # rows of a file
MARK = "disputed"
RUN = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what a sheet would take for a formula
ROW, STONE = {"commitment", "row", "salt"}, {"commitment", "gone", "key"}


class Wrong(Exception):  # noqa: N818 - it is a finding, not an error of the script
    """The first thing that is wrong, in words."""


def require(condition: bool, words: str) -> None:
    """Raise Wrong unless the condition holds."""
    if not condition:
        raise Wrong(words)


def canonical(value: Any) -> str:
    """Compact JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(salt: str, text: str) -> str:
    """What a day's manifest holds of a row; `salt` in hex."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def sha256(data: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(data).hexdigest()


def read(place: Path, name: str) -> bytes:
    """A file of the day."""
    require((place / name).is_file(), f"{name} is missing")
    return (place / name).read_bytes()


def check_line(line: str, promised: str, where: str) -> str:
    """ "public", or why the row is gone; Wrong when it is not what was promised."""
    told = json.loads(line)
    require(isinstance(told, dict) and told.get("commitment") == promised, f"{where}: another row")
    if told.keys() == STONE:
        return str(told["gone"]["why"])
    require(told.keys() == ROW, f"{where}: neither a row nor a tombstone")
    require(commitment(told["salt"], told["row"]) == promised, f"{where}: the row was changed")
    return "public"


def cell(value: Any) -> str:
    """What a sheet says of a value; in front of what a sheet would run stands an apostrophe."""
    if isinstance(value, list | dict):
        value = canonical(value)
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip("'").startswith(RUN) else text


def check_sheet(place: Path, name: str, lines: list[str]) -> None:
    """The sheet says of every row what its line says; Wrong at the first cell that does not."""
    text = read(place, f"{name}.csv").decode("utf-8-sig")
    (head, *rows) = csv.reader(io.StringIO(text, newline=""))
    require(len(rows) == len(lines), f"{name}.csv: rows are missing")
    marked = head[-1:] == [MARK]
    disputed = set(read(place, "disputed.txt").decode().splitlines()) if marked else set()
    for no, (row, line) in enumerate(zip(rows, lines, strict=True), start=1):
        told = json.loads(line)
        if "row" in told:
            data = json.loads(told["row"])
            names = head[1:-1] if marked else head[1:]
            require(
                head[0] == "state" and sorted(names) == sorted(data), f"{name}.csv: other columns"
            )
            mark = [str(str(data["id"]) in disputed)] if marked else []
            said = ["public", *(cell(data[each]) for each in names), *mark]
        else:
            said = [str(told["gone"]["why"]), cell(told["key"])]
        require(row == said, f"{name}.csv:{no}: not what the signed row says")


def check_part(place: Path, name: str, digest: str) -> Counter[str]:
    """What the rows of one file are."""
    text = read(place, f"{name}.txt")
    require(sha256(text) == digest, f"{name}.txt is not the signed one")
    promised, lines = text.decode().splitlines(), read(place, f"{name}.jsonl").decode().split("\n")
    require(lines.pop() == "" and len(lines) == len(promised), f"{name}.jsonl: rows are missing")
    check_sheet(place, name, lines)
    pairs = enumerate(zip(lines, promised, strict=True), start=1)
    return Counter(check_line(line, one, f"{name}.jsonl:{no}") for no, (line, one) in pairs)


def check(place: Path) -> dict[str, Counter[str]]:
    """Table -> state -> rows, of a whole day."""
    manifest = json.loads(read(place, "manifest.json"))
    require(manifest["origin"] == ORIGIN, "not a manifest of open data")
    found: dict[str, Counter[str]] = {}
    for table, told in manifest["tables"].items():
        parts = [check_part(place, f"{table}-{no:06}", one) for no, one in enumerate(told["parts"])]
        found[table] = sum(parts, Counter())
        require(found[table].total() == told["rows"], f"{table}: the number of rows differs")
    dictionary = sha256(read(place, "dictionary.json"))
    require(dictionary == manifest["dictionary"], "dictionary.json is not the signed one")
    return found


def main(arguments: list[str]) -> int:
    """The exit code."""
    try:
        require(len(arguments) == 1, "usage: verify_open_data.py DIRECTORY")
        found = check(Path(arguments[0]))
    except (Wrong, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"WRONG: {error}\n")
        return 1
    for table, states in found.items():
        sys.stdout.write(f"{table}: {dict(states)}\n")
    sys.stdout.write("OK\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
