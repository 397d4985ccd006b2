"""How the public lists of the demo came to say what they say: approved changes, and one that waits."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from config.demo.cast import Staff
from enforcement.models import Item, ListVersion
from enforcement.services import list_versions

# Days before today, what was changed of which row, and the words that went with it.
ITEMS: tuple[tuple[int, Mapping[str, Any], str], ...] = (
    (90, {"time_limit": "法定期限六十日，承诺四十五日"}, "压缩办理期限，按示例市优化服务方案调整"),
    (20, {"unit": "执法一科"}, "内设机构调整"),
    (5, {"time_limit": "法定期限六十日，承诺三十日"}, "再次压缩办理期限"),
)
POST = (30, {"post": "执法科副科长"}, "任职变动")
HOURS = (60, {"office_hours": "工作日9:00—17:00，周六上午值班（示例）"}, "增加周六值班窗口")
WAITS = ({"fee": "不收费（示例）"}, "写明收费情况")


def play(staff: Staff, today: date) -> ListVersion:
    """All of it; the version that waits for the head."""
    first, second = Item.objects.filter(agency=staff.agency).order_by("pk")[:2]
    for days, changes, note in ITEMS:
        approved(staff, first, today - timedelta(days), changes, note)
    approved(staff, staff.officers[0], today - timedelta(POST[0]), POST[1], POST[2])
    approved(staff, staff.agency, today - timedelta(HOURS[0]), HOURS[1], HOURS[2])
    return handed_in(staff, second, today, *WAITS)


def handed_in(
    staff: Staff, row: Any, on: date, changes: Mapping[str, Any], note: str
) -> ListVersion:
    """A change that the list administrator hands in on the day."""
    by = staff.one("listadmin")
    now = type(row)._default_manager.get(pk=row.pk)
    made = list_versions.change(now, by=by, on=on, changes=changes)
    if made is None:
        raise ValueError(f"{row} says so already, or is not public")
    return list_versions.submit(made, by=by, on=on, valid_from=on, change_note=note)


def approved(
    staff: Staff, row: Any, on: date, changes: Mapping[str, Any], note: str
) -> ListVersion:
    """The same, approved by the head on that day."""
    made = handed_in(staff, row, on, changes, note)
    return list_versions.publish(
        made, by=staff.one("head"), examined=True, on=on, opinion="同意公布。"
    )
