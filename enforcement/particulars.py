"""What a penalty decision says beside its facts, ground and penalty (文书载明事项).

One draft keeps them as {key: text}; nothing is kept of what it leaves out. Each is printed only
when it is there. The list follows what published decisions carry, see docs/real_decisions.md.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from enforcement.models import Agency, Decision
from enforcement.models.decision import DecisionContent

COURSE = "course"  # 案件来源、调查经过和采取强制措施的情况
REASONS = "reasons"  # 违法行为的认定和理由
QUALIFICATION = "qualification"  # 当事人的许可证号、经营范围等, a line each, 名称：内容
GOODS = "goods"  # 没收物品清单, a line each, 品名，数量，备注
PAYEE = "payee"  # 收款银行、户名、账号
CONTACT = "contact"  # 联系地址、部门、电话
ATTACHMENTS = "attachments"  # 附件, a line each
COPIES = "copies"  # 抄送

KEYS = (COURSE, REASONS, QUALIFICATION, GOODS, PAYEE, CONTACT, ATTACHMENTS, COPIES)
LABELS = {
    COURSE: _("案件来源和调查经过"),
    REASONS: _("违法行为的认定和理由"),
    QUALIFICATION: _("当事人的其他登记信息"),
    GOODS: _("没收物品清单"),
    PAYEE: _("缴款账户"),
    CONTACT: _("联系方式"),
    ATTACHMENTS: _("附件"),
    COPIES: _("抄送"),
}
# The same in every decision of an agency until it moves or changes its bank.
LASTING = (PAYEE, CONTACT)


def said(row: DecisionContent, key: str) -> str:
    """What the draft says of one of them, "" when nothing."""
    return str((row.particulars or {}).get(key, ""))


def lines(row: DecisionContent, key: str) -> list[str]:
    """The same line by line."""
    return [line.strip() for line in said(row, key).splitlines() if line.strip()]


def cells(line: str, columns: int) -> list[str]:
    """A line cut at its first commas into so many cells, the missing ones empty.

    >>> cells("饼干，12袋，已封存，待销毁", 3)
    ['饼干', '12袋', '已封存，待销毁']
    """
    found = [cell.strip() for cell in line.replace(",", "，").split("，", columns - 1)]
    return found + [""] * (columns - len(found))


def kept(values: Mapping[str, Any]) -> dict[str, str] | None:
    """What a draft keeps of entered values: the filled ones; None when all are empty.

    ValueError for a key that is none.
    """
    if unknown := set(values) - set(KEYS):
        raise ValueError(f"not particulars: {sorted(unknown)}")
    texts = {key: str(values.get(key) or "").strip() for key in KEYS}
    return {key: text for key, text in texts.items() if text} or None


def usual(agency: Agency) -> dict[str, str]:
    """Where the agency's last draft had its fine paid and said how to reach the agency."""
    rows = Decision.objects.filter(agency=agency).exclude(particulars=None)
    last = rows.order_by("-created_at").first()
    return {key: said(last, key) for key in LASTING if said(last, key)} if last else {}


def labelled(row: DecisionContent) -> list[tuple[Any, str]]:
    """(name, text) of what the draft says, for the page."""
    return [(LABELS[key], said(row, key)) for key in KEYS if said(row, key)]
