"""An inspection: approved beforehand, recorded throughout, public within 20 working days."""

from typing import Any

import pytest

from enforcement.models import Decision
from tests import factories
from tests.base import Cast
from tests.journeys import acts
from tests.stage import Visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
TITLE = "晨星商贸日常监督检查"
CASE: dict[str, Any] = {
    "kind": "inspection",
    "procedure": "inspection",
    "title": TITLE,
    "cause": "食品经营日常监督检查",
    "source": "年度检查计划",
    "summary": "按年度计划实施日常监督检查。",
}
CONTENT: dict[str, Any] = {
    "outcome": "clean",
    "title": "行政检查结果告知书",
    "facts": "对经营场所、进货查验记录进行了检查。",
    "basis": "《中华人民共和国食品安全法》第一百一十条",
    "result": "未发现违法行为。",
    "inspection_kind": "日常检查",
    "inspection_method": "现场检查",
}


def test_an_inspection_goes_from_the_plan_to_the_public(visit: Visit, cast: Cast) -> None:
    item = factories.inspection_item(cast.bureau, on=factories.DECIDED)
    officer = visit("officer1")
    case = acts.open_case(officer, cast, **CASE, item=str(item.pk))
    acts.file_case(visit("unithead"), case)
    acts.record(officer, case, "inspection_notice", "送达行政检查通知书，出示执法证件。")
    acts.record(officer, case, "site_inspection", "检查经营场所，未发现问题。")
    acts.upload_photo(officer, case, -1)
    acts.draft(officer, case, **CONTENT)
    acts.decide(visit("head"))
    acts.serve(officer, case)
    acts.release(visit)
    reader = visit()
    acts.find(reader, "监督检查", TITLE)
    assert "未发现违法行为" in reader.text
    reader.follow("期限是怎样计算的")
    assert "20 个工作日" in reader.text
    assert Decision.objects.get().kind == "inspection"


def test_an_inspection_of_no_published_item_is_not_started(visit: Visit, cast: Cast) -> None:
    officer = visit("officer1")
    case = acts.open_case(officer, cast, **CASE)
    head = visit("unithead")
    head.open(f"{case}file/")
    head.press("同意立案")
    assert "事项" in head.page.get_by_role("alert").inner_text()
    head.open(case)
    assert "立案审批" in head.text
