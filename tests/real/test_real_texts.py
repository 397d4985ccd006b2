"""Reading published decisions: no word is lost, and amounts are what the collection says they are."""

import json
from datetime import date
from pathlib import Path

import pytest

from enforcement.models.kinds import PenaltyKind
from tests.real import decided
from tests.real.texts import Text, lines_of, sentences, texts

# In these the collection took a price per kilogram for the fine.
PRICES = {"yl-gs-115766", "yl-gs-115757", "yl-gs-115756"}
Texts = dict[str, Text]


@pytest.fixture(scope="module")
def published(shared_data: Path) -> Texts:
    return {text.uid: text for text in texts(shared_data / "decisions" / "fulltext")}


def test_every_word_of_every_published_decision_has_its_part(
    published: Texts, shared_data: Path
) -> None:
    assert len(published) == 80
    for uid, text in published.items():
        path = shared_data / "decisions" / "fulltext" / f"{uid}.txt"
        whole = "".join(lines_of(path.read_text(encoding="utf-8")))
        assert "".join(piece for _, piece in text.order) == whole, uid


def test_every_published_decision_says_what_was_done_and_decided(published: Texts) -> None:
    for uid, text in published.items():
        assert text.said("facts"), uid
        assert text.said("result"), uid
        assert text.said("remedies"), uid
        assert decided.kinds(text), uid


def test_fines_are_those_of_the_collection(published: Texts, shared_data: Path) -> None:
    rows = (shared_data / "decisions" / "penalties.jsonl").open(encoding="utf-8")
    hints = {row["uid"]: row["amount_yuan"] for row in map(json.loads, rows)}
    known = {uid: hints[uid] for uid in published if hints.get(uid) and uid not in PRICES}
    assert len(known) == 40
    assert known == {uid: decided.fine(published[uid]) / 100 for uid in known}


def test_several_fines_of_one_decision_are_its_sum(published: Texts) -> None:
    text = published["yl-cq-10112481"]  # 15万, 5万 and 7000 are 20.7万
    assert decided.fine(text) == 20_700_000
    assert decided.kinds(text) == [PenaltyKind.WARNING, PenaltyKind.FINE]


def test_what_is_taken_away_is_not_the_fine(published: Texts) -> None:
    text = published["yl-hb-33282"]
    assert (decided.confiscated(text), decided.fine(text)) == (500_000, 1_000_000)


@pytest.mark.parametrize(
    ("line", "cents"),
    [
        ("罚款人民币壹万元整。", [1_000_000]),
        ("处罚款拾伍万元整(150000.00元)。", [15_000_000, 15_000_000]),
        ("罚款金额共计：贰万零伍佰柒拾捌元捌角（￥20578.8元）", [2_057_880, 2_057_880]),
        ("罚款20.7万元", [20_700_000]),
        ("人民币五仟圆（5000元）整", [500_000, 500_000]),
        ("壹拾万玖仟贰佰零捌元", [10_920_800]),
        ("没收地骨皮10.4 kg", []),
    ],
)
def test_amounts_are_read_as_written(line: str, cents: list[int]) -> None:
    assert decided.amounts(line) == cents


def test_a_full_stop_inside_a_quotation_ends_no_sentence() -> None:
    line = "依据“处以罚款。情节严重的，吊销。”的规定，罚款1万元。逾期加处。"
    assert sentences(line) == [line[:-5], "逾期加处。"]
    assert "".join(sentences(line)) == line


def test_days_are_read_in_figures_and_in_words(published: Texts) -> None:
    assert decided.decided_on(published["yl-yn-10180944"]) == date(2016, 5, 6)
    assert decided.decided_on(published["yl-cq-10113133"]) == date(2012, 7, 18)
    assert decided.told_on(published["yl-gx-10151325"]) == date(2016, 3, 18)
    # The county's texts of trade cases were put up without their last line.
    assert decided.decided_on(published["yl-gs-116727"]) is None
