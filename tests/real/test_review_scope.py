"""The catalogues of review over published decisions: the document is what the collection gives today."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from enforcement.profiles import PROFILE_KEYS
from enforcement.review_facts import REDUCED, Row
from tests.real import scope


@pytest.fixture(scope="module")
def records(shared_data: Path) -> Mapping[str, dict[str, Any]]:
    rows = scope.rows(shared_data / "decisions" / "penalties.jsonl")
    return {row["uid"]: row for row in rows}


@pytest.fixture(scope="module")
def read(records: Mapping[str, dict[str, Any]]) -> dict[str, Row]:
    return {uid: scope.facts(row) for uid, row in records.items()}


def test_the_tables_of_the_document_are_those_of_the_collection(read: dict[str, Row]) -> None:
    text = scope.DOCUMENT.read_text(encoding="utf-8")

    assert text == scope.with_tables(text, list(read.values())), "see the top of the document"


def test_every_decision_is_counted_once_in_every_profile(read: dict[str, Row]) -> None:
    found = scope.count(read.values())

    assert len(read) == 3450
    assert set(found) == set(PROFILE_KEYS)
    simple = sum(row.procedure == "simple" for row in read.values())
    for each in found.values():
        assert max(each.rules.values()) <= each.reviewed <= len(read) - simple
        assert sum(each.alone.values()) <= each.reviewed


def test_fines_are_those_of_the_collection_but_for_a_few(
    records: Mapping[str, dict[str, Any]], read: dict[str, Row]
) -> None:
    hints = {
        uid: round(row["amount_yuan"] * 100) for uid, row in records.items() if row["amount_yuan"]
    }
    wrong = [uid for uid, cents in hints.items() if read[uid].fine != cents]

    assert len(hints) == 1462
    assert len(wrong) <= 15


@pytest.mark.parametrize(
    ("uid", "values"),
    [
        ("yl-hn-91855", {"heard": True, "fine": 20_000_000}),
        ("yl-hn-92006", {"heard": True, "fine": 5_000_000}),
        ("yl-hn-91887", {"penalty_kinds": ("fine", "stop_business"), "fine": 10_000_000}),
        ("yl-cq-10110093", {"weights": ()}),
        ("yl-cq-10179074", {"weights": (REDUCED,)}),
        ("yl-cq-10162055", {"kind": "permit", "outcome": "revoked", "penalty_kinds": ()}),
        ("yl-cq-10162454", {"penalty_kinds": ("revoke_licence",)}),
        ("yl-cq-10162093", {"penalty_kinds": ("stop_business",)}),
        ("yl-hn-94590", {"penalty_kinds": ("warning", "close_down")}),
        ("yl-yn-10180643", {"penalty_kinds": ("restrict_practice",)}),
        ("yl-hn-90872", {"fine": 130_000, "confiscated": 91_000}),
        ("yl-xz-2568", {"procedure": "simple"}),
        ("yl-hb-33268", {"kind": "inspection", "fine": 8_000_000}),
        ("yl-hn-93966", {"penalty_kinds": ("fine",), "fine": 100_000}),
        ("yl-cq-10170150", {"fine": 445_605}),
        ("yl-hb-32688", {"fine": 2_770_600, "confiscated": 2_470_600}),
    ],
)
def test_what_was_read_by_hand_is_what_the_reader_finds(
    read: dict[str, Row], uid: str, values: dict[str, Any]
) -> None:
    assert {name: getattr(read[uid], name) for name in values} == values


def row(decision: str = "", text: str = "", **changes: Any) -> dict[str, Any]:
    """A made-up record of the collection."""
    given = {"kind": "行政处罚", "party_type": "法人及非法人组织", "amount_yuan": None}
    return {**given, "decision": decision, "text": text or decision, **changes}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("我局于5月2日举行听证会，听取了意见。", True),
        ("经听证，你公司的理由不成立。", True),
        ("你公司有权要求举行听证。逾期未提出听证申请。", False),
        ("你公司未要求举行听证。", False),
        ("告知你公司享有听证的权利。", False),
    ],
)
def test_a_right_to_a_hearing_is_no_hearing(text: str, heard: bool) -> None:
    assert scope.facts(row("罚款1万元", text)).heard is heard


@pytest.mark.parametrize(
    ("decision", "kinds"),
    [
        ("责令停产停业，罚款5万元。", ("fine", "stop_business")),
        ("责令立即停止生产不合格产品；罚款1万元。", ("fine",)),
        ("责令停止生产，并处罚款1万元。", ("fine", "stop_business")),
        ("依据“可以吊销许可证”的规定，给予警告。", ("warning",)),
        ("警告；情节严重的，吊销许可证。", ("warning",)),
        ("没收违法所得100元；没收假药3盒。", ("confiscate_income", "confiscate_goods")),
        ("暂扣道路运输许可证一个月。", ("suspend_licence",)),
    ],
)
def test_kinds_are_those_ordered_not_those_quoted_or_threatened(
    decision: str, kinds: tuple[str, ...]
) -> None:
    assert scope.facts(row(decision)).penalty_kinds == kinds


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("决定给予减轻处罚：罚款500元。", True),
        ("当事人请求减轻处罚，我局不予采纳。罚款500元。", False),
        ("不符合减轻处罚的情形，罚款500元。", False),
    ],
)
def test_a_wish_for_a_reduction_is_no_reduction(text: str, reduced: bool) -> None:
    assert bool(scope.facts(row(text)).weights) is reduced


def test_the_tables_of_a_small_collection() -> None:
    records = [
        Row("penalty", "ordinary", "org", outcome="penalty", fine=10_000_000),
        Row("penalty", "simple", "org", outcome="penalty", fine=10_000),
    ]

    made = scope.with_tables(f"head\n{scope.BEGIN}\nold\n{scope.END}\ntail\n", records)

    assert made.startswith("head\n") and made.endswith("\ntail\n") and "old" not in made
    assert "1 of 2 go to review" in made
    assert "| 10,000 / 100,000 yuan, the number not included | 0 | 0 |" in made
    assert "| 10,000 / 100,000 yuan, the number included | 1 | 1 |" in made
