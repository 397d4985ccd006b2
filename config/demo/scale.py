"""Synthetic published records in any number, for measurements."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from config.demo.bulk import Bulk
from disclosure.models import ExternalRecord
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind

PLACES = ["东湖", "西陵", "南屏", "北苑", "新城", "古镇", "河畔", "山前", "滨江", "林场"]
TRADES = ["餐饮", "建筑", "运输", "物业", "商贸", "装饰", "食品", "园林", "仓储", "广告"]
ACTS = [
    "占道经营",
    "倾倒建筑垃圾",
    "未按规定备案",
    "超限运输",
    "擅自设置广告",
    "未清运垃圾",
    "违规施工",
]
BATCH = 2000
SECONDS = 10.0  # between two lines of progress


def load(count: int, told: Callable[[str], object] = print) -> int:
    """Add `count` synthetic records spread over five years and every agency.

    What is written stays when it is broken off; the next call goes on with the numbers. `told`: progress.
    """
    agencies = list(Agency.objects.exclude(kind=Agency.Kind.GOVERNMENT))
    today = timezone.localdate()
    start = ExternalRecord.objects.count()
    bulk, begun = Bulk(today), time.monotonic()
    due = begun + SECONDS
    for begin in range(start, start + count, BATCH):
        serials = range(begin, min(begin + BATCH, start + count))
        with transaction.atomic():
            bulk.publish([record(n, agencies[n % len(agencies)], today) for n in serials])
        now, done = time.monotonic(), serials.stop - start
        if now > due:
            told(f"{done:,} of {count:,}, {done / (now - begun):,.0f} a second")
            due = now + SECONDS
    return count


def record(serial: int, agency: Agency, today: date) -> ExternalRecord:
    """The record of a number, not saved."""
    trade, place = TRADES[serial % 10], PLACES[serial // 10 % 10]
    act = ACTS[serial % len(ACTS)]
    on = today - timedelta(days=serial * 7 % 1800)  # spread of made-up days, no legal period
    return ExternalRecord(
        agency=agency,
        kind=ActionKind.PENALTY,
        key=f"synthetic-{serial}",
        layout="synthetic",
        fields={
            "party_name": f"云岭市{place}{trade}第{serial}有限公司",
            "party_kind": "org",
            "doc_no": f"{agency.doc_prefix}合成〔{on.year}〕{serial}号",
            "title": f"{place}{trade}{act}案",
            "violation_type": act,
            "facts": f"当事人在{place}从事{trade}活动时{act}，编号{serial}。",
            "basis": "《中华人民共和国行政处罚法》第二十八条",
            "content": f"罚款人民币{100 + serial % 5000}元。",
            "penalty_kinds": ["fine"],
            "fine_cents": (100 + serial % 5000) * 100,
        },
        raw={},
        raw_sha256="",
        decided_on=on,
    )
