"""The public list as rows of a table: the projection's fields, each with a Chinese heading."""

from collections.abc import Callable

from django.urls import reverse

from core.tables import Cell
from disclosure import data_items, licences
from disclosure.models import Publication
from disclosure.presentation import penalty_names, yuan

HEADER: list[Cell] = [
    *("文号", "案件名称", "执法类别", "行政相对人", "行政相对人类别", "统一社会信用代码"),
    *("执法主体", "决定日期", "送达日期", "公开日期", "公示截止期", "处罚种类", "罚款金额（元）"),
    *("报送单位公示日期", "公开期限届满日", "公开时效"),
    *("事实", "依据", "决定内容", "救济途径", "网址", "异议处理中"),
    *("执法人员", "许可当前状态"),
]
# Items that the columns before tell already, in their own words.
TOLD = (
    *("party_name", "party_kind", "uscc", "doc_no", "title", "facts", "basis", "content"),
    *("decided_on", "publish_until", "organ", "penalty_kinds_text", "fine_wan", "remedies"),
)
ITEMS = [key for key in data_items.LABELS if key not in TOLD]
HEADER += [data_items.LABELS[key] for key in ITEMS]
PARTY_KINDS = {"org": "法人及非法人组织", "sole_trader": "个体工商户", "person": "自然人"}


def line(row: Publication, absolute: Callable[[str], str]) -> list[Cell]:
    """One public decision, in the order of HEADER; `absolute` makes a path a full address."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    return [
        *(version.doc_no, version.title, str(row.get_kind_display()), version.party_name),
        *(PARTY_KINDS.get(version.party_kind, version.party_kind), version.party_uscc),
        *(version.agency_name, row.decided_on, getattr(row, "served_on", None)),
        *(row.first_published_on, row.publish_until),
        *("、".join(penalty_names(version.penalty_kinds)), yuan(version.fine_cents)),
        *(row.source_published_on, row.deadline.due_on if row.deadline else None, timeliness(row)),
        *(version.facts, version.basis, version.result, version.remedies),
        absolute(reverse("decision-detail", args=[row.pk])),
        "是" if getattr(row, "disputed", False) else "否",
        "；".join(f"{name}（{number}）" if number else name for name, number in version.officers),
        licences.word(getattr(row, "permit_state", None)),
        *_items(row),
    ]


def timeliness(row: Publication) -> str:
    """Whether it was public in time, in one word."""
    first = row.public_day
    if row.deadline is None or first is None:
        return "报送未评判" if row.record_id else ""
    return "逾期" if first > row.deadline.due_on else "按期"


def _items(row: Publication) -> list[Cell]:
    found = data_items.of(row)
    return [found.get(key, "") for key in ITEMS]
