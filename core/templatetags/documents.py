"""Template filters of rendered documents; the context is described in core/pdf.py."""

from typing import Any

from django import template

register = template.Library()

PARTY_LABELS: dict[str, dict[str, str]] = {
    "org": {
        "name": "当事人",
        "code": "统一社会信用代码",
        "legal_rep": "法定代表人（负责人）",
        "address": "住所",
        "phone": "联系电话",
        "e_address": "电子送达地址",
    },
    "sole_trader": {
        "name": "当事人",
        "code": "统一社会信用代码",
        "legal_rep": "经营者",
        "address": "经营场所",
        "phone": "联系电话",
        "e_address": "电子送达地址",
    },
    "person": {
        "name": "当事人",
        "code": "公民身份号码",
        "address": "住址",
        "phone": "联系电话",
        "e_address": "电子送达地址",
    },
}
# Characters that fit one line of the head at each size of document.css.
HEAD_SIZES = ((12, "head-l"), (17, "head-m"))


@register.filter
def party_rows(party: dict[str, str] | None) -> list[tuple[str, str]]:
    """(label, value) of the filled fields of a party."""
    if not party:
        return []
    labels = PARTY_LABELS[party.get("kind", "org")]
    return [(label, party[key]) for key, label in labels.items() if party.get(key)]


@register.filter
def applicant_rows(party: dict[str, str] | None) -> list[tuple[str, str]]:
    """The same for a permit, where the party is called 申请人."""
    return [("申请人" if label == "当事人" else label, value) for label, value in party_rows(party)]


@register.filter
def head_size(agency_name: str) -> str:
    """The class of the red head that keeps the name on as few lines as possible."""
    for longest, name in HEAD_SIZES:
        if len(agency_name) <= longest:
            return name
    return "head-s"


@register.filter
def lines(value: Any) -> list[str]:
    """The non-empty lines of a text, as paragraphs."""
    return [line.strip() for line in str(value).splitlines() if line.strip()]
