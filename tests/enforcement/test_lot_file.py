"""The published file at its edges: whatever the lists are, a true file passes and a touched one fails."""

import base64
import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement import draws
from enforcement.models import DrawObject
from enforcement.models.kinds import PartyKind
from tests.enforcement import drawing

Data = dict[str, Any]
EXAMPLES = 40


@st.composite
def lists(choose: st.DrawFn) -> Data:
    """Lists from which a draw can be made: two classes, some recusals."""
    high, low = choose(st.integers(1, 12)), choose(st.integers(1, 12))
    staff = choose(st.integers(2, 8))
    given_ = drawing.lists(objects=high + low, officers=staff)
    for number, row in enumerate(given_["objects"]):
        row["class"] = "高" if number < high else "低"
    each = choose(st.integers(1, staff))
    take = {"高": choose(st.integers(0, high)), "低": choose(st.integers(0, low))}
    given_["rule"] |= {"take": take, "officers_each": each}
    if each < staff:
        given_["recusals"] = [["p00", row["id"]] for row in given_["objects"][::2]]
    return given_


def file_of(given_: Data) -> Data:
    """The published file of a draw from the lists."""
    commitment = draws.commitment_of(given_)
    seed = draws.seed_of(commitment, drawing.NOTE, drawing.VALUE)
    return {
        **drawing.published(),
        **{"lists": given_, "commitment": commitment, "result": draws.draw(given_, seed)},
    }


# ------------------------------------------------------------------------------ true files
@settings(max_examples=EXAMPLES)
@given(lists())
def test_a_true_file_is_ok_after_any_journey_through_json(given_: Data) -> None:
    data = file_of(given_)
    for indent in (None, 1):
        again = json.loads(json.dumps(data, indent=indent, ensure_ascii=bool(indent)))
        assert draws.difference(again, data["commitment"]) == ""


@settings(max_examples=EXAMPLES)
@given(lists())
def test_a_draw_gives_each_class_its_number_and_each_object_its_team(given_: Data) -> None:
    rows = file_of(given_)["result"]
    classes = {row["id"]: row["class"] for row in given_["objects"]}
    drawn = [classes[row["object"]] for row in rows]
    assert {name: drawn.count(name) for name in given_["rule"]["take"]} == given_["rule"]["take"]
    apart = {tuple(pair) for pair in given_["recusals"]}
    for row in rows:
        assert len(set(row["officers"])) == given_["rule"]["officers_each"]
        assert not {(who, row["object"]) for who in row["officers"]} & apart


@settings(max_examples=EXAMPLES)
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_change_the_commitment(
    given_: Data, chance: random.Random
) -> None:
    keys = list(given_)
    chance.shuffle(keys)
    assert draws.commitment_of({key: given_[key] for key in keys}) == draws.commitment_of(given_)


@settings(max_examples=EXAMPLES)
@given(lists(), st.text(min_size=1, max_size=8))
def test_any_word_added_to_a_name_is_found(given_: Data, word: str) -> None:
    data = file_of(given_)
    touched = copy.deepcopy(data)
    touched["lists"]["objects"][0]["name"] += word
    assert "the lists were changed" in draws.difference(touched)


@settings(max_examples=EXAMPLES)
@given(lists().filter(lambda each: sum(each["rule"]["take"].values()) > 1))
def test_two_rows_exchanged_are_found_at_the_first(given_: Data) -> None:
    data = file_of(given_)
    data["result"][0], data["result"][1] = data["result"][1], data["result"][0]
    assert draws.difference(data).startswith("row 1: the draw gives")


@given(st.text(alphabet="0123456789.,-", max_size=12))
def test_a_value_fits_the_mask_made_of_it_and_no_longer_one(value: str) -> None:
    mask = "".join("9" if sign.isdigit() else sign for sign in value)
    assert draws.fits(mask, value)
    assert not draws.fits(mask, value + "0")
    assert not draws.fits(mask + "9", value)


@given(st.integers(1, draws.SPAN - 1), st.lists(st.integers(0, draws.SPAN - 1), max_size=4))
def test_a_number_below_is_below_and_of_an_accepted_word(n: int, stream: list[int]) -> None:
    limit = draws.SPAN - draws.SPAN % n
    first = next(word for word in [*stream, 0] if word < limit)
    assert draws.below(n, iter([*stream, 0])) == first % n < n


# ------------------------------------------------------------------------------ the keys
@given(st.text(min_size=1, max_size=20), st.sampled_from([PartyKind.ORG, PartyKind.SOLE_TRADER]))
def test_the_key_of_an_enterprise_is_its_code_or_its_name(name: str, kind: str) -> None:
    assert DrawObject(kind=kind, name=name, code="SHOP1").key == "SHOP1"
    assert DrawObject(kind=kind, name=name).key == DrawObject(kind=kind, name=name).shown == name


@given(
    st.text(max_size=20), st.text(max_size=20), st.text("0123456789abcdef", min_size=1, max_size=32)
)
def test_the_key_of_a_person_tells_neither_name_nor_code(name: str, code: str, salt: str) -> None:
    row = DrawObject(kind=PartyKind.PERSON, name=name, code=code, salt=salt)
    assert len(row.key) == len("person-") + 64
    assert row.key == DrawObject(kind=PartyKind.PERSON, name=name, code=code, salt=salt).key
    assert row.key != DrawObject(kind=PartyKind.PERSON, name=name, code=code, salt=salt + "0").key
    assert row.shown == ""


# ------------------------------------------------------------------------------ touched files
def earlier_seed_day(data: Data) -> None:
    data["committed_at"] = "2026-05-03T00:00:00+08:00"


def other_checkpoint(data: Data) -> None:
    data["seed"]["checkpoint"] = drawing.NOTE.replace(
        base64.b64encode(drawing.ROOT).decode(), base64.b64encode(bytes(32)).decode()
    )


def row_added(data: Data) -> None:
    data["result"].append(copy.deepcopy(data["result"][0]))


def officer_twice(data: Data) -> None:
    data["result"][1]["officers"] = [data["result"][1]["officers"][0]] * 2


def object_of_nobody(data: Data) -> None:
    data["result"][4]["object"] = "o999"


def nothing_drawn(data: Data) -> None:
    data["result"] = []


def other_format(data: Data) -> None:
    data["format"] = "random-draw/2"


def value_without_digits(data: Data) -> None:
    data["seed"]["value"] = ""


TOUCHED: list[tuple[Callable[[Data], None], str]] = [
    (earlier_seed_day, "the seed day 2026-05-02 is not after the commitment"),
    (other_checkpoint, "row 1: the draw gives"),
    (row_added, "the draw gives 5 rows, the file has 6"),
    (officer_twice, "row 2: the draw gives"),
    (object_of_nobody, "row 5: the draw gives"),
    (nothing_drawn, "the draw gives 5 rows, the file has 0"),
    (other_format, "unknown format random-draw/2"),
    (value_without_digits, "the seed value  is not written as"),
]


@pytest.mark.parametrize(("touch", "said"), TOUCHED)
def test_a_touched_file_is_told_by_its_first_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], touch: Callable[[Data], None], said: str
) -> None:
    data = drawing.published()
    touch(data)
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert draws.main([str(path)]) == 1
    assert capsys.readouterr().out.startswith(f"DIFFERENT: {said}")


def without_seed_source(data: Data) -> None:
    del data["lists"]["seed_source"]
    data["commitment"] = draws.commitment_of(data["lists"])


def short_note(data: Data) -> None:
    data["seed"]["checkpoint"] = "portal/audit\n7"


def note_that_is_no_base64(data: Data) -> None:
    data["seed"]["checkpoint"] = "portal/audit\n7\n%%%%\n"


def day_that_is_none(data: Data) -> None:
    data["committed_at"] = "yesterday"


def rows_that_are_numbers(data: Data) -> None:
    data["lists"]["objects"] = [1, 2]
    data["commitment"] = draws.commitment_of(data["lists"])


def result_lost(data: Data) -> None:
    data["result"] = None


def too_few_for_the_rule(data: Data) -> None:
    data["lists"]["rule"]["take"] = {"": 21}
    data["commitment"] = draws.commitment_of(data["lists"])


@pytest.mark.parametrize(
    "touch",
    [
        *(without_seed_source, short_note, note_that_is_no_base64, day_that_is_none),
        *(rows_that_are_numbers, result_lost, too_few_for_the_rule),
    ],
)
def test_a_file_with_a_part_missing_is_unreadable_and_never_ok(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], touch: Callable[[Data], None]
) -> None:
    data = drawing.published()
    touch(data)
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert draws.main([str(path)]) == 2
    assert capsys.readouterr().out.startswith("UNREADABLE: ")


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"]])
def test_too_few_or_too_many_words_on_the_command_line_are_told(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert draws.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_a_file_that_is_not_there_is_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert draws.main([str(tmp_path / "none.json")]) == 2
    assert "FileNotFoundError" in capsys.readouterr().out


# ------------------------------------------------------------------------------ the lists alone
@pytest.mark.parametrize("name", ["objects", "officers"])
def test_rows_out_of_order_or_twice_or_excluded_are_a_flaw(name: str) -> None:
    good = drawing.lists()
    assert draws.flaw(good) == ""
    assert draws.flaw({**good, name: good[name][::-1]}).startswith(f"{name}: not sorted")
    assert draws.flaw({**good, name: [good[name][0], *good[name]]}).startswith(f"{name}: not")
    out = {**good["excluded"], name: [good[name][2]]}
    again = good[name][2]["id"]
    assert draws.flaw({**good, "excluded": out}) == f"{name}: excluded and still there: {again}"


@pytest.mark.parametrize(
    ("note", "words"),
    [("", "not a checkpoint"), ("a\nb", "not a checkpoint"), ("a\nb\n!!!!\n", "base64 data")],
)
def test_what_is_no_checkpoint_gives_no_root(note: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        draws.root_of(note)


def test_each_part_of_the_seed_changes_it() -> None:
    other = drawing.NOTE.replace("AAEC", "AQEC")
    seeds = {
        draws.seed_of("c" * 64, drawing.NOTE, "1"),
        draws.seed_of("d" * 64, drawing.NOTE, "1"),
        draws.seed_of("c" * 64, other, "1"),
        draws.seed_of("c" * 64, drawing.NOTE, "2"),
    }
    assert len(seeds) == 4
