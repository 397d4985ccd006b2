"""Coercion, inspection and levy that another system of the agency sent, in the yearly statistics."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.numbering import fold_doc_no
from disclosure.exchange import wire
from disclosure.models import ExternalRecord
from disclosure.services import pipeline, records
from enforcement.models import InspectionTask, Measure
from enforcement.models.forced import ForcedExecution
from supervision.annual import figures, tables
from supervision.annual.received import over_on
from tests.base import Cast
from tests.disclosure import exchanging
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, BEFORE, EDGES, FIRST, LAST, YEAR, of, table
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db
OVER = "执行完毕"


def coercion(cast: Cast, on: date = FIRST, **fields: Any) -> ExternalRecord:
    return record(cast.bureau, kind="coercion", on=on, **fields)


def counted(cast: Cast, year: int = YEAR, name: str = "coercion") -> dict[str, int]:
    """The cells of the table that are not zero, the total left out."""
    found = table(of(cast, year), name)
    told = {key: value for key, value in found.items() if isinstance(value, int) and value}
    assert told.pop("total", 0) == (sum(told.values()) if name == "coercion" else 0)
    return told


# ------------------------------------------------------------------------------- kinds
@pytest.mark.parametrize(
    ("told", "columns"),
    [
        ("查封场所、设施或者财物", ["measure_seal"]),
        ("扣押财物", ["measure_seize"]),
        ("先行扣留", ["measure_seize"]),
        ("冻结存款、汇款", ["measure_freeze"]),
        ("查封、扣押", ["measure_seal", "measure_seize"]),
        ("查封；其他强制措施", ["measure_seal"]),
        ("其他措施", ["measure_other"]),
        ("限制公民人身自由", ["measure_other"]),
        ("行政强制措施", ["measure_other"]),
        ("", ["measure_other"]),
        ("无人知晓的种类", ["measure_other"]),
        ("加处罚款或者滞纳金", ["surcharge"]),
        ("划拨存款、汇款", ["forced_transfer"]),
        ("划拨已冻结的存款", ["forced_transfer"]),
        ("拍卖或者依法处理查封、扣押的场所、设施或者财物", ["forced_auction"]),
        ("拍卖扣押财物", ["forced_auction"]),
        ("排除妨碍、恢复原状", ["forced_restore"]),
        ("代履行", ["substitution"]),
        ("代履行（恢复原状）", ["substitution"]),
        ("排除妨碍、恢复原状；代履行", ["forced_restore", "substitution"]),
        ("其他执行", ["forced_other"]),
        ("其他强制执行方式", ["forced_other"]),
        ("强制拆除违法的建筑物、构筑物、设施", ["forced_other"]),
        ("查封；强制拆除", ["forced_other", "measure_seal"]),
        ("申请人民法院强制执行", ["court"]),
        ("申请法院划拨、拍卖查封财物", ["court"]),
        ("解除查封、扣押", []),
        ("延长扣押期限", []),
    ],
)
def test_a_record_counts_under_the_kinds_it_names(
    cast: Cast, told: str, columns: list[str]
) -> None:
    yearly.power(cast, "coercion")
    coercion(cast, coercion_kind=told, execution=OVER)
    assert counted(cast) == dict.fromkeys(columns, 1)


def test_a_record_without_the_kind_is_another_measure(cast: Cast) -> None:
    row = coercion(cast)
    assert "coercion_kind" not in row.fields
    coercion(cast, coercion_kind=None)
    assert counted(cast) == {"measure_other": 2}


def test_the_words_of_our_own_pages_are_read_as_what_they_say(cast: Cast) -> None:
    for words in (Measure.Kind.labels, ForcedExecution.Way.labels):
        coercion(cast, coercion_kind="；".join(map(str, words)), execution=OVER)
    named = ("measure_seal", "measure_seize", "measure_freeze")
    ways = ("forced_transfer", "forced_auction", "forced_restore")
    assert counted(cast) == dict.fromkeys((*named, *ways), 1)


# ------------------------------------------------------------------------------- the year
@pytest.mark.parametrize("kind", ["coercion", "inspection", "levy"])
def test_a_decision_counts_from_the_first_to_the_last_day(cast: Cast, kind: str) -> None:
    key, column = {"coercion": ("coercion", "measure_other")}.get(kind, ("other", kind))
    for on in EDGES:
        record(cast.bureau, kind=kind, on=on)
    for year, expected in ((YEAR - 1, 1), (YEAR, 2), (YEAR + 1, 1)):
        assert table(of(cast, year, on=AFTER), key)[column] == expected
    _label, rows = figures.behind(of(cast), key, column, after=0, size=9)
    assert [row.on for row in rows] == [FIRST, LAST]
    assert all(row.case is None and row.number for row in rows)


def in_years(cast: Cast, column: str) -> list[int]:
    years = (YEAR - 1, YEAR, YEAR + 1)
    found = [table(of(cast, year, on=AFTER), "coercion") for year in years]
    return [year for year, row in zip(years, found, strict=True) if row.get(column)]


@pytest.mark.parametrize(
    ("decided", "fields", "year"),
    [
        (BEFORE, {"execution": "2026年1月1日划拨完毕"}, YEAR),
        (BEFORE, {"execution": "2025-12-31划拨完毕"}, YEAR - 1),
        (BEFORE, {"execution": "分别于2025年12月31日、2026年1月1日划拨"}, YEAR),
        (LAST, {"execution": "2026.12.31终结执行"}, YEAR),
        (LAST, {"execution": "2027/1/1终结执行（当事人尚未履行）"}, YEAR + 1),
        (BEFORE, {"execution": "已执行", "released_on": "2026-01-01"}, YEAR),
        (BEFORE, {"released_on": "2026-01-01"}, YEAR),
        (FIRST, {"execution": "已执行"}, YEAR),
        (FIRST, {"execution": "依2025年3月1日的处罚决定，已执行"}, YEAR),
        (FIRST, {"execution": "2026年13月40日已执行"}, YEAR),
        (FIRST, {}, None),
        (FIRST, {"execution": "无"}, None),
        (FIRST, {"execution": "尚未执行", "released_on": "2026-02-01"}, None),
        (FIRST, {"execution": "未执行完毕"}, None),
        (FIRST, {"execution": "2026年2月1日当事人已履行"}, None),
        (FIRST, {"execution": "中止执行"}, None),
    ],
)
def test_an_execution_counts_when_it_was_over(
    cast: Cast, decided: date, fields: dict[str, str], year: int | None
) -> None:
    yearly.power(cast, "coercion")
    coercion(cast, decided, coercion_kind="划拨存款、汇款", **fields)
    assert in_years(cast, "forced_transfer") == ([year] if year else [])
    assert in_years(cast, "total") == ([year] if year else [])


def test_a_surcharge_that_was_paid_is_collected(cast: Cast) -> None:
    coercion(cast, BEFORE, coercion_kind="加处罚款", execution="2026年1月1日当事人已履行")
    assert counted(cast) == {"surcharge": 1}
    (row,) = figures.behind(of(cast), "coercion", "surcharge", after=0, size=5)[1]
    assert row.on == FIRST


def test_no_end_lies_before_the_decision() -> None:
    assert over_on("", "2025-12-31", FIRST) is None
    assert over_on("已执行", "2025-12-31", FIRST) == FIRST
    assert over_on("代履行完毕", "", FIRST) == FIRST


# ------------------------------------------------------------------------------- 表四
@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        *(({"check_result": str(label)}, 1) for label in ("未发现问题", "责令改正")),
        ({"check_result": str(InspectionTask.Result.FILE.label)}, 0),
        ({"check_result": str(InspectionTask.Result.TRANSFER.label)}, 0),
        ({"check_result": "发现问题", "handling": "立案调查"}, 0),
        ({"check_result": "发现问题", "handling": "给予行政处罚"}, 0),
        ({"check_result": "发现问题", "handling": "依法处罚"}, 0),
        ({"check_result": "发现问题", "handling": "当场罚款100元"}, 0),
        ({"check_result": "责令改正", "handling": "不予立案"}, 1),
        ({"check_result": "责令改正", "handling": "不予行政处罚"}, 1),
        ({"check_result": "责令改正", "handling": "逾期不改正的，将依法处罚"}, 1),
        ({"check_result": "不符合强制性标准", "handling": "责令改正"}, 1),
        ({"handling": "无需处理"}, 1),
    ],
)
def test_an_inspection_counts_unless_the_record_tells_of_another_act(
    cast: Cast, fields: dict[str, str], count: int
) -> None:
    yearly.power(cast, "inspection")
    record(cast.bureau, kind="inspection", on=FIRST, **fields)
    assert table(of(cast), "other")["inspection"] == count


@pytest.mark.usefixtures("ungated")
def test_levies_are_added_and_their_sum_stays_stated(cast: Cast) -> None:
    yearly.decision(cast, FIRST, kind="levy", outcome="levy")
    record(cast.bureau, kind="levy", on=LAST, amount_wan="1", amount_cents=1_000_000)
    stated = replace(of(cast), entered={"levy_amount": "9.00"})
    found = table(stated, "other")
    assert (found["levy"], found["levy_amount"]) == (2, "9.00")


# ------------------------------------------------------------------------------- once, and what fell
@pytest.mark.usefixtures("ungated")
def test_what_is_kept_here_and_received_as_well_counts_once(cast: Cast) -> None:
    measure, forced = yearly.measure(cast, FIRST), yearly.forced(cast, FIRST)
    numbers = [measure.doc_no, forced.doc_no, yearly.substituted(cast, LAST).doc_no]
    before = counted(cast)
    for number in numbers:
        assert number
        sent = coercion(cast, coercion_kind="查封；划拨；代履行", execution=OVER)
        ExternalRecord.objects.filter(pk=sent.pk).update(key=fold_doc_no(number))
    assert counted(cast) == before
    coercion(cast, coercion_kind="查封")
    assert counted(cast) == {**before, "measure_seal": 2}


@pytest.mark.usefixtures("ungated")
def test_an_inspection_kept_here_and_received_as_well_counts_once(cast: Cast) -> None:
    task = yearly.visit(cast, FIRST)
    number = str(task.case.number)
    assert number
    record(cast.bureau, kind="inspection", on=FIRST, task_no=number)
    assert table(of(cast), "other")["inspection"] == 1
    record(cast.bureau, kind="inspection", on=FIRST, task_no="另一任务")
    record(cast.bureau, kind="inspection", on=FIRST)
    assert table(of(cast), "other")["inspection"] == 3


def test_the_records_of_another_agency_are_none_of_ours(cast: Cast) -> None:
    for kind in ("coercion", "inspection", "levy"):
        yearly.power(cast, kind)
        record(cast.other_bureau, kind=kind, on=FIRST)
    assert counted(cast) == counted(cast, name="other") == {}


def test_what_was_withdrawn_counts_as_a_withdrawn_penalty_does(cast: Cast) -> None:
    """It was decided in the year; that the public may read it no more is another matter."""
    for kind in ("penalty", "coercion", "inspection", "levy"):
        row = record(cast.bureau, kind=kind, on=FIRST, coercion_kind="查封")
        shown = records.publish_record(row, by=None, on=FIRST + timedelta(days=1))
        gone = pipeline.withdraw(shown, by=None, on=timezone.localdate(), reason="来源单位撤下")
        assert gone.status == "withdrawn"
    assert table(of(cast), "penalty")["total"] == 1
    assert counted(cast) == {"measure_seal": 1}
    assert counted(cast, name="other") == {"levy": 1, "inspection": 1}


def test_a_record_as_the_exchange_reads_it_counts(cast: Cast) -> None:
    exchanging.give_codes(cast)
    told = {"kind": "coercion", "penalty_kinds": ..., "fine_wan": ..., "violation_type": ...}
    body = exchanging.record(
        cast.bureau, legal_rep=..., coercion_kind="扣押财物；划拨", execution="已划拨", **told
    )
    read = wire.read(body, 0)
    assert not read.errors
    coercion(cast, **read.fields)
    assert counted(cast) == {"measure_seize": 1, "forced_transfer": 1}


# ------------------------------------------------------------------------------- sums and rows
COLUMN_OF = {
    **{"查封": "measure_seal", "扣押": "measure_seize", "冻结": "measure_freeze"},
    **{"": "measure_other", "划拨": "forced_transfer", "拍卖": "forced_auction"},
    **{"代履行": "substitution", "加处罚款": "surcharge", "恢复原状": "forced_restore"},
    **{"申请法院强制执行": "court", "其他执行": "forced_other"},
}
ROW = st.tuples(st.sampled_from(sorted(COLUMN_OF)), st.sampled_from(EDGES), st.sampled_from(EDGES))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ROW, max_size=8))
def test_the_columns_are_a_count_by_hand_and_their_rows(
    cast: Cast, rows: list[tuple[str, date, date]]
) -> None:
    ExternalRecord.objects.all().delete()
    yearly.power(cast, "coercion")
    by_hand: Counter[str] = Counter()
    for name, one, other in rows:
        decided, ended = min(one, other), max(one, other)
        coercion(cast, decided, coercion_kind=name, execution=f"{ended.isoformat()}执行完毕")
        column = COLUMN_OF[name]
        by_decision = column.startswith("measure") or column == "court"
        by_hand[column] += (decided if by_decision else ended).year == YEAR
    assert counted(cast) == {key: value for key, value in by_hand.items() if value}
    given_scope = of(cast)
    for cell in tables.coercion(given_scope):
        lines = figures.behind(given_scope, "coercion", cell.key, after=0, size=99)[1]
        assert len(lines) == (by_hand.total() if cell.key == "total" else by_hand[cell.key])
        assert all(line.on is not None and line.on.year == YEAR for line in lines)


# ------------------------------------------------------------------------------- 不予处罚
@pytest.mark.parametrize(
    ("said", "spared"),
    [
        ({"content": "决定不予行政处罚。", "penalty_kinds": []}, 1),
        # As it was kept before it was read so.
        ({"content": "免予处罚。", "penalty_kinds": ["other"]}, 1),
        ({"title": "不予行政处罚决定书", "content": "教育。", "penalty_kinds": ["other"]}, 1),
        ({"content": "罚款；对从犯不予处罚。", "penalty_kinds": ["fine"]}, 0),
        ({"content": "责令改正。", "penalty_kinds": ["other"]}, 0),
    ],
)
def test_a_received_decision_not_to_punish_is_no_penalty(
    cast: Cast, said: dict[str, Any], spared: int
) -> None:
    record(cast.bureau, on=FIRST, fine_cents=0, **said)
    assert table(of(cast), "penalty").get("total", 0) == 1 - spared
    assert (table(of(cast), "course")["spared"] or 0) == spared
