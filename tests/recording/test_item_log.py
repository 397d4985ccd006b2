"""What the page of an item says of every act that its log knows, in words."""

import re
from datetime import date

import pytest
from django.utils import timezone

from recording import custody, evidence_page
from recording.models import Evidence, Supply
from recording.services import closures, coverage, retention, supplies
from tests.base import Cast
from tests.recording.supplying import approve, ask, kept, made, photograph
from tests.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SERVICES = ROOT / "recording" / "services"


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


def told(item: Evidence) -> dict[str, str]:
    """Action -> what the page says beside it."""
    return {str(row["action"]): row["text"] for row in evidence_page.entries(item)}


def page(item: Evidence, cast: Cast) -> str:
    answer = cast.client("officer1").get(f"/office/evidence/{item.pk}/about/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_copy_handed_over_says_to_whom_and_which(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    supplies.hand_over(row, by=cast.officer1, at=timezone.now(), receiver="钟法官", medium="光盘")
    copy = kept(row.items.get().blob).sha256
    found = told(item)
    assert found["制作副本"] == f"{row.number} 的副本，SHA-256 {copy}"
    assert found["导出"] == f"{row.number} 的副本，SHA-256 {copy}，提供给云溪市人民法院 钟法官"
    assert copy in page(item, cast)


def test_a_supply_that_was_only_approved_leaves_nothing_on_the_item(
    item: Evidence, cast: Cast
) -> None:
    approve(ask(item, cast), cast)
    assert Supply.objects.get().number
    assert set(told(item)) == {"收存封存"}


def test_keeping_and_holding_are_told_with_their_reasons(item: Evidence, cast: Cast) -> None:
    retention.extend(
        item, by=cast.head, group="case", until=date(2056, 1, 1), reason="行政诉讼需要"
    )
    hold = retention.hold(item, by=cast.head, reason="法院来函")
    retention.lift(hold, by=cast.head, reason="案件审结")
    found = told(item)
    assert "2056-01-01 · 行政诉讼需要" in found["确定保管期限"]
    assert (found["冻结处置"], found["解除冻结"]) == ("法院来函", "案件审结")


def test_permanent_keeping_has_no_day(item: Evidence, cast: Cast) -> None:
    retention.extend(item, by=cast.head, group="permanent", until=None, reason="重大案件")
    assert told(item)["确定保管期限"] == "永久 · 重大案件"


def test_a_closure_is_told_with_its_class(item: Evidence, cast: Cast) -> None:
    closures.close(item.case, by=cast.officer1, group="trade", reason="价目", evidence=item)
    assert told(item)["限制查阅"] == "涉及商业秘密 · 价目"


def test_marks_are_told_in_words(item: Evidence, cast: Cast) -> None:
    mark = coverage.mark(item, by=cast.officer1, segment="scene", second=0)
    coverage.take_back(mark, by=cast.officer1)
    assert {"标注环节", "取消标注"} <= set(told(item))


def test_every_act_of_the_code_has_words_on_page_and_certificate() -> None:
    """Found in the source, so that a new act cannot be shown as a key."""
    sources = [path.read_text(encoding="utf-8") for path in SERVICES.glob("*.py")]
    acts = set(re.findall(r'"(evidence\.(?!search)[a-z_]+)"', " ".join(sources)))
    assert len(acts) > 10
    assert acts <= set(evidence_page.ACTIONS)
    assert set(evidence_page.ACTIONS) <= set(custody.LABELS)
