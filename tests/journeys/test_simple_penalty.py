"""A 简易程序 penalty: decided on the spot by the two officers, public within 7 working days."""

from typing import Any

import pytest

from enforcement.models import Case, Decision
from tests.base import Cast
from tests.journeys import acts
from tests.stage import Visit

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
TITLE = "晨星商贸未明码标价案"
CONTENT: dict[str, Any] = {
    "outcome": "penalty",
    "title": "当场行政处罚决定书",
    "violation": "未明码标价",
    "facts": "当事人销售的三种商品未标明价格。",
    "evidence": "现场照片。",
    "basis": "《中华人民共和国价格法》第四十二条",
    "penalty_kinds": ["warning"],
    "result": "警告。",
}


def test_officers_decide_on_the_spot_and_the_public_reads_it(visit: Visit, cast: Cast) -> None:
    officer = visit("officer1")
    case = acts.open_case(officer, cast, procedure="simple", title=TITLE, cause="未明码标价")
    acts.file_case(officer, case)
    acts.record(officer, case, "onspot_facts", "三种商品未标明价格，当事人无异议。")
    acts.upload_photo(officer, case, -1)
    acts.draft(officer, case, **CONTENT)
    acts.take(officer, "作出当场处罚决定")
    officer.press("作出决定")
    acts.told(officer, "决定已作出")
    acts.serve(officer, case)
    acts.release(visit)
    reader = visit()
    acts.find(reader, "明码标价", TITLE)
    assert "警告" in reader.text
    reader.follow("期限是怎样计算的")
    assert "7 个工作日" in reader.text
    assert Decision.objects.get().status == Decision.Status.SERVED


def test_a_fine_above_the_limit_is_refused_with_the_way_out(visit: Visit, cast: Cast) -> None:
    officer = visit("officer1")
    case = acts.open_case(officer, cast, procedure="simple", title=TITLE, cause="未明码标价")
    acts.file_case(officer, case)
    acts.record(officer, case, "onspot_facts", "三种商品未标明价格。", av_exemption="当场记录")
    acts.draft(officer, case, **{**CONTENT, "penalty_kinds": ["fine"], "fine": "5000"})
    officer.open(case)
    assert "请改用普通程序" in officer.text
    assert not officer.page.get_by_role("link", name="当场作出决定").count()
    assert Case.objects.get().status == Case.Status.FILED
