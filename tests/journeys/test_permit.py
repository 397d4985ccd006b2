"""A permit: accepted, examined, granted and public within 7 working days."""

from typing import Any

import pytest

from enforcement.models import Decision
from tests.base import Cast
from tests.journeys import acts
from tests.stage import Visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
TITLE = "晨星商贸食品经营许可"
CASE: dict[str, Any] = {
    "kind": "permit",
    "procedure": "permit",
    "title": TITLE,
    "cause": "食品经营许可申请",
    "source": "依申请",
    "summary": "申请食品经营许可。",
}


def content() -> dict[str, Any]:
    """A permit that is valid from today."""
    return {
        "outcome": "granted",
        "title": "准予行政许可决定书",
        "facts": "申请人提交的材料齐全，符合法定形式。",
        "basis": "《中华人民共和国食品安全法》第三十五条",
        "result": "准予食品经营许可。",
        "permit_kind": "普通",
        "cert_title": "食品经营许可证",
        "permit_no": "JY1410000000001",
        "valid_from": acts.day(),
        "valid_to": acts.day(-365),
    }


def test_a_permit_goes_from_the_application_to_the_public(visit: Visit, cast: Cast) -> None:
    officer = visit("officer1")
    case = acts.open_case(officer, cast, **CASE)
    acts.accept(officer, case, "食品经营许可申请书", "营业执照复印件")
    acts.record(officer, case, "application", "收到申请书和附件。", av_exemption="书面材料")
    acts.record(officer, case, "examination", "材料齐全，建议准予。", av_exemption="书面审查")
    acts.draft(officer, case, **content())
    acts.submit(officer, case)
    acts.review(visit("reviewer"), "approve", "符合法定条件，同意。")
    acts.decide(visit("head"))
    acts.serve(officer, case)
    acts.release(visit)
    reader = visit()
    acts.find(reader, "食品经营许可", TITLE)
    assert "准予食品经营许可" in reader.text
    assert "许可当前状态" in reader.text
    reader.follow("期限是怎样计算的")
    assert "7 个工作日" in reader.text
    assert Decision.objects.get().kind == "permit"
