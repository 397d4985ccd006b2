"""What people do on the pages, step by step; the journeys put the steps together.

Each function leaves the visitor on the page that follows the act. Days are days before today, so
that a journey runs on any day.
"""

import io
import re
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.base import Cast
from tests.lately import lately
from tests.stage import Visit, Visitor

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
COMPANY = "云溪市晨星商贸有限公司"
PLACE = "云溪市示范路1号"
CASE: dict[str, Any] = {
    "kind": "penalty",
    "procedure": "ordinary",
    "title": "晨星商贸销售过期食品案",
    "cause": "销售超过保质期的食品",
    "source": "日常检查",
    "summary": "检查发现货架上有超过保质期的饼干12袋。",
    "place": PLACE,
    "party_kind": "org",
    "party_name": COMPANY,
    "party_legal_rep": "钱试一",
    "party_address": PLACE,
    "party_phone": "13900001234",
}
DELIVERY = {"method": "direct", "receiver": "钱试一", "place": PLACE}


def day(back: int = 0) -> str:
    """A day so many days before today, as a date field takes it."""
    return (timezone.localdate() - timedelta(days=back)).isoformat()


def minute(back: int = 1) -> str:
    """A time so many minutes ago today, as a time field takes it."""
    return lately(back).strftime("%Y-%m-%dT%H:%M")


def photo() -> dict[str, Any]:
    """A real photograph to upload."""
    stream = io.BytesIO()
    Image.effect_noise((160, 120), 60).convert("RGB").save(stream, "JPEG")
    return {"name": "现场照片.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def key_of(visitor: Visitor) -> str:
    """The key of the row whose page is open."""
    found = re.search(UUID, visitor.page.url)
    assert found, visitor.page.url
    return found[0]


def told(visitor: Visitor, words: str) -> None:
    """The page confirms what was done."""
    expect(visitor.page.locator(".messages, [role=status]").first).to_contain_text(words)


def take(visitor: Visitor, step: str) -> None:
    """Take the first task of the desk that waits for this step."""
    visitor.open("/office/")
    with visitor.page.expect_navigation():
        visitor.page.locator(".queue a.btn", has_text=step).first.click()


def open_case(officer: Visitor, cast: Cast, **changes: Any) -> str:
    """登记案件 from the desk: the path of the case."""
    officer.open("/office/")
    officer.follow("案件", within="nav.office-nav")
    officer.follow("登记案件")
    lead, second = cast.officers
    team = {"lead": str(lead.pk), "second": str(second.pk), "discovered_on": day(3)}
    officer.enter(**CASE, **team)
    officer.enter(**changes)
    officer.press("提交立案审批")
    told(officer, "已登记")
    return f"/office/cases/{key_of(officer)}/"


def file_case(who: Visitor, case: str, *, button: str = "立案审批") -> None:
    """立案 or 受理 by whoever may."""
    who.open(case)
    who.follow(button)
    who.enter(on=day(2))
    who.press("同意立案")
    told(who, "已立案")


def accept(officer: Visitor, case: str, *materials: str) -> None:
    """登记申请材料, then 受理, each with its paper."""
    officer.open(f"{case}permit/")
    officer.follow("登记申请材料")
    officer.enter(channel="window", materials="\n".join(materials))
    officer.press("保存")
    told(officer, "文书已保存")
    officer.follow("受理")
    officer.enter(on=day(2))
    officer.press("保存")
    told(officer, "受理通知书已保存")


def record(officer: Visitor, case: str, kind: str, text: str, **more: Any) -> None:
    """记录环节, with the two officers already ticked."""
    officer.open(f"{case}record/")
    officer.follow("记录环节")
    officer.enter(kind=kind, text=text, place=PLACE, at=minute(), **more)
    officer.press("保存")
    told(officer, "已记录")


def pay(officer: Visitor, case: str) -> None:
    """登记缴款: the amount owed is filled in already."""
    officer.open(f"{case}execution/")
    officer.follow("登记缴款")
    officer.enter(receipt_no="00000017", way="bank")
    officer.press("保存")
    told(officer, "已登记")
    assert "没有应缴未缴的款项" in officer.text


def upload_photo(officer: Visitor, case: str, step: int) -> None:
    """上传证据: a photograph of the n-th step of the list, sealed with its hashes."""
    officer.open(f"{case}evidence/")
    officer.follow("上传证据")
    steps = officer.page.locator('[name="step"] option').evaluate_all(
        "all => all.map(o => o.value)"
    )
    officer.enter(originals=photo(), medium="photo", kind="audiovisual", title="现场照片")
    officer.enter(step=steps[step], full_recording=True, started_at=minute())
    # The file is sent by script, with a progress bar; once it is sealed the list is shown.
    officer.page.get_by_role("button", name="上传并封存").click()
    expect(officer.page).to_have_url(re.compile("/evidence/$"))
    assert "现场照片" in officer.text


def draft(officer: Visitor, case: str, *, button: str = "调查取证并拟稿", **content: Any) -> None:
    """拟稿."""
    officer.open(case)
    officer.follow(button)
    officer.enter(**content)
    officer.press("保存草案")
    told(officer, "草案已保存")


def submit(officer: Visitor, case: str) -> None:
    """送法制审核."""
    officer.open(f"{case}review/")
    for choice in officer.page.locator('input[name^="applies_"][value="no"]').all():
        choice.check()
    for reason in officer.page.locator('input[name^="reason_"]').all():
        reason.fill("依据调查终结报告判断，不属于该情形。")
    if officer.page.locator('[name="handled"]').count():  # after a return
        officer.enter(handled="已按审核意见补充裁量理由。")
    officer.enter(declared=True)
    officer.press("送法制审核")
    told(officer, "已送法制审核")


def review(reviewer: Visitor, outcome: str, opinion: str, *, failed: str = "") -> None:
    """出具审核意见 on the first draft of the queue; `failed`: the head that fails, with a reason."""
    take(reviewer, "出具审核意见")
    heads = reviewer.page.locator('input[name^="result_"][value="pass"]')
    for head in heads.all():
        head.check()
    if failed:
        reviewer.page.locator(f'[name="result_{failed}"][value="fail"]').check()
        reasons = reviewer.page.locator(f'[name="code_{failed}"] option').evaluate_all(
            "all => all.map(o => o.value)"
        )
        reviewer.enter(**{f"note_{failed}": opinion, f"code_{failed}": reasons[1]})
    reviewer.enter(opinion=opinion, outcome=outcome)
    reviewer.press("出具审核意见")
    told(reviewer, "审核意见已出具")


def decide(head: Visitor) -> None:
    """The head makes the decision that waits on the desk."""
    take(head, "作出决定")
    head.press("作出决定")
    told(head, "决定已作出")


def serve(officer: Visitor, case: str) -> None:
    """送达决定书 today."""
    officer.open(case)
    officer.follow("送达")
    officer.enter(**DELIVERY, on=day())
    officer.press("保存")
    told(officer, "已记录送达")


def redact_and_approve(visit: Visit) -> None:
    """脱敏 by one publisher, 审批 by another; the next sweep publishes."""
    for name, step, button, words in (
        ("publisher", "脱敏", "提交审批", "脱敏稿已提交"),
        ("publisher2", "审批", "经保密审查，同意公开", "已审批"),
    ):
        person = visit(name)
        take(person, step)
        person.press(button)
        told(person, words)


def sweep() -> str:
    """What the scheduler does every minute; the counts it prints."""
    out = io.StringIO()
    call_command("sweep", stdout=out)
    return out.getvalue()


def release(visit: Visit) -> None:
    """From the decision to the public page: duty, redaction, approval, publication."""
    sweep()
    redact_and_approve(visit)
    assert "published=1" in sweep()


def search(reader: Visitor, words: str) -> None:
    """Search the public site from its front page."""
    reader.open("/")
    reader.enter(q=words)
    reader.press("检索")


def find(reader: Visitor, words: str, title: str) -> str:
    """Find a decision by searching and open it: the path of its page."""
    search(reader, words)
    reader.follow(title)
    return f"/decisions/{key_of(reader)}/"


def end_case(officer: Visitor, case: str) -> None:
    """结案, then 归档."""
    officer.open(case)
    officer.follow("结案")
    officer.enter(on=day())
    officer.press("保存")
    told(officer, "已结案")
    officer.follow("归档")
    officer.enter(on=day())
    officer.press("归档")
    told(officer, "已归档")
