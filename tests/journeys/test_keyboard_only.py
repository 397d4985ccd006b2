"""An officer enters an ordinary penalty in one sitting, without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from enforcement.models import Decision
from legal_review.models import Review
from recording.models import Evidence
from tests.base import Cast
from tests.journeys import acts
from tests.journeys.test_ordinary_penalty import CONTENT
from tests.journeys.typist import Typist
from tests.stage import Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]


def typist(visitor: Visitor) -> Typist:
    """The same window without its mouse."""
    return Typist(visitor.page, visitor.address, visitor.troubles)


def upload(officer: Typist, case: str) -> None:
    """The photograph of the record, sealed by the key Enter on the button."""
    officer.open(f"{case}evidence/")
    officer.follow("上传证据")
    officer.enter(originals=acts.photo(), medium="photo", kind="audiovisual")
    steps = officer.page.locator('[name="step"] option').evaluate_all(
        "all => all.map(o => o.value)"
    )
    officer.enter(step=steps[-1], title="现场照片", full_recording=True, started_at=acts.minute())
    officer.reach(officer.page.get_by_role("button", name="上传并封存"))
    officer.page.keyboard.press("Enter")
    expect(officer.page).to_have_url(re.compile("/evidence/$"))
    assert "现场照片" in officer.text


def submit(officer: Typist, case: str) -> None:
    """Every question of the review answered, then sent."""
    officer.open(f"{case}review/")
    names = officer.page.locator('main form [name^="applies_"][value="no"]').evaluate_all(
        "all => all.map(one => one.name)"
    )
    for name in names:
        officer.enter(**{name: "no", name.replace("applies", "reason"): "调查终结报告未见该情形。"})
    officer.enter(declared=True)
    officer.press("送法制审核")
    acts.told(officer, "已送法制审核")


def test_an_officer_enters_a_penalty_without_a_mouse(visit: Visit, cast: Cast) -> None:
    officer = typist(visit("officer1"))
    case = acts.open_case(officer, cast)
    acts.file_case(visit("unithead"), case)
    acts.record(officer, case, "site_inspection", "货架上有超过保质期的饼干12袋。")
    upload(officer, case)
    acts.record(
        officer, case, "investigation_report", "事实清楚，建议罚款。", av_exemption="内部文书"
    )
    acts.draft(officer, case, **CONTENT)
    officer.open(case)
    officer.follow("送达事先告知书")
    receiver = officer.page.locator('main [name="receiver"]')
    assert receiver.input_value() == acts.COMPANY, "what the case knows is asked again"
    officer.enter(**acts.DELIVERY, on=acts.day())
    officer.press("保存")
    submit(officer, case)

    decision = Decision.objects.get(case__title=acts.CASE["title"])
    assert decision.fine_cents == int(CONTENT["fine"]) * 100
    assert Review.objects.get(decision=decision).status == Review.Status.OPEN
    assert Evidence.objects.filter(case=decision.case_id).count() == 1
