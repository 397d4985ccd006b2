"""Deadlines opened for tests."""

from datetime import date
from typing import Any

from core import deadlines
from core.models import Deadline
from core.periods import Period, Suspension

PUBLISH = Period(
    "pub.license_penalty_days", "公开", 7, "workday", article="国办发〔2018〕118号第六条"
)
PAY = Period("proc.pay_days", "缴纳罚款", 15, "day", rolls=True, article="行政处罚法第六十七条")


def start(
    on: str, period: Period = PUBLISH, *, subject: str = "1", region: str = "", **more: Any
) -> Deadline:
    """Open a deadline of the period for a decision from the ISO day."""
    pauses: list[Suspension] = more.pop("suspensions", [])
    return deadlines.open_deadline(
        key=more.pop("key", period.key),
        label=period.label,
        subject_type="decision",
        subject_id=subject,
        agency_id=more.pop("agency_id", None),
        region=region,
        period=period,
        start_on=date.fromisoformat(on),
        suspensions=pauses,
    )
