"""The tables of the yearly statistics: their columns in order, each with the rows it counts.

The report is a paper: its words are Chinese whatever the language of the account. "0" says that
there is a duty and nothing was done; no number that there is no such duty (domain §1.20).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from enforcement.models import Item, Stay
from enforcement.models.kinds import ActionKind
from supervision.annual import entered, sources, spread
from supervision.annual.scope import Scope
from supervision.annual.sources import Source

CENTS = 100
WAN = 10_000
UNITS = {"元": CENTS, "万元": CENTS * WAN}
NO_DUTY = "本单位无相关行政执法职责"
AMOUNT = "amount"
TOTAL = "total"
MONTHS = 12
STATED = "标有“填报数”的数字由本单位填报，不由本系统的记录得出。"
# Every agency has people; how many says nothing of a duty to punish.
PEOPLE = "people"
Rows = Callable[[Scope], list[Source]]


@dataclass(frozen=True)
class Column:
    """One number. `kind`: the kind of act whose duty it belongs to, "" for one the agency states;
    `part`: it is one of those the total adds up; `listed`: its rows may be shown to the agency."""

    key: str
    label: str
    rows: Rows | None
    kind: str = ""
    part: bool = False
    group: str = ""
    listed: bool = True


@dataclass(frozen=True)
class Table:
    """One table of the report."""

    key: str
    title: str
    unit: str
    columns: Callable[[Scope], Sequence[Column]]
    notes: Sequence[str] = ()


def _level(key: str) -> Rows:
    return lambda scope: sources.of_level(scope, key)


def penalty(scope: Scope) -> list[Column]:
    """表一: the levels light to heavy, 其他 behind them, the total and the amount."""
    rows = [row for row in scope.levels if row["key"] != sources.OTHER]
    rows += [row for row in scope.levels if row["key"] == sources.OTHER]
    kind = ActionKind.PENALTY
    return [
        *(Column(row["key"], row["label"], _level(row["key"]), kind, part=True) for row in rows),
        Column(TOTAL, "合计", sources.penalties, kind),
        Column(AMOUNT, f"罚没金额（{scope.unit}）", sources.with_money, kind),
    ]


def permit(scope: Scope) -> list[Column]:
    """表二, each by the day of its own event."""
    kind = ActionKind.PERMIT
    return [
        Column("applied", "申请", lambda s: sources.applications(s, "received_on"), kind),
        Column("accepted", "受理", lambda s: sources.applications(s, "accepted_on"), kind),
        Column("granted", "许可", sources.granted, kind),
        Column("refused", "不予许可", lambda s: sources.permits(s, sources.REFUSED), kind),
        Column("revoked", "撤销许可", lambda s: sources.permits(s, sources.REVOKED), kind),
    ]


MEASURES = (("seal", "查封场所、设施或者财物"), ("seize", "扣押财物"), ("freeze", "冻结存款、汇款"))
WAYS = (
    ("transfer", "划拨存款、汇款"),
    ("auction", "拍卖或者依法处理"),
    ("restore", "排除妨碍、恢复原状"),
)
OTHER_WAYS = ("demolish", "other")


def _measure(key: str) -> Rows:
    return lambda scope: sources.measures(scope, key)


def _forced(*ways: str) -> Rows:
    return lambda scope: sources.forced(scope, *ways)


def coercion(scope: Scope) -> list[Column]:
    """表三: measures by decision, execution when completed, the court by application."""
    columns = [
        *(
            Column(f"measure_{key}", label, _measure(key), group="强制措施")
            for key, label in MEASURES
        ),
        Column("measure_other", "其他强制措施", sources.other_measures, group="强制措施"),
        Column("surcharge", "加处罚款或者滞纳金", sources.surcharged, group="强制执行"),
        *(Column(f"forced_{key}", label, _forced(key), group="强制执行") for key, label in WAYS),
        Column("substitution", "代履行", sources.substituted, group="强制执行"),
        Column("forced_other", "其他强制执行", _forced(*OTHER_WAYS), group="强制执行"),
        Column("court", "申请法院强制执行", sources.court),
    ]
    found = [replace(column, kind=ActionKind.COERCION, part=True) for column in columns]
    return [*found, Column(TOTAL, "合计", _all(found), ActionKind.COERCION)]


def _all(columns: Sequence[Column]) -> Rows:
    def rows(scope: Scope) -> list[Source]:
        return [source for column in columns if column.rows for source in column.rows(scope)]

    return rows


def _entered(scope: Scope, table: str) -> list[Column]:
    """What the portal does not keep and the agency states."""
    rows = [row for row in entered.ENTRIES.values() if row.table == table]
    return [Column(row.key, row.label(scope.unit), None) for row in rows]


def other(scope: Scope) -> list[Column]:
    """表四; what the portal does not keep is stated by the agency."""
    return [
        Column("levy", "行政征收征用（次）", sources.levies, ActionKind.LEVY),
        Column("inspection", "行政检查（次）", sources.inspections, ActionKind.INSPECTION),
        *_entered(scope, "other"),
    ]


def _challenged(kind: str) -> Rows:
    return lambda scope: sources.challenged(scope, kind)


def course(scope: Scope) -> list[Column]:
    """表五: the people, and the course of the penalty cases."""
    kind = ActionKind.PENALTY
    return [
        Column("officers", "行政执法人员（人）", sources.officers, PEOPLE),
        Column("certified", "其中持证（人）", sources.certified, PEOPLE),
        Column("filed", "立案（件）", sources.filed, kind),
        Column("closed", "结案（件）", sources.closed, kind),
        Column("spared", "不予处罚（件）", sources.spared, kind),
        Column("eased", "从轻、减轻处罚（件）", sources.eased, kind),
        Column("reduced", "其中减轻处罚（件）", sources.reduced, kind),
        Column("crimes", "移送司法机关（件）", sources.crimes, kind),
        Column("corrected", "被撤销、变更或者确认违法（件）", sources.corrected, kind),
        Column(
            "reconsidered", "被申请行政复议（件）", _challenged(Stay.Kind.RECONSIDERATION), kind
        ),
        Column("sued", "被提起行政诉讼（件）", _challenged(Stay.Kind.SUIT), kind),
        *_entered(scope, "course"),
        Column("complaints", "投诉举报办结（件）", sources.complaints, PEOPLE, listed=False),
    ]


def _month(number: int) -> Rows:
    return lambda scope: spread.month(scope, number)


def _violation(name: str, known: Sequence[spread.Group]) -> Rows:
    return lambda scope: spread.of_violation(scope, name, known)


def _township(name: str, known: Sequence[spread.Group]) -> Rows:
    return lambda scope: spread.at(scope, name, known)


def gathered(scope: Scope) -> list[Column]:
    """表六: the penalties by month, by what was punished, by where; each group makes the total."""
    acts, places = spread.violations(scope), spread.townships(scope)
    rest = (spread.REST, "")
    columns = [
        *(
            Column(f"month_{no}", f"{no}月", _month(no), group="时间")
            for no in range(1, MONTHS + 1)
        ),
        *(
            Column(f"act_{key}", name or "其他", _violation(name, acts), group="违法行为")
            for key, name in (*acts, rest)
        ),
        *(
            Column(f"at_{key}", name or "其他或者未载明", _township(name, places), group="地点")
            for key, name in (*places, rest)
        ),
    ]
    return [replace(column, kind=ActionKind.PENALTY) for column in columns]


TABLES = {
    table.key: table
    for table in (
        Table(
            "penalty",
            "行政处罚实施情况统计表",
            "宗",
            penalty,
            (
                "按决定作出日期统计；一个决定有数个处罚种类的，按最重的种类计一宗。",
                "罚没金额以决定书载明的金额计算；没收财物价值无法确定的，不计入。",
            ),
        ),
        Table(
            "permit",
            "行政许可实施情况统计表",
            "件",
            permit,
            ("各栏按各自事项发生的日期统计；变更、延续计入许可、不予许可。",),
        ),
        Table(
            "coercion",
            "行政强制实施情况统计表",
            "宗",
            coercion,
            (
                "强制措施按决定日期、强制执行按执行完毕或者终结执行日期、申请法院强制执行按申请日期统计。",
                "其他系统报送的，按载明的强制种类和执行结果统计；未载明种类的，计入其他强制措施。",
            ),
        ),
        Table(
            "other",
            "其他行政执法行为实施情况统计表",
            "次、件",
            other,
            (
                "对一个检查对象有完整记录的检查计一次；检查后作出处罚等其他执法行为的，不计入。",
                "其他系统报送的检查，按载明的检查结果和处理结果判断其后有无其他执法行为。",
                STATED,
            ),
        ),
        Table(
            "course",
            "行政执法人员和办案情况统计表",
            "人、件",
            course,
            (
                "从轻、减轻按决定作出日期，复议、诉讼按受理日期，投诉举报按答复或者不予受理日期统计。",
                "从轻、减轻以裁量阶次和决定载明的法定情节为准，不含其他系统报送的处罚。",
                STATED,
            ),
        ),
        Table(
            "spread",
            "行政处罚案件时间、类别、地点分布表",
            "宗",
            gathered,
            ("时间、违法行为、地点三组分别合计为表一的宗数；违法行为、地点各列最多的前十项。",),
        ),
    )
}
Figure = dict[str, Any]


def columns_of(scope: Scope) -> dict[tuple[str, str], Column]:
    """Every column of the scope's tables by (table, column)."""
    return {
        (key, column.key): column for key in scope.tables for column in TABLES[key].columns(scope)
    }


def count(scope: Scope) -> list[Figure]:
    """The tables with their numbers, as plain values for a page, a paper, JSON and the snapshot.

    A column: {"key", "label", "group", "value", "part", "listed"}; `value` a whole number, an amount of
    money as text, or None where there is no such duty; `listed`: its rows can be seen. A table without any: "duty" false and the note.
    """
    duties = _duties(scope)
    return [_figure(scope, TABLES[key], duties) for key in scope.tables]


def _duties(scope: Scope) -> set[str]:
    """Kinds of act that were on the agency's list of powers on a day of the year."""
    first, last = scope.days
    rows = Item.objects.filter(agency=scope.agency, effective_from__lte=last)
    ended = rows.filter(effective_to__isnull=False, effective_to__lte=first)
    return {PEOPLE, *rows.exclude(pk__in=ended.values("pk")).values_list("kind", flat=True)}


def _figure(scope: Scope, table: Table, duties: set[str]) -> Figure:
    columns = table.columns(scope)
    counts = {column.key: sources.total(column.rows(scope)) for column in columns if column.rows}
    # What was done shows the duty, whatever the list of powers says.
    known = {"", *duties, *(column.kind for column in columns if counts.get(column.key))}
    told = [
        {
            "key": column.key,
            "label": column.label,
            "group": column.group,
            "part": column.part,
            "listed": column.listed and column.rows is not None,
            "value": _value(scope, column, counts) if column.kind in known else None,
        }
        for column in columns
    ]
    duty = any(row["value"] is not None for row in told)
    return {
        "key": table.key,
        "title": table.title,
        "unit": table.unit,
        "duty": duty,
        "note": "" if duty else NO_DUTY,
        "notes": list(table.notes),
        "columns": told if duty else [],
    }


def _value(scope: Scope, column: Column, counts: dict[str, int]) -> int | str | None:
    if column.key == AMOUNT:
        return money(sources.amount_cents(scope), scope.unit)
    if column.rows is None:
        return entered.value(scope.entered, column.key)
    return counts[column.key]


def money(cents: int, unit: str) -> str:
    """An amount in 元 with two places or in 万元 with six, so that not a 分 is lost.

    >>> money(1234567, "元"), money(1234567, "万元")
    ('12345.67', '1.234567')
    """
    places = "0.01" if UNITS[unit] == CENTS else "0.000001"
    return str((Decimal(cents) / UNITS[unit]).quantize(Decimal(places)))
