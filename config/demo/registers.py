"""The made-up registers of the demo: guides, boards, devices, channels, each written and published."""

import tomllib
from datetime import date
from typing import Any

from config.demo.cast import CERTIFIED_FROM, FOLDER, Staff
from config.demo.list_changes import approved
from core.periods import add_months
from enforcement import lists
from enforcement.models import EntryVersion, Item, ListChange
from enforcement.services import delegations, freshness, registers

AGO = 4  # months
DEED: dict[str, Any] = {
    "matters": "高新区（示范区）范围内占道经营的日常检查和处罚",
    "powers": "检查、立案、调查取证，作出警告和三千元以下罚款的决定",
    "basis": "行政处罚法第二十条、第二十一条",
    "text": "委托书\n一、委托机关以书面形式委托受委托组织实施下列事项。\n二、受委托组织在委托范围内，"
    "以委托机关名义实施，不得再委托。\n三、委托机关对该行为的后果承担法律责任。",
    "filing_no": "云司备〔2024〕6号",
}

# What the deed that runs says since it was amended, and why.
AMENDED: tuple[dict[str, Any], str] = (
    {"powers": "检查、立案、调查取证，作出警告和一千元以下罚款的决定"},
    "按照评估意见缩小委托权限。",
)


def keep(staff: Staff, today: date) -> None:
    """Publish every entry, and the second version of those that changed."""
    data = tomllib.loads((FOLDER / "registers.toml").read_text(encoding="utf-8"))
    for row in data["entry"]:
        version = _open(staff, row)
        _publish(staff, version, CERTIFIED_FROM)
        if "later" in row:
            _change(staff, version, row, add_months(today, -AGO))


def delegate(giver: Staff, taker: Staff, today: date) -> None:
    """A deed that is over, one that runs and was amended, and a change that the boards are to follow."""
    given: dict[str, Any] = {
        "by": giver.one("listadmin"),
        "delegator": giver.agency,
        "delegate": taker.agency,
    }
    for number, start, end in (
        ("云城管委〔2024〕2号", CERTIFIED_FROM, add_months(CERTIFIED_FROM, 12)),
        ("云城管委〔2025〕1号", add_months(CERTIFIED_FROM, 12), add_months(today, 12)),
    ):
        row = delegations.create(**given, **DEED, number=number, valid_from=start, valid_to=end)
        approved(giver, row, start, {lists.PUBLISHED: start}, "首次公布。")
    approved(giver, row, add_months(today, -AGO), *AMENDED)
    words = "政务服务大厅3号窗口工作人员轮岗"
    freshness.note(giver.agency, ListChange.Cause.OFFICER, words, on=add_months(today, -1))


def _open(staff: Staff, row: dict[str, Any]) -> EntryVersion:
    item = Item.objects.get(agency=staff.agency, name=row["item"]) if "item" in row else None
    content = dict(row["content"])
    if row["register"] == "window":
        content["officers"] = [officer.pk for officer in staff.officers[:2]]
    return registers.open_entry(
        by=staff.one("listadmin"),
        agency=staff.agency,
        register=row["register"],
        title=row["title"],
        content=content,
        item=item,
    )


def _publish(staff: Staff, version: EntryVersion, on: date) -> None:
    registers.submit(version, by=staff.one("listadmin"), on=on, valid_from=on)
    registers.publish(version, by=staff.one("head"), on=on, examined=True, opinion="同意公布。")


def _change(staff: Staff, version: EntryVersion, row: dict[str, Any], on: date) -> None:
    """A shorter promise, and one paper less."""
    by, later = staff.one("listadmin"), dict(row["later"])
    note = later.pop("change_note")
    papers = [
        each
        for place, each in enumerate(row["content"]["materials"])
        if place not in row["dropped"]
    ]
    content = {**version.content, **later, "materials": papers}
    draft = registers.revise(version.entry, by=by)
    registers.rewrite(draft, by=by, title=draft.title, content=content, change_note=note)
    _publish(staff, draft, on)
