"""Received records (sent by another system of the agency) behind the tables of coercion, inspection and levy.

What a record tells lies in words, not in rows: the kinds of measure and of execution as domain §6.15,
行政强制法 9 and 12 or our own pages name them. A record that names no kind is 其他强制措施; one that
names several counts under each, as a measure of our own would be one row for each.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from core.numbering import fold_doc_no
from disclosure.models import ExternalRecord
from enforcement.models import Case as EnforcementCase
from enforcement.models import Decision, ForcedExecution, Measure, Substitution
from enforcement.models.kinds import ActionKind
from supervision.annual.scope import Scope

# 不予处罚 is no penalty; until it was read so, it was kept as another kind.
SPARED = r"(不予|免予|免于)(行政)?处罚"
SAYING = ("title", "doc_title", "penalty_kinds_text", "content")
NO_KIND = ("", "[]", '["other"]')
# Patterns for both databases. What follows 拍卖、处理 or stands before 的 is what is sold or paid out
# (拍卖或者依法处理查封、扣押的场所、设施或者财物), no measure of its own.
MEASURES = {
    "seal": r"(?<!处理)(?<!拍卖)(?<!变卖)(?<!已)查封(?!(、|或者|和)?(扣押)?的)",
    "seize": r"(?<!处理)(?<!拍卖)(?<!变卖)(?<!已)(扣押|扣留)(?!的)",
    "freeze": r"(?<!划拨)(?<!已)冻结(?!的)",
}
WAYS = {
    "transfer": r"划拨",
    "auction": r"拍卖|变卖|依法处理",
    # 代履行 is how somebody else restores; named beside it, 排除妨碍 begins a part of its own.
    "restore": r"^(?!.*代履行).*(排除妨碍|恢复原状)|(^|[；;])排除妨碍",
}
SURCHARGE, SUBSTITUTION, COURT = r"加处|滞纳金", r"代履行", r"法院|申请强制执行"
OTHER_WAY = r"拆除|其他(强制)?执行|强制(执行|清除|搬)"
# A paper that ends or prolongs a measure is no new one.
AFTERWARDS = r"^(解除|延长)"
# What led to another act, which is counted itself; not where the record says that none followed.
NOT = (
    *("不", "不予", "不给予", "未", "未予", "未给予", "未作", "无需", "免予", "免于"),
    *(
        "不予行政",
        "免予行政",
        "免于行政",
        "将",
        "将依法",
        "将予以",
        "将给予",
        "将依法予以",
        "将依法给予",
    ),
)
FOLLOWED = "".join(f"(?<!{word})" for word in NOT) + (
    "(立案|移送|处罚|行政处罚|罚款|警告|没收|吊销|查封|扣押|冻结|强制(措施|执行))"
)
ENDED = "终结"
NOT_YET = re.compile("未执行|尚未|正在|未完|执行中|待执行|中止|暂缓|^无$")
BY_PARTY = re.compile("(?<!代)履行|(?:自行|主动|自觉)拆除")
DAY = re.compile(r"(\d{4})[年\-/.](\d{1,2})[月\-/.](\d{1,2})")


def records(scope: Scope, kind: str) -> Any:
    """Received records of decisions made in the year."""
    return _all(scope, kind).filter(decided_on__range=scope.days)


def _all(scope: Scope, kind: str) -> Any:
    return ExternalRecord.objects.filter(agency=scope.agency, kind=kind)


def _text(key: str) -> Any:
    told = Cast(KeyTextTransform(key, "fields"), TextField())
    return Coalesce(told, Value(""), output_field=TextField())


# ---------------------------------------------------------------------------------- 表一、表五
def spared(scope: Scope) -> Any:
    """Records of decisions not to punish, made in the year: they say so and name no kind of penalty."""
    told = Concat(*(_text(key) for key in SAYING), output_field=TextField())
    rows = records(scope, ActionKind.PENALTY).annotate(told=told, kinds=_text("penalty_kinds"))
    return rows.filter(told__regex=SPARED, kinds__in=NO_KIND)


# ---------------------------------------------------------------------------------- 表三
def _coercion(scope: Scope) -> Any:
    """Records of coercion with the kinds they name, but for those of acts that were entered here too.

    An own measure or execution has its number in its own row, which an import does not ask.
    """
    rows = _all(scope, ActionKind.COERCION)
    sent = set(rows.values_list("key", flat=True))
    # Most agencies have the one or the other: without records no number of our own is read.
    twice = (
        {key for number in _numbers(scope) if (key := fold_doc_no(number)) in sent}
        if sent
        else sent
    )
    told = rows.exclude(key__in=twice).annotate(told=_text("coercion_kind"))
    return told.exclude(told__regex=AFTERWARDS)


def _numbers(scope: Scope) -> Iterator[str]:
    """The numbers of our own measures, executions and decisions on them."""
    for model in (Measure, ForcedExecution, Substitution):
        acts = model._default_manager.filter(case__agency=scope.agency)
        yield from acts.values_list("doc_no", flat=True)
    decided = Decision.objects.filter(agency=scope.agency, kind=ActionKind.COERCION)
    yield from decided.values_list("doc_no", flat=True)


def measures(scope: Scope, kind: str) -> Any:
    """Those that name a kind of measure, decided in the year."""
    rows = _coercion(scope).filter(decided_on__range=scope.days, told__regex=MEASURES[kind])
    return rows.exclude(told__regex=COURT)


def other_measures(scope: Scope) -> Any:
    """Those that name nothing that has a column, decided in the year."""
    named = [*MEASURES.values(), *WAYS.values(), SURCHARGE, SUBSTITUTION, OTHER_WAY, COURT]
    rows = _coercion(scope).filter(decided_on__range=scope.days)
    return rows.exclude(_any(named))


def court(scope: Scope) -> Any:
    """Applications to the court in the year."""
    return _coercion(scope).filter(decided_on__range=scope.days, told__regex=COURT)


def executions(scope: Scope, pattern: str, *, by_party: bool = False) -> Any:
    """Executions named so that were over in the year, with that day as `over_on`."""
    return _over(scope, _coercion(scope).filter(told__regex=pattern), by_party=by_party)


def forced(scope: Scope, *ways: str) -> Any:
    """Forced executions in these ways; in none with a column of its own, those that name no such one."""
    (known,) = {WAYS.get(way, "") for way in ways}
    if known:
        return executions(scope, known)
    rows = _coercion(scope).filter(told__regex=OTHER_WAY)
    return _over(scope, rows.exclude(_any([*WAYS.values(), SURCHARGE, SUBSTITUTION])))


def _any(patterns: list[str]) -> Q:
    wanted = Q()
    for pattern in patterns:
        wanted |= Q(told__regex=pattern)
    return wanted


def _over(scope: Scope, rows: Any, *, by_party: bool = False) -> Any:
    first, last = scope.days
    # Nothing is over before it was decided.
    found = rows.filter(decided_on__lte=last).exclude(told__regex=COURT)
    days: dict[date, list[int]] = {}
    texts = found.values_list("pk", "decided_on", _text("execution"), _text("released_on"))
    for pk, decided, result, released in texts.iterator():
        day = over_on(result, released, decided, by_party=by_party)
        if day is not None and first <= day <= last:
            days.setdefault(day, []).append(pk)
    whens = [When(pk__in=keys, then=Value(day)) for day, keys in days.items()]
    over: Any = Case(*whens, default=F("decided_on"), output_field=DateField())
    kept = [pk for keys in days.values() for pk in keys]
    return found.filter(pk__in=kept).annotate(over_on=over)


def over_on(result: str, released: str, decided: date, *, by_party: bool = False) -> date | None:
    """The day on which an execution was completed or terminated, None when the record tells no end.

    The last day its result names, else its 解除日期, else that of the decision. `by_party`: what the
    party did itself is its end (a surcharge is paid); of all others it is no execution by the agency.

    >>> over_on("2026年1月5日划拨完毕", "", date(2025, 12, 30))
    datetime.date(2026, 1, 5)
    >>> over_on("尚未执行", "", date(2025, 12, 30)), over_on("", "", date(2025, 12, 30))
    (None, None)
    """
    undone = NOT_YET.search(result) or (BY_PARTY.search(result) and not by_party)
    if undone and ENDED not in result:
        return None
    # A day before the decision is told of something else.
    named = [day for found in DAY.findall(result) if (day := _day(*found)) and day >= decided]
    if not named and released >= decided.isoformat():
        return date.fromisoformat(released)
    return max(named, default=decided if result else None)


def _day(*parts: str) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


# ---------------------------------------------------------------------------------- 表四
def inspections(scope: Scope) -> Any:
    """Inspections of the year that led to no other act as far as the record says, none of a task of ours."""
    own = EnforcementCase.objects.filter(agency=scope.agency, kind=ActionKind.INSPECTION)
    numbers = own.exclude(number="").values("number")
    rows = records(scope, ActionKind.INSPECTION).annotate(
        task=_text("task_no"),
        told=Concat(
            *(_text("check_result"), Value("；"), _text("handling")), output_field=TextField()
        ),
    )
    return rows.exclude(task__in=numbers).exclude(told__regex=FOLLOWED)
