"""The publisher's screen by keys: go from mark to mark, show one with a reason, hide what nobody found."""

import json
import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from disclosure import turns
from disclosure.models import Publication
from tests import factories
from tests.base import Cast
from tests.browser.scene import MARKS
from tests.stage import Visit

pytestmark = MARKS
SHOP, PHONE, SECRET = "云溪市示范路1号3幢2单元501室", "13912345678", "配方为甲三乙七"
FACTS = f"当事人（电话{PHONE}）在{SHOP}经营，{SECRET}。"


@pytest.fixture
def row(cast: Cast) -> Publication:
    return factories.duty(factories.issued(cast.bureau, facts=FACTS))


@pytest.fixture
def page(row: Publication, visit: Visit) -> Page:
    visitor = visit("publisher")
    assert visitor.open(f"/office/publications/{row.pk}/") == 200
    return visitor.page


def facts(page: Page) -> str:
    return page.locator("[name=section_facts]").input_value()


def select(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const walk = document.createTreeWalker(document.querySelector("[data-field=facts]"), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf(text);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walk.currentNode, at);
                range.setEnd(walk.currentNode, at + text.length);
                window.getSelection().removeAllRanges();
                window.getSelection().addRange(range);
                return;
            }
        }""",
        text,
    )


def reach(page: Page, text: str) -> None:
    for _press in range(30):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.textContent") == text:
            return
    raise AssertionError(f"{text} is not reached")


def test_marks_by_keys_alone_make_the_text_that_is_sent(page: Page, row: Publication) -> None:
    expect(page.locator("[data-redaction] [name=section_facts]")).to_be_visible()
    assert SHOP not in facts(page) and PHONE not in facts(page)
    reach(page, SHOP)
    page.keyboard.press("r")
    expect(page.locator("#redact-why-keep")).to_be_focused()
    page.keyboard.type("经营场所")
    page.keyboard.press("Enter")
    expect(page.locator("[name=section_facts]")).to_have_value(re.compile(SHOP))
    page.keyboard.press("a")
    expect(page.locator("[name=section_facts]")).not_to_have_value(re.compile(SHOP))
    page.keyboard.press("r")
    page.keyboard.type("经营场所")
    page.keyboard.press("Enter")
    expect(page.locator("[name=section_facts]")).to_have_value(re.compile(SHOP))
    select(page, SECRET)
    page.keyboard.press("h")
    expect(page.locator("#redact-why-hide")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=section_facts]")).to_have_value(re.compile("商业秘密已隐去"))
    assert SECRET not in facts(page)
    given = json.loads(page.locator("[name=marks]").input_value())
    assert [(one["act"], FACTS[one["start"] : one["end"]]) for one in given] == [
        ("keep", SHOP),
        ("hide", SECRET),
    ]
    page.get_by_role("button", name="提交审批").click()
    expect(page.locator("body")).to_contain_text("等待另一名公示审核人审批")
    row.refresh_from_db()
    assert row.shown is not None and row.shown.marks == given
    assert SHOP in row.shown.facts and SECRET not in row.shown.facts


def test_what_must_stay_hidden_says_so_and_typing_is_not_overwritten(page: Page) -> None:
    said: list[str] = []

    def answer(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answer)
    reach(page, PHONE)
    page.keyboard.press("r")
    assert said == ["这一类信息一律隐去，不能恢复显示。"]
    field = page.locator("[name=section_facts]")
    field.fill("当事人改写过的句子。")
    field.press("j")  # a letter, and no key of the screen
    assert facts(page).endswith("j")
    reach_from_text(page)
    page.keyboard.press("r")
    page.keyboard.type("经营场所")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()
    for _wait in range(200):
        if len(said) > 1:
            break
        page.wait_for_timeout(50)
    assert said[1:] == ["右侧文本已经手工修改，按标记重新生成将覆盖修改。继续吗？"]
    assert facts(page).startswith("当事人改写过的句子。")


def reach_from_text(page: Page) -> None:
    page.locator("[data-field=facts] del", has_text=SHOP).focus()


def test_keys_lead_from_the_queue_through_what_waits(
    cast: Cast, row: Publication, visit: Visit
) -> None:
    factories.duty(factories.issued(cast.bureau))
    first, second = turns.workable(cast.publisher)[:2]
    visitor = visit("publisher")
    assert visitor.open("/office/publications/?status=mine") == 200
    visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(re.compile(str(first.pk)))
    visitor.page.wait_for_load_state()
    visitor.page.keyboard.press("n")
    expect(visitor.page).to_have_url(re.compile(str(second.pk)))


def test_by_keys_alone_one_is_sent_the_next_opened_and_another_approved(
    cast: Cast, row: Publication, page: Page, visit: Visit
) -> None:
    """Enter is the button's or the link's, wherever no mark has the keyboard."""
    factories.duty(factories.issued(cast.bureau))
    keys = page.keyboard
    reach(page, PHONE)
    keys.press("s")
    expect(page.get_by_role("button", name="提交审批")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("body")).to_contain_text("等待另一名公示审核人审批")
    expect(page.locator("[data-key=n]")).to_be_focused()
    keys.press("Enter")
    expect(page).not_to_have_url(re.compile(str(row.pk)))
    page.wait_for_load_state()
    page.locator("nav a").first.focus()
    keys.press("Enter")
    expect(page.locator("[data-redaction]")).to_have_count(0)

    second = visit("publisher2")
    assert second.open(f"/office/publications/{row.pk}/") == 200
    expect(second.page.locator(".desk-keys")).to_be_visible()
    second.page.keyboard.press("s")
    expect(second.page.get_by_role("button", name="同意公开")).to_be_focused()
    second.page.keyboard.press("Enter")
    expect(second.page.locator("main .badge").first).to_contain_text("已审批")
