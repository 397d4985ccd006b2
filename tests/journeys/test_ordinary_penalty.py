"""A 普通程序 penalty from the filing to the archive, by the people and through the pages it takes."""

from typing import Any

import pytest

from core import pdf
from core.models import AuditEntry
from enforcement.models import Case
from tests.base import Cast
from tests.journeys import acts
from tests.stage import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
CONTENT: dict[str, Any] = {
    "outcome": "penalty",
    "title": "行政处罚决定书",
    "violation": "销售超过保质期的食品",
    "facts": "当事人在其经营场所销售超过保质期的饼干12袋，货值金额96元。",
    "evidence": "现场检查笔录、询问笔录、照片。",
    "basis": "《中华人民共和国食品安全法》第一百二十四条第一款第五项",
    "penalty_kinds": ["fine"],
    "fine": "2000",
    "discretion": "货值金额较小，及时改正，从轻处罚。",
    "result": "罚款人民币2000元。",
    "performance": "自收到本决定书之日起15日内缴至指定银行。",
}
TITLE = str(acts.CASE["title"])


def investigate(officer: Visitor, case: str) -> None:
    """Two records, each with its photograph, and the draft."""
    acts.record(officer, case, "site_inspection", "货架上有超过保质期的饼干12袋。")
    acts.upload_photo(officer, case, -1)
    acts.record(
        officer, case, "investigation_report", "事实清楚，建议罚款。", av_exemption="内部文书"
    )
    acts.draft(officer, case, **CONTENT)


def tell(officer: Visitor, case: str) -> None:
    """The notice, and the party's written waiver of its defence."""
    officer.open(case)
    officer.follow("送达事先告知书")
    officer.enter(**acts.DELIVERY, on=acts.day())
    officer.press("保存")
    acts.told(officer, "已送达")
    officer.follow("记录放弃权利")
    officer.enter(on=acts.day(), note="当事人书面声明放弃陈述申辩。")
    officer.press("保存")
    acts.told(officer, "已记录")


def pass_review(visit: Visit, officer: Visitor, case: str) -> None:
    """Submitted, returned with reasons, corrected, submitted again and passed."""
    reviewer = visit("reviewer")
    acts.submit(officer, case)
    acts.review(reviewer, "return", "裁量理由不充分，请补充。", failed="discretion")
    officer.open(f"{case}review/")
    assert "裁量理由不充分" in officer.text
    better = "货值金额较小，及时改正，未造成危害后果，从轻处罚。"
    acts.draft(officer, case, button="修改草案", discretion=better)
    acts.submit(officer, case)
    acts.review(reviewer, "approve", "事实清楚，程序合法，同意。")


def read(reader: Visitor) -> None:
    """Anybody finds the decision, its PDF, and how its deadline was counted."""
    acts.find(reader, "过期食品", TITLE)
    assert "罚款人民币2000元" in reader.text
    assert "13900001234" not in reader.page.content()
    link = reader.page.get_by_role("link", name="下载公开文本（PDF）")
    paper = reader.page.request.get(f"{reader.address}{link.get_attribute('href')}")
    assert "罚款人民币2000元" in pdf.text(paper.body())
    reader.follow("期限是怎样计算的")
    days = reader.page.locator("table tbody tr")
    assert "7 个工作日" in reader.text
    assert days.count() >= 7


def test_a_penalty_goes_from_the_filing_to_the_archive(visit: Visit, cast: Cast) -> None:
    officer = visit("officer1")
    case = acts.open_case(officer, cast)
    acts.file_case(visit("unithead"), case)
    investigate(officer, case)
    tell(officer, case)
    pass_review(visit, officer, case)
    acts.decide(visit("head"))
    acts.serve(officer, case)
    acts.release(visit)
    read(visit())
    acts.pay(officer, case)
    acts.end_case(officer, case)
    assert Case.objects.get(title=TITLE).status == Case.Status.ARCHIVED
    hands = set(AuditEntry.objects.values_list("actor", flat=True))
    names = ("officer1", "unithead", "reviewer", "head", "publisher", "publisher2")
    assert hands >= {str(cast.people[name]) for name in names}
