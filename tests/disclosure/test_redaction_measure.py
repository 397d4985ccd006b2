"""How much is found in real published decisions, and that nothing public is hidden in them.

The labelled texts mark the parties, their numbers and homes. They do not mark witnesses, managers
and other natural persons, which have to be hidden too, so precision can only be measured for the
types whose labels are complete.
"""

import json
import re
from pathlib import Path

import pytest

from benchmarks import redaction_counts as counts
from disclosure.redaction import redact

# Floors just under what was measured: PERSON .993, ID_CARD 1, MOBILE 1, BIRTHDATE 1, PLATE 1,
# ADDRESS 1, DOMICILE 1; all together .995.
RECALL = {
    "PERSON": 0.99,
    "ID_CARD": 1.0,
    "MOBILE": 1.0,
    "BIRTHDATE": 1.0,
    "PLATE": 1.0,
    "ADDRESS": 1.0,
    "DOMICILE": 1.0,
}
OVERALL = 0.99
# Labels whose occurrences are completely marked; measured ID_CARD 1, BIRTHDATE 1, MOBILE .986.
PRECISION = {"ID_CARD": 0.99, "BIRTHDATE": 0.99, "MOBILE": 0.98}
LAW = re.compile(
    r"《[^《》\n]{2,40}?(?:法|条例|办法|规定|规则|细则)》(?:第[一二三四五六七八九十百]+条)?"
)
DOC_NO = re.compile(r"[\u4e00-\u9fff]{2,8}[〔\[（]20\d\d[〕\]）]\s?\d{1,5}号")
AMOUNT = re.compile(r"[\d,.]+(?:万)?元")


@pytest.fixture(scope="module")
def hits(shared_data: Path) -> dict[str, list[bool]]:
    """For every gold span of a label, whether all its characters were hidden."""
    return counts.hits(shared_data, told=False)


@pytest.fixture(scope="module")
def told(shared_data: Path) -> dict[str, list[bool]]:
    """The same with the names of the parties given."""
    return counts.hits(shared_data, told=True)


@pytest.mark.parametrize("label", RECALL)
def test_recall_of_each_type_stays_at_its_measured_level(
    hits: dict[str, list[bool]], label: str
) -> None:
    share = sum(hits[label]) / len(hits[label])
    assert share >= RECALL[label], f"{label}: {share:.4f} of {len(hits[label])}"


def test_recall_of_all_types_together_stays_at_its_measured_level(
    hits: dict[str, list[bool]],
) -> None:
    every = [hit for label in hits.values() for hit in label]
    assert len(every) > 2000
    assert sum(every) / len(every) >= OVERALL


def test_precision_of_completely_labelled_types_stays_at_its_measured_level(
    shared_data: Path,
) -> None:
    measured = counts.precision(shared_data)
    assert set(measured) == set(PRECISION)
    for kind, floor in PRECISION.items():
        assert measured[kind] >= floor, kind


def test_given_names_are_found_at_least_as_often(
    hits: dict[str, list[bool]], told: dict[str, list[bool]]
) -> None:
    for label, floor in RECALL.items():
        assert sum(told[label]) >= sum(hits[label]) * 0.999, label
        assert sum(told[label]) / len(told[label]) >= floor, label


def test_little_is_hidden_in_decisions_on_organisations(shared_data: Path) -> None:
    hidden, length = counts.hidden_in_organisations(shared_data, 20)
    assert length > 50_000
    assert 1000 * hidden.total() / length <= 1.2


def test_real_texts_are_stable_under_a_second_redaction(shared_data: Path) -> None:
    for record in counts.labelled(shared_data):
        once = counts.redacted(record["text"]).text
        assert redact(once).text == once, record["uid"]


def test_no_law_document_number_or_amount_is_touched_in_real_decisions(shared_data: Path) -> None:
    files = sorted((shared_data / "decisions" / "fulltext").glob("*.txt"))
    assert len(files) > 50
    for path in files:
        text = path.read_text(encoding="utf-8")
        public = redact(text).text
        for pattern in (LAW, DOC_NO, AMOUNT):
            assert pattern.findall(public) == pattern.findall(text), path.name


def test_the_names_of_organisations_stay_in_real_decisions(shared_data: Path) -> None:
    checked = 0
    with (shared_data / "decisions" / "penalties.jsonl").open(encoding="utf-8") as lines:
        for line in list(lines)[::10]:
            record = json.loads(line)
            # Behind a shop's name its operator may stand in brackets; only the shop's name stays.
            name, text = re.split("[（(]", record["party_name"])[0], record["text"]
            if len(name) > 5 and name in text:
                checked += 1
                assert counts.redacted(text).text.count(name) == text.count(name), record["uid"]
    assert checked > 200


def test_registered_codes_stay_in_real_decisions(shared_data: Path) -> None:
    checked = 0
    with (shared_data / "decisions" / "penalties.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["uscc"] and record["uscc"] in record["text"]:
                checked += 1
                assert record["uscc"] in counts.redacted(record["text"]).text, record["uid"]
    assert checked > 300
