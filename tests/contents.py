"""What the made-up decisions say, and the days they run through."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DECIDED = date(2026, 3, 16)  # a Monday far from any holiday


@dataclass(frozen=True)
class Days:
    """The days of a case that is decided on one day."""

    discovered: date
    filed: date
    recorded: date
    notified: date
    waived: date
    submitted: date
    passed: date
    decided: date

    @classmethod
    def before(cls, decided: date) -> "Days":
        """An ordinary course: two weeks from the discovery to the decision."""
        back = (14, 13, 12, 9, 8, 6, 5, 0)
        return cls(*(decided - timedelta(days=days) for days in back))


PENALTY: dict[str, Any] = {
    "outcome": "penalty",
    "title": "行政处罚决定书",
    "violation": "销售超过保质期的食品",
    "facts": "当事人在其经营场所销售超过保质期的饼干12袋，货值金额96元。",
    "evidence": "现场检查笔录、询问笔录、照片。",
    "basis": "《中华人民共和国食品安全法》第三十四条第十项、第一百二十四条第一款第五项",
    "result": "罚款人民币2000元。",
    "penalty_kinds": ["fine"],
    "fine_cents": 200_000,
    "discretion": "货值金额较小，及时改正，从轻处罚。",
    "performance": "自收到本决定书之日起15日内缴至指定银行。",
}
SIMPLE: dict[str, Any] = {
    **PENALTY,
    "result": "警告。",
    "penalty_kinds": ["warning"],
    "fine_cents": 0,
}
PERMIT: dict[str, Any] = {
    "outcome": "granted",
    "title": "准予行政许可决定书",
    "facts": "申请人提交的材料齐全，符合法定形式。",
    "basis": "《中华人民共和国食品安全法》第三十五条",
    "result": "准予食品经营许可。",
    "permit_kind": "普通",
    "cert_title": "食品经营许可证",
    "permit_no": "JY1410000000001",
    "valid_from": DECIDED,
    "valid_to": date(2031, 3, 15),
}
INSPECTION: dict[str, Any] = {
    "outcome": "normal",
    "title": "行政检查结果告知书",
    "facts": "对经营场所、进货查验记录进行了检查。",
    "basis": "《中华人民共和国食品安全法》第一百一十条",
    "result": "未发现违法行为。",
    "inspection_kind": "日常检查",
    "inspection_method": "现场检查",
}
CONTENTS: dict[str, dict[str, Any]] = {
    "ordinary": PENALTY,
    "simple": SIMPLE,
    "permit": PERMIT,
    "inspection": INSPECTION,
}


def content(procedure: str = "ordinary", **changes: Any) -> dict[str, Any]:
    """What a valid draft of the procedure says, with changes."""
    return {**CONTENTS[procedure], **changes}
