"""Made-up entries of the registers, written, handed in and published through the services."""

from datetime import date
from typing import Any

from enforcement.models import Agency, EntryVersion, Item, Officer, User
from enforcement.services import items, registers

ON, FROM = date(2026, 3, 2), date(2026, 4, 1)
GUIDE: dict[str, Any] = {
    "accepting": "政务大厅受理窗口",
    "approving": "云溪市市场监督管理局",
    "basis": "《中华人民共和国食品安全法》第三十五条",
    "conditions": ["有固定的经营场所", "有食品安全管理制度"],
    "materials": [
        {
            "name": "申请书",
            "form": "纸质",
            "copies": "1份",
            "source": "申请人自备",
            "necessity": "必要",
            "sample": "见样式",
        }
    ],
    "steps": [
        {"name": "申请", "unit": "受理窗口", "limit": "即时", "text": "提交材料。"},
        {"name": "决定", "unit": "许可科", "limit": "5个工作日", "text": "作出决定。"},
    ],
    "statutory_days": 20,
    "promised_days": 8,
    "fee": "不收费",
    "fee_basis": "无",
    "supervision": "向法制科反映。",
    "accountability": "依照行政许可法追究责任。",
    "remedy": "可以申请行政复议或者提起行政诉讼。",
    "hours": "工作日9:00-17:00",
    "address": "示范路1号",
    "phone": "0000-11111",
}
WINDOW: dict[str, Any] = {
    "location": "政务大厅一楼2号",
    "kinds": ["permit"],
    "services": ["食品经营许可"],
    "duties": ["一次告知"],
    "progress": "凭受理编号查询",
    "consult": "0000-11111",
    "complaint": "0000-22222",
}
DEVICE: dict[str, Any] = {
    "location": "示范路与滨河路路口",
    "kind": "视频监控",
    "enabled_on": "2026-03-01",
    "legal_review_on": "2026-02-01",
    "technical_review_on": "2026-02-10",
}
CHANNEL: dict[str, Any] = {"way": "complain", "scope": "对执法人员的投诉", "phone": "0000-22222"}
SAMPLE: dict[str, Any] = {"use": "申请许可", "kinds": ["permit"], "text": "申请书\n申请人：____"}
EMPOWERMENT: dict[str, Any] = {
    "issuer": "某省人民政府",
    "doc_no": "某政发〔2026〕1号",
    "decided_on": "2026-01-05",
    "towns": ["示范镇"],
    "powers": ["对占道经营的处罚"],
}
FLOWCHART: dict[str, Any] = {
    "family": "item",
    "kinds": ["permit"],
    "matters": ["食品经营许可"],
    "steps": [
        {
            **{"name": "受理", "unit": "受理窗口", "limit": "即时", "document": "受理通知书"},
            **{"recorded": "否", "next": "审查：材料齐全；不予受理：不属于职权范围"},
        },
        {
            **{"name": "不予受理", "unit": "受理窗口", "limit": "", "document": "不予受理决定书"},
            **{"recorded": "否", "next": "结束"},
        },
        {
            **{"name": "审查", "unit": "许可科", "limit": "5个工作日", "document": ""},
            **{"recorded": "是", "next": ""},
        },
        {
            **{"name": "决定", "unit": "许可科", "limit": "3个工作日", "document": "许可决定书"},
            **{"recorded": "否", "next": ""},
        },
    ],
}
REMEDY: dict[str, Any] = {
    "kinds": ["penalty"],
    "organ": "云溪市人民政府",
    "review_term": "自知道之日起六十日",
    "court": "云溪市人民法院",
    "suit_term": "自知道之日起六个月",
    "basis": "行政复议法第二十条；行政诉讼法第四十六条",
}
EXAMPLE: dict[str, Any] = {
    "kinds": ["penalty"],
    "facts": "某超市销售超过保质期的食品。",
    "outcome": "没收违法所得并处罚款。",
    "basis": "《中华人民共和国食品安全法》第一百二十四条",
    "meaning": "食品经营者应当定期检查库存。",
}
STANDARD: dict[str, Any] = {
    "target": "食品经营者",
    "points": [
        {
            **{"content": "进货查验", "standard": "票据齐全", "method": "查阅"},
            "basis": "食品安全法第五十三条",
        }
    ],
}
POLICY: dict[str, Any] = {
    "sort": "recording",
    "issuer": "云溪市市场监督管理局",
    "doc_no": "云市监〔2026〕3号",
    "issued_on": "2026-01-12",
    "text": "第一条　为了规范执法全过程记录，制定本办法。",
}
RECORDING: dict[str, Any] = {
    "kinds": ["coercion"],
    "stages": ["清点物品", "张贴封条"],
    "ways": ["录像", "执法记录仪"],
    "whole": "yes",
    "kept": "与案卷保管期限相同",
}
CONTENT = {
    "guide": GUIDE,
    "window": WINDOW,
    "device": DEVICE,
    "channel": CHANNEL,
    "sample": SAMPLE,
    "empowerment": EMPOWERMENT,
    "flowchart": FLOWCHART,
    "remedy": REMEDY,
    "example": EXAMPLE,
    "standard": STANDARD,
    "policy": POLICY,
    "recording": RECORDING,
}


def permit_item(agency: Agency, **fields: Any) -> Item:
    """An announced permit item of the power list."""
    given = {"name": "食品经营许可", "kind": "permit", "basis_text": GUIDE["basis"], **fields}
    return items.create(agency=agency, effective_from=ON, published_on=ON, **given)


def item_for(agency: Agency, register: str) -> Item | None:
    """An item that an entry of the register may be about; None where it is about none."""
    if register == "standard":
        return permit_item(agency, name="食品经营检查", kind="inspection")
    return permit_item(agency) if register == "guide" else None


def opened(agency: Agency, by: User, register: str = "guide", **content: Any) -> EntryVersion:
    """A draft that could be handed in."""
    values = {**CONTENT[register], **content}
    if register == "window":
        people = Officer.objects.filter(agency=agency).order_by("pk")
        values.setdefault("officers", [people[0].pk])
    item = item_for(agency, register)
    return registers.open_entry(
        by=by, agency=agency, register=register, title=f"示范{register}", content=values, item=item
    )


def published(
    version: EntryVersion, by: User, head: User, *, on: date = ON, valid_from: date = FROM
) -> EntryVersion:
    """The draft handed in and approved."""
    registers.submit(version, by=by, on=on, valid_from=valid_from)
    return registers.publish(version, by=head, examined=True, on=on, opinion="同意公布。")


def changed(
    version: EntryVersion, by: User, head: User, *, valid_from: date, **content: Any
) -> EntryVersion:
    """The next version, published on the day it takes effect."""
    draft = registers.revise(version.entry, by=by)
    values = {**draft.content, **content}
    registers.rewrite(draft, by=by, title=draft.title, content=values, change_note="修订。")
    return published(draft, by, head, on=valid_from, valid_from=valid_from)
