"""A decision of 2026 as a government site sums it up, made again under the law of its own day."""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core import files
from enforcement import gates
from enforcement.models import Decision
from recording.models import Document
from tests import factories
from tests.base import Cast
from tests.real import decided
from tests.real.test_real_decisions import Sheets, bare, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FILE = "5_诸暨燕子川菜馆生活垃圾案.md"
CUTS = re.compile(r"(?<=的行为，)(?=违反了)|(?<=规定，)(?=对当事人作出)|(?=当事人应当自收到)")
FOUND, DECIDED = date(2026, 6, 17), date(2026, 6, 20)


@pytest.fixture(autouse=True)
def sheets() -> Iterator[None]:
    with patch("recording.services.documents.pdf", Sheets()):
        yield


@pytest.fixture
def said(shared_data: Path) -> dict[str, Any]:
    text = (shared_data / "decisions" / "zhejiang_2026" / FILE).read_text(encoding="utf-8")
    whole = text.partition("## 行政处罚决定")[2].partition("---")[0].strip()
    facts, basis, result, performance = CUTS.split(whole)
    assert facts + basis + result + performance == whole
    cents = decided.amounts(result)[0]
    parts = {"facts": facts, "basis": basis, "result": result, "performance": performance}
    return {**parts, "fine_cents": cents, "penalty_kinds": ["fine"], "discretion": ""}


def drafted(cast: Cast, kind: str, said: dict[str, Any]) -> Decision:
    party = factories.party(cast.bureau, kind, name="诸暨市城北燕子川菜馆")
    row = factories.case(
        cast.bureau, procedure="simple", of=party, discovered_on=FOUND, place="宝利路7号"
    )
    factories.record(factories.file(row, on=FOUND), on=FOUND)
    return factories.draft(cast.bureau, case=row, **said)


def test_the_summary_comes_out_word_for_word(cast: Cast, said: dict[str, Any]) -> None:
    assert said["fine_cents"] == 21_000
    made = factories.issue(drafted(cast, "org", said), on=DECIDED)
    paper = Document.objects.get(decision=made, kind="simple_penalty_decision")
    page = words(files.read_bytes(paper.blob))
    for name in ("facts", "basis", "result", "performance"):
        assert bare(html.unescape(said[name])) in page, name


def test_ten_yuan_too_much_for_a_trader_on_the_spot(cast: Cast, said: dict[str, Any]) -> None:
    # 210 yuan: a company may be fined so on the spot, a sole trader as a citizen may not.
    found = gates.before_issue(drafted(cast, "sole_trader", said), DECIDED)
    assert [gap.code for gap in found] == ["simple_fine"]
    assert "罚款210.00元超过简易程序的限额200.00元" in found[0].message
