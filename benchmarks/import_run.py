"""Each kind of list imported, short and ten times as long: what a row costs in the long one.

Printed for each: seconds of the long list in a trial, when its rows are new, and when the same sheet comes
back; and the cost of one of its new rows divided by that of a new row of the short list, at most LIMIT.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date

from django.core.management import call_command
from django.db import connection

from benchmarks.portal import READY
from core.row_report import RowReport
from core.tables import Cell, Sheet
from enforcement import registers
from enforcement.directory import Directory
from enforcement.imports.benchmarks import BenchmarkImport
from enforcement.imports.delegations import DelegationImport
from enforcement.imports.entries import EntryImport
from enforcement.imports.items import ItemImport
from enforcement.imports.officers import OfficerImport
from enforcement.models import Agency, User
from enforcement.services import agencies

ROWS = int(os.environ.get("PORTAL_BENCH_ROWS", "10000"))
SHORT, LIMIT = 10, 1.6
ON = date(2026, 3, 2)
Table = Callable[[str, int], list[list[Cell]]]
Run = Callable[[list[Sheet], bool], RowReport]


def world() -> tuple[User, Agency]:
    """An agency with the account that keeps its lists, and one below it."""
    assert READY
    call_command("migrate", verbosity=0)
    agency = agencies.create(name="云岭市市场监督管理局", status=Agency.Status.CONFIRMED)
    agencies.create(name="云岭市稽查大队", parent=agency)
    by = User.objects.create(username="listadmin", roles=["listadmin"], agency=agency)
    return by, agency


def items(mark: str, count: int) -> list[list[Cell]]:
    """Items with a legal basis."""
    head: list[Cell] = ["事项名称", "职权类别", "事项编码", "依据条款", "办理期限"]
    basis = "《中华人民共和国食品安全法》第一百二十四条"
    rows: list[list[Cell]] = [
        [f"对{mark}类行为{no}的处罚", "行政处罚", f"{mark}{no}", basis, "90日"]
        for no in range(count)
    ]
    return [head, *rows]


def officers(mark: str, count: int) -> list[list[Cell]]:
    """Officers, each with a certificate."""
    head: list[Cell] = ["姓名", "职务", "执法证号", "发证机关", "执法区域", "有效期自", "有效期至"]
    rows: list[list[Cell]] = [
        [
            "试" + mark,
            "科员",
            f"{mark}{no:06}",
            "云岭市人民政府",
            "云岭市",
            "2024-01-01",
            "2029-01-01",
        ]
        for no in range(count)
    ]
    return [head, *rows]


def channels(mark: str, count: int) -> list[list[Cell]]:
    """Entries of the register of complaint channels."""
    head: list[Cell] = ["渠道名称", "用途", "受理范围", "电话"]
    rows: list[list[Cell]] = [
        [f"{mark}投诉渠道{no}", "投诉", "行政执法行为", "0000-12345"] for no in range(count)
    ]
    return [head, *rows]


def delegations(mark: str, count: int) -> list[list[Cell]]:
    """Deeds of delegation."""
    head: list[Cell] = ["受委托组织", "委托书编号", "委托事项", "权限", "委托期限自", "委托期限至"]
    given = ["日常检查", "检查、责令改正", "2026-01-01", "2028-12-31"]
    rows: list[list[Cell]] = [
        ["云岭市稽查大队", f"云市监委{mark}〔2026〕{no}号", *given] for no in range(count)
    ]
    return [head, *rows]


def standards(mark: str, count: int) -> list[list[Cell]]:
    """Standards of discretion of two steps each, a row a step."""
    head: list[Cell] = ["违法行为", "法定依据", "处罚种类", "计量单位", "法定最低", "法定最高"]
    head += ["裁量阶次", "适用条件", "下限", "上限", "不含上限", "制定机关", "文号", "生效日期"]
    law = ["食品安全法第一百二十四条", "罚款", "元", "0", "50000"]
    steps = [
        ["从轻处罚", "初次违法", "0", "20000", "是"],
        ["从重处罚", "再次违法", "20000", "50000", ""],
    ]
    end = ["云岭市市场监督管理局", f"云市监规{mark}〔2026〕1号", "2026-01-01"]
    return [head] + [
        [f"销售{mark}{no}类过期食品", *law, *step, *end]
        for no in range(count // 2)
        for step in steps
    ]


def runs(by: User, agency: Agency) -> dict[str, tuple[Table, Run]]:
    """Kind of list -> its rows and its import."""
    own, book = [agency], registers.BOOKS["channel"]
    return {
        "items": (items, lambda s, dry: ItemImport(by, ON, agency).run(s, dry_run=dry)),
        "officers": (
            officers,
            lambda s, dry: OfficerImport(by, agency, Directory(own), ON).run(s, dry_run=dry),
        ),
        "entries": (
            channels,
            lambda s, dry: EntryImport(by, book, agency, own).run(s, dry_run=dry),
        ),
        "delegations": (
            delegations,
            lambda s, dry: DelegationImport(by, agency, ON, own).run(s, dry_run=dry),
        ),
        "benchmarks": (standards, lambda s, dry: BenchmarkImport(by, agency).run(s, dry_run=dry)),
    }


def spent(run: Run, sheets: list[Sheet], outcome: str, *, dry: bool = False) -> tuple[float, float]:
    """Seconds of one import in which no row is refused, and of them those that count for the ratio.

    On SQLite they are those of the processor, which other work on the machine does not lengthen.
    """
    begun, worked = time.perf_counter(), time.process_time()
    report = run(sheets, dry)
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    assert not report.rejected, report.rejected[:3]
    assert getattr(report, outcome), f"nothing {outcome}"
    return seconds, work if connection.vendor == "sqlite" else seconds


def sheet_of(rows: list[list[Cell]]) -> list[Sheet]:
    """One sheet with its row numbers."""
    return [Sheet("1", list(enumerate(rows, start=1)))]


def measured(kind: str, table: Table, run: Run) -> bool:
    """Whether a row of the long list costs about what one of the short list does."""
    short, long = sheet_of(table("甲", ROWS // SHORT)), sheet_of(table("乙", ROWS))
    trial, _ = spent(run, long, "created", dry=True)
    _, small = spent(run, short, "created")
    new, large = spent(run, long, "created")
    again, _ = spent(run, long, "unchanged")
    growth = large / small / SHORT
    print(
        f"{connection.vendor} {kind}: {ROWS:,} rows in a trial {trial:.1f} s, new {new:.1f} s, "
        f"again {again:.1f} s; a row of the long list / of the short = {growth:.2f} (limit {LIMIT})",
        flush=True,
    )
    return growth <= LIMIT


def main() -> int:
    """0 when no list costs more by the row for being long."""
    by, agency = world()
    kept = [measured(kind, *given) for kind, given in runs(by, agency).items()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
