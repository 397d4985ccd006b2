"""Discretion, held by the database (行政处罚法 32, 34; 国办发〔2022〕27号).

A benchmark is a published document: its content never changes, only its end is set. A fine never
leaves the statutory range of the benchmark that was applied, except below it on a ground of 减轻.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

DECISION, BENCHMARK = "enforcement_decision", "enforcement_benchmark"
# The circumstances of 行政处罚法 30-32 that allow a penalty below the range.
GROUNDS = (
    "('minor', 'partly_incapable', 'harm_removed', 'coerced', 'confessed', 'merit', "
    "'eased_elsewhere')"
)
GROUND = {
    "sqlite": f"EXISTS (SELECT 1 FROM json_each(NEW.circumstances) j WHERE j.key IN {GROUNDS})",
    "postgresql": "EXISTS (SELECT 1 FROM jsonb_object_keys(NEW.circumstances) AS j(key) "
    f"WHERE j.key IN {GROUNDS})",
}
LEAVES_DRAFT = "OLD.status IN ('draft', 'abandoned') AND NEW.status NOT IN ('draft', 'abandoned')"
# Products of two large numbers: SQLite widens by itself, PostgreSQL when told.
FINE, BASE = "CAST(NEW.fine_cents AS numeric)", "CAST(NEW.base_cents AS numeric)"


def compared(sign: str, end: str) -> str:
    """SQL: the fine is beyond one end of the benchmark's range; never true where there is no end."""
    return (
        f"((b.unit = 'yuan' AND NEW.fine_cents {sign} b.{end}) OR "
        f"(b.unit IN ('times', 'percent') AND {FINE} * 10000 {sign} b.{end} * {BASE}))"
    )


def outside(ground: str) -> str:
    """SQL: the fine leaves the range of the benchmark that the decision applies."""
    return (
        f"{LEAVES_DRAFT} AND NEW.fine_cents > 0 AND EXISTS (SELECT 1 FROM {BENCHMARK} b "
        "WHERE b.id = NEW.benchmark_id AND "
        "((b.unit IN ('times', 'percent') AND NEW.base_cents IS NULL) "
        f"OR {compared('>', 'high')} OR ({compared('<', 'low')} AND NOT {ground})))"
    )


GATES = [
    *append_only(
        BENCHMARK,
        frozen=[
            *("id", "agency_id", "violation", "folded_violation", "basis", "basis_refs"),
            *("penalty_kinds", "unit", "base_name", "measure_name", "low", "high", "issuer"),
            *("doc_no", "of_superior", "superior_id", "effective_from"),
        ],
        message="裁量基准是已公布的文件，内容不得修改；请废止后登记新的基准。",
    ),
    *append_only("enforcement_tier", unique=[("benchmark_id", "place")]),
    *append_only("enforcement_departure"),
    guard(
        "decision_tier_of_benchmark",
        DECISION,
        ["INSERT", "UPDATE"],
        "NEW.tier_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM enforcement_tier t "
        "WHERE t.id = NEW.tier_id AND t.benchmark_id = NEW.benchmark_id)",
        None,
        "裁量阶次应当属于所适用的裁量基准（国办发〔2022〕27号）。",
        code="OTHER_BENCHMARK",
    ),
    guard(
        "decision_in_statutory_range",
        DECISION,
        ["UPDATE"],
        outside(GROUND["sqlite"]),
        outside(GROUND["postgresql"]),
        "罚款超出法定幅度；低于法定最低限的，应当具有法定减轻处罚情节（行政处罚法第三十二条、第三十四条）。",
        code="OUT_OF_RANGE",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0015_departure")]

    operations = [Triggers(*GATES)]
