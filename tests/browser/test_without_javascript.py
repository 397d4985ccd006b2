"""Scripts only add comfort: without them every page does its work."""

import re

import pytest
from playwright.sync_api import expect

from enforcement.models import User
from recording.models import Evidence
from tests.base import Cast
from tests.browser.scene import MARKS
from tests.browser.stops import Scene, Stop
from tests.journeys.acts import photo
from tests.stage import Visit, Visitor

pytestmark = MARKS
PASSWORD = "云溪-Test-2026-口令"


@pytest.fixture
def reader(visit: Visit) -> Visitor:
    """Somebody whose browser runs no scripts."""
    visitor = visit(java_script_enabled=False)
    visitor.open("/")
    return visitor


def test_scripts_really_do_not_run(reader: Visitor) -> None:
    expect(reader.page.locator("main")).to_be_visible()
    reader.page.set_content("<p id=p>before</p><script>p.textContent = 'after'</script>")
    expect(reader.page.locator("#p")).to_have_text("before")


def test_a_decision_is_found_and_read(reader: Visitor) -> None:
    reader.enter(q="过期食品")
    reader.press("检索")
    with reader.page.expect_navigation():
        reader.page.locator(".result a").first.click()
    expect(reader.page.locator("h1")).to_contain_text("过期食品")
    reader.follow("期限是怎样计算的")
    expect(reader.page.locator("h1")).to_contain_text("公开期限")


def test_the_list_is_narrowed_and_widened_again(reader: Visitor) -> None:
    reader.open("/decisions/")
    every = reader.page.locator(".result").count()
    assert every
    with reader.page.expect_navigation():
        reader.page.locator(".facets a", has_text="行政处罚").first.click()
    expect(reader.page).to_have_url(re.compile("kind=penalty"))
    reader.page.locator("summary").click()
    reader.enter(**{"from": "2027-01-01"})
    reader.press("查询")
    expect(reader.page.locator(".result")).to_have_count(0)
    expect(reader.page.locator('[name="from"]')).to_have_value("2027-01-01")
    with reader.page.expect_navigation():
        reader.page.get_by_role("link", name="清除条件").click()
    expect(reader.page.locator(".result")).to_have_count(every)


def test_a_wrong_date_is_explained_and_kept(reader: Visitor) -> None:
    assert reader.open("/decisions/?from=2026-13-01") == 400
    expect(reader.page.get_by_role("alert")).to_contain_text("日期")
    expect(reader.page.locator('[name="from"]')).to_be_visible()


def test_an_officer_logs_in_on_the_login_page_and_out_again(cast: Cast, reader: Visitor) -> None:
    account = User.objects.get(pk=cast.officer1.pk)
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    reader.follow("工作人员登录", within="header")
    reader.enter(username="officer1", password="wrong")
    reader.press("登录")
    expect(reader.page.get_by_role("alert")).to_be_visible()
    expect(reader.page.locator('[name="username"]')).to_have_value("officer1")
    reader.enter(password=PASSWORD)
    reader.press("登录")
    expect(reader.page).to_have_url(re.compile("/office/$"))
    expect(reader.page.locator(".who")).to_contain_text("安试一")
    reader.press("退出", within="header")
    reader.open("/office/")
    expect(reader.page).to_have_url(re.compile("/login/"))


def test_a_refused_form_says_why_and_keeps_what_was_typed(scene: Scene, visit: Visit) -> None:
    officer = visit("officer1", java_script_enabled=False)
    officer.open(Stop("decision-draft", row="told").path(scene))
    officer.enter(facts="重新核实的事实。", fine="0")
    officer.press("保存草案")
    expect(officer.page.get_by_role("alert")).to_contain_text("罚款金额与处罚种类不一致")
    expect(officer.page.locator('[name="facts"]')).to_have_value("重新核实的事实。")


def test_evidence_is_uploaded_by_the_form_itself(scene: Scene, visit: Visit) -> None:
    officer = visit("officer1", java_script_enabled=False)
    officer.open(Stop("evidence-upload", row="told").path(scene))
    before = Evidence.objects.count()
    officer.enter(originals=photo(), medium="photo", kind="audiovisual", title="补充照片")
    officer.enter(started_at="2026-04-01T09:00", returned_at="2026-04-01T10:00")
    officer.enter(late_reason="系统维护")
    officer.press("上传并封存")
    expect(officer.page.locator("main")).to_contain_text("补充照片")
    assert Evidence.objects.count() == before + 1


def test_a_danger_needs_no_script_to_be_done(scene: Scene, visit: Visit) -> None:
    head = visit("head", java_script_enabled=False)
    head.open(Stop("decision-revoke", row="issued").path(scene))
    head.enter(reason="行政复议决定撤销。")
    head.press("确定")
    expect(head.page.locator(".messages")).to_contain_text("已记录")
