"""A made-up record of any size, written in bulk: cases of ten steps and two items of evidence each.

The gates of the database are off while it is filled (they ask about one row at a time and have their own
tests); the lines of the statistics and the entries of the search are made by the services themselves.
"""

import csv
import hashlib
import io
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction

from benchmarks.portal import READY
from core.models import Blob
from core.triggers import suspended
from enforcement.models import Agency, Case, CaseOfficer, Officer, Party, User
from recording.models import Evidence, Step
from recording.services import coverage_lines, evidence_index

Row = dict[str, Any]
SERIAL = (models.BigAutoField, models.AutoField)
STEPS = int(os.environ.get("PORTAL_BENCH_STEPS", "20000"))
PER_CASE, ITEMS, TEAM, AGENCIES = 10, 2, 10, 50
BIG = 2000  # steps of one case that is much larger than the others
BATCH = 5000
FIRST = datetime(2022, 1, 1, 1, tzinfo=UTC)
NOW = datetime.now(tz=UTC)
KINDS = ("show_certificate", "inquiry", "site_inspection", "seizure", "hearing", "report")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦", "明远知微思齐正源清越文博雅静若水子衿嘉禾"
PLACES, TRADES = (
    "东湖西陵南屏北苑新城古镇河畔山前滨江林场",
    "餐饮建筑运输物业商贸装饰食品园林仓储广告",
)


def pair(text: str, no: int) -> str:
    """The no-th word of two characters."""
    start = no * 2 % len(text)
    return text[start : start + 2]


def person(no: int) -> str:
    """A name of three characters."""
    return SURNAMES[no % len(SURNAMES)] + pair(GIVEN, no // len(SURNAMES))


def party_name(no: int) -> str:
    """A name of a company with its serial."""
    return f"云岭市{pair(PLACES, no)}{pair(TRADES, no // 10)}第{no}有限公司"


def place_name(no: int) -> str:
    """An address."""
    return f"云岭市{pair(PLACES, no)}区{pair(TRADES, no // 7)}路{no % 500}号"


def device_name(no: int) -> str:
    """A number of a body camera; 1,000 of them."""
    return f"DSJ-{no % 1000:05d}"


def bulk(model: type[models.Model], rows: Iterable[Row], *, keys: bool = False) -> None:
    """COPY on PostgreSQL, executemany on SQLite; a column that a row does not name has its default.

    `keys`: the rows bring serial keys of their own.
    """
    fields = [f for f in model._meta.concrete_fields if keys or not isinstance(f, SERIAL)]
    cells = [_cell(field) for field in fields]
    source = (tuple([cell(row) for cell in cells]) for row in rows)
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}" ({names})'
    marks = ", ".join("?" * len(fields))
    with transaction.atomic(), connection.cursor() as cursor:
        while found := list(islice(source, BATCH)):
            if connection.vendor == "postgresql":
                cursor.copy_expert(
                    f"COPY {table} FROM STDIN WITH (FORMAT csv, NULL '~')", _csv(found)
                )
            else:
                cursor.cursor.connection.executemany(
                    f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608  # our own names
                    found,
                )


def _cell(field: Any) -> Callable[[Row], Any]:
    """What gives the value of a row as the database of this run takes it."""
    name, fresh = field.attname, callable(field.default)
    fallback: Any = NOW if getattr(field, "auto_now_add", False) else None
    if fallback is None and not field.null and not fresh:
        fallback = field.get_default() if field.has_default() else ""
    made = fresh and not field.null

    def postgresql(row: Row) -> Any:
        value = row.get(name, fallback)
        if value is None and made:
            value = field.get_default()
        return "~" if value is None else value

    def sqlite(row: Row) -> Any:
        value = row.get(name, fallback)
        if value is None:
            value = field.get_default() if made else fallback
        return value.hex if isinstance(value, uuid.UUID) else _time(value)

    return sqlite if connection.vendor == "sqlite" else postgresql


def _time(value: Any) -> Any:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value


def _csv(rows: Iterable[tuple[Any, ...]]) -> io.StringIO:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    return text


def key(kind: str, no: int) -> uuid.UUID:
    """The key of the no-th row of a kind."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{kind}{no}")


def timed(what: str, work: Callable[[], object], count: int) -> None:
    """Do it and print how many rows a second."""
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    print(f"{what}: {count:,} in {seconds:.0f} s, {count / max(seconds, 0.001):,.0f}/s", flush=True)


def fill() -> None:
    """Migrate and fill the database, then count and index everything."""
    assert READY
    call_command("migrate", verbosity=0)
    cases = STEPS // PER_CASE
    with suspended(connection):
        staff = people()
        timed("cases", lambda: add_cases(cases, staff), cases)
        timed("steps", lambda: add_steps(cases, staff), STEPS + BIG)
        timed("evidence", lambda: add_evidence(cases), cases * ITEMS)
    timed("entries of the search", evidence_index.catch_up, cases * ITEMS)
    timed("lines of the statistics", coverage_lines.rebuild, cases)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def people() -> list[Officer]:
    """The agencies, ten officers of each, and an account of the first officer and of a supervisor."""
    top = Agency.add_root(name="云岭市人民政府", folded_name="云岭市人民政府", kind="government")
    for no in range(AGENCIES):
        name = f"云岭市第{no}执法局"
        top.add_child(name=name, folded_name=name, doc_prefix=f"云执{no}")
    below = list(Agency.objects.exclude(pk=top.pk))
    User.objects.create(username="supervisor", roles=["supervisor"], agency=below[0])
    for agency in below[:8]:
        User.objects.create(username=f"officer{agency.pk}", roles=["officer"], agency=agency)
    rows = (
        {
            **{"agency_id": agency.pk, "name": person(no * AGENCIES + i), "post": "科员"},
            **{"unit": f"第{no // 4}中队", "status": "active", "updated_at": NOW},
        }
        for i, agency in enumerate(below)
        for no in range(TEAM)
    )
    bulk(Officer, rows)
    return list(Officer.objects.select_related("agency").order_by("agency_id", "pk"))


def add_cases(count: int, staff: list[Officer]) -> None:
    """Parties (one for two cases), cases, and two officers for each case."""
    by = User.objects.get(username="supervisor")
    agencies = [staff[no * TEAM].agency for no in range(AGENCIES)]
    parties = range(max(count // 2, 1))
    given = {"kind": "org", "flags": "[]"}
    bulk(
        Party,
        ({"agency_id": agencies[n % AGENCIES].pk, "name": party_name(n), **given} for n in parties),
    )
    keys = list(Party.objects.order_by("pk").values_list("pk", flat=True))

    def case(no: int) -> Row:
        on = (FIRST + timedelta(hours=no * 40_000 // count)).date()
        return {
            "id": key("case", no),
            "agency_id": agencies[no % AGENCIES].pk,
            "party_id": keys[no % len(keys)],
            **{"kind": "penalty", "procedure": "ordinary", "status": "filed", "filed_on": on},
            "number": f"云执{no % AGENCIES}立〔{on.year}〕{no}号",
            "title": f"{party_name(no % len(keys))}{pair(TRADES, no)}违规案",
            **{"cause": f"违规{no}", "source": "日常检查", "summary": "检查发现。"},
            **{"discovered_on": on, "place": place_name(no), "created_by_id": by.pk},
        }

    bulk(Case, map(case, range(count)))
    bulk(CaseOfficer, assignments(count, staff))


def assignments(count: int, staff: list[Officer]) -> Iterator[Row]:
    """A lead and a second officer of the case's agency."""
    for no in range(count):
        for part, which in (("lead", no // AGENCIES), ("second", no // AGENCIES + 1)):
            officer = staff[no % AGENCIES * TEAM + which % TEAM]
            values = {"part": part, "since": FIRST.date(), "officer_id": officer.pk}
            yield {"case_id": key("case", no), **values}


def add_steps(count: int, staff: list[Officer]) -> None:
    """Ten steps for each case, BIG more for the first, each by the lead officer."""
    by = User.objects.get(username="supervisor")
    known = [kind for kind in KINDS if kind != "report"] + ["investigation_report"]

    def step(case: int, no: int) -> Row:
        at = FIRST + timedelta(hours=case * 40_000 // count + no)
        values = {"stage": "investigation", "kind": known[no % len(known)], "at": at}
        excused = "文字记录足以全面反映。" if no % 9 == 1 else ""
        return {
            **{"case_id": key("case", case), "place": place_name(case), "av_exemption": excused},
            **{"text": "经现场核实，情况属实，当事人无异议。" * 4, "created_by_id": by.pk},
            **values,
        }

    bulk(Step, (step(case, no) for case in range(count) for no in range(PER_CASE)))
    bulk(Step, (step(0, no) for no in range(BIG)))
    leads = dict(CaseOfficer.objects.filter(part="lead").values_list("case_id", "officer_id"))
    told = list(Step.objects.order_by("pk").values_list("pk", "case_id"))
    through = Step.officers.through
    bulk(through, ({"step_id": pk, "officer_id": leads[case]} for pk, case in told))


def add_evidence(count: int) -> None:
    """Two items for each case, of its second and third step, and BIG / 5 more of the first case."""
    by = User.objects.get(username="supervisor")
    first = Step.objects.order_by("pk").values_list("pk", flat=True)[0]
    media = (("video", "录像", "mp4"), ("photo", "照片", "jpg"), ("audio", "录音", "m4a"))
    officers = dict(CaseOfficer.objects.filter(part="second").values_list("case_id", "officer_id"))

    def blob(no: int) -> Row:
        digest = hashlib.sha256(str(no).encode()).hexdigest()
        values = {"sm3": digest, "size": 10**6 + no, "content_type": "video/mp4"}
        return {"sha256": digest, "key": f"none/{digest}", **values}

    def item(no: int) -> Row:
        case, which = (no // ITEMS, no % ITEMS + 1) if no < count * ITEMS else (0, 3)
        medium, word, suffix = media[no % len(media)]
        at = FIRST + timedelta(hours=case * 40_000 // count + which, minutes=no % 60)
        return {
            **{"id": key("evidence", no), "case_id": key("case", case)},
            "step_id": first + case * PER_CASE + which,
            **{"stage": "investigation", "kind": "audiovisual", "media": medium},
            "title": f"{pair(PLACES, no)}现场{word}{no}",
            "file_name": f"MOV{no:07d}.{suffix}",
            "blob_id": hashlib.sha256(str(no).encode()).hexdigest(),
            "device_no": device_name(no // 3),
            "recorder_id": officers[key("case", case)],
            "late_reason": "连续外勤" if no % 40 == 0 else "",
            **{"place": place_name(case), "started_at": at, "ended_at": at + timedelta(minutes=9)},
            "uploaded_by_id": by.pk,
        }

    numbers = range(count * ITEMS + BIG // 5)
    bulk(Blob, map(blob, numbers))
    bulk(Evidence, map(item, numbers))
