"""A citizen beside the case: puts a public text right, complains, follows both; no script needed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from disclosure.models import Complaint, CorrectionRequest, Publication
from tests import factories
from tests.base import Cast
from tests.journeys import acts
from tests.stage import NARROW, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
NAME, PHONE = "林试问", "13912345678"
WRONG = "第二段写作12袋，决定书写明10袋。"
CONDUCT = "两名执法人员没有出示执法证。"


def published(cast: Cast) -> Publication:
    """A penalty that was made two weeks ago and is public."""
    return factories.published(cast.bureau, on=timezone.localdate() - timedelta(days=14))


def receipt(visitor: Visitor) -> tuple[str, str]:
    """Number and code as they stand on the page of the receipt."""
    found = re.findall(r"\b(?:GZ|TS)\d{8}-\w{8}\b|\b\w{4}-\w{4}-\w{4}-\w{4}\b", visitor.text)
    assert len(found) == 2, visitor.text
    return found[0], found[1]


def follow_up(visitor: Visitor, known: tuple[str, str]) -> None:
    """The page of progress, by the link at the foot of every page."""
    visitor.open("/")
    visitor.follow("办理进度查询", within="footer")
    visitor.enter(number=known[0], code=known[1])
    visitor.press("查询")


def handle(who: Visitor, path: str, act: str, button: str = "保存", **values: Any) -> None:
    """One act from the page of a row."""
    who.open(path)
    who.follow(act)
    who.enter(**values)
    who.press(button)


def test_a_public_text_is_put_right_by_two_people(visit: Visit, cast: Cast) -> None:
    page = published(cast)
    reader = visit()
    reader.open(f"/decisions/{page.pk}/")
    reader.follow("信息有误，申请更正")
    reader.enter(what="text", relation="party", statement=WRONG, applicant=NAME, contact=PHONE)
    reader.press("提交申请")
    known = receipt(reader)
    assert NAME not in reader.text
    reader.open(f"/decisions/{page.pk}/")
    assert "异议处理中" in reader.text
    assert WRONG not in reader.text

    first = visit("publisher")
    acts.take(first, "受理")
    office = f"/office/corrections/{CorrectionRequest.objects.get().pk}/"
    assert WRONG in first.text
    assert PHONE not in first.text
    handle(first, office, "受理更正申请")
    acts.told(first, "已受理")
    handle(first, office, "拟更正公开文本", title="更正后的标题")
    acts.told(first, "等待另一名公示审核人审批")

    second = visit("publisher2")
    handle(second, office, "更正并答复", answer="已按决定书更正。", examined=True)
    acts.told(second, "已更正并答复申请人")
    reader.open(f"/decisions/{page.pk}/")
    assert "更正后的标题" in reader.text
    assert "异议处理中" not in reader.text
    follow_up(reader, known)
    assert "已按决定书更正" in reader.text


def test_who_does_not_accept_the_answer_has_it_looked_at_again(visit: Visit, cast: Cast) -> None:
    page = published(cast)
    reader = visit()
    reader.open(f"/corrections/new/?decision={page.pk}")
    reader.enter(what="other", relation="public", statement="决定日期不对。")
    reader.press("提交申请")
    known = receipt(reader)
    office = f"/office/corrections/{CorrectionRequest.objects.get(number=known[0]).pk}/"
    handle(visit("publisher"), office, "不予更正", answer="与决定书一致。")
    reader.open(f"/decisions/{page.pk}/")
    follow_up(reader, known)
    assert "与决定书一致" in reader.text
    reader.enter(text="送达的决定书第三页写的是另一日期。")
    reader.press("申请复查")
    acts.told(reader, "已收到您的复查申请")
    assert "复查中" in reader.page.inner_text("h1")


def test_a_complaint_is_led_taken_in_and_answered(visit: Visit, cast: Cast) -> None:
    reader = visit()
    reader.open("/")
    reader.follow("投诉举报", within="footer")
    reader.enter(about="petition")
    reader.press("下一步")
    assert "信访工作条例" in reader.text
    reader.enter(about="conduct")
    reader.press("下一步")
    reader.enter(unit=str(cast.bureau.pk), form="complaint", what="conduct", statement=CONDUCT)
    reader.enter(reporter=NAME, contact=PHONE, file1=acts.photo())
    reader.press("提交投诉举报")
    known = receipt(reader)
    assert cast.justice.name in reader.text

    for who in ("officer1", "unithead", "head"):
        stranger = visit(who)
        stranger.open("/office/")
        assert known[0] not in stranger.page.content()
        assert "投诉举报" not in stranger.page.inner_text("nav.office-nav")

    handler = visit("supervisor")
    acts.take(handler, "决定是否受理")
    assert CONDUCT in handler.text
    assert NAME not in handler.text
    handler.follow("查看投诉举报人和联系方式")
    assert NAME in handler.text
    office = f"/office/complaints/{Complaint.objects.get(number=known[0]).pk}/"
    handle(handler, office, "受理投诉举报")
    handle(handler, office, "答复投诉举报人", answer="已责令改正并批评教育。")
    acts.told(handler, "已答复")

    follow_up(reader, known)
    assert "已责令改正" in reader.text
    reader.enter(satisfaction="satisfied")
    reader.press("评价办理结果")
    acts.told(reader, "感谢您的评价")
    handler.open("/office/complaints/counts/")
    assert cast.bureau.name in handler.text


def test_all_of_it_works_on_a_phone_without_javascript(visit: Visit, cast: Cast) -> None:
    page = published(cast)
    other = visit()
    browser = other.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="zh-CN")
    reader = Visitor(context.new_page(), other.address)
    reader.open(f"/corrections/new/?decision={page.pk}")
    reader.enter(what="text", relation="public", statement=WRONG)
    reader.press("提交申请")
    known = receipt(reader)
    reader.press("查询办理进度")
    assert "已收到" in reader.text
    assert known[0] in reader.text
    width = reader.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]
    assert reader.page.context.cookies() == []
    reader.open("/progress/")
    reader.enter(number=known[0], code="AAAA-AAAA-AAAA-AAAA")
    reader.press("查询")
    assert "编号或者查询码不正确" in reader.text
    assert reader.troubles == []
    context.close()


def test_a_receipt_is_printed_without_the_frame_of_the_site(visit: Visit, cast: Cast) -> None:
    page = published(cast)
    reader = visit()
    reader.open(f"/corrections/new/?decision={page.pk}")
    reader.enter(what="text", relation="public", statement="印出来的一次。")
    reader.press("提交申请")
    known = receipt(reader)
    reader.page.emulate_media(media="print")
    assert not reader.page.locator(".masthead-tools").is_visible()
    assert not reader.page.locator("footer").is_visible()
    assert all(reader.page.get_by_text(words).first.is_visible() for words in known)
