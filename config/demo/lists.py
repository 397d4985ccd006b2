"""The made-up catalogue of review of the demo: a version in force, and the next one being written."""

from datetime import date
from typing import Any

from config.demo.cast import CERTIFIED_FROM, Staff
from enforcement.models import ReviewCatalogue
from enforcement.review_facts import BEYOND, REDUCED
from enforcement.services import catalogues

SOURCE = "国办发〔2018〕118号第十二条"
TITLE = "{name}重大执法决定法制审核目录清单"
NUMBERS = ("云城管规〔2024〕3号", "云城管规〔2026〕2号")


def keep(staff: Staff, today: date) -> None:
    """Publish the first version and begin the second."""
    first = _begun(staff, NUMBERS[0], CERTIFIED_FROM, "")
    _put(first, staff, "减轻处罚或者超出裁量基准加重处罚", "第三条", **OUTSIDE)
    by, head = staff.one("listadmin"), staff.one("head")
    catalogues.submit(first, by=by, on=CERTIFIED_FROM, valid_from=CERTIFIED_FROM)
    catalogues.publish(first, by=head, on=CERTIFIED_FROM, opinion="同意公布。")
    second = _begun(staff, NUMBERS[1], today, "增加行政检查处理决定；罚款与没收合并计算。")
    _put(second, staff, "行政检查的处理决定", "第四条", test="kind", kinds=["inspection"])
    _put(second, staff, "罚款、没收合计数额较大", "第五条", **TOGETHER)


OUTSIDE: dict[str, Any] = {"test": "benchmark", "terms": {"weights": [REDUCED, BEYOND]}}
TOGETHER: dict[str, Any] = {
    "test": "amount",
    "kinds": ["penalty"],
    "terms": {
        "of": ["fine", "confiscated"],
        "counted": "sum",
        "limits": {
            "person": {"cents": 300_000, "inclusive": True},
            "org": {"cents": 3_000_000, "inclusive": True},
        },
    },
}


def _begun(staff: Staff, number: str, on: date, note: str) -> ReviewCatalogue:
    return catalogues.begin(
        by=staff.one("listadmin"),
        agency=staff.agency,
        on=on,
        title=TITLE.format(name=staff.agency.name),
        doc_no=number,
        source=SOURCE,
        change_note=note,
    )


def _put(row: ReviewCatalogue, staff: Staff, label: str, article: str, **rule: Any) -> None:
    catalogues.put(
        row,
        by=staff.one("listadmin"),
        on=CERTIFIED_FROM,
        label=label,
        article=f"{row.doc_no}{article}",
        **rule,
    )
