"""What binds a measure against raw SQL too (行政强制法 17-28): order, period, inventory, custody."""

from django.db import migrations

from core.triggers import Gate, Triggers, append_only, guard

MEASURE, ITEM, TEST = (
    "enforcement_measure",
    "enforcement_measureitem",
    "enforcement_measuretest",
)
HELD = "('in_force', 'due_release')"
OVER = "('released', 'handed_over', 'confiscated', 'refused')"
# What the decision says, and from which day it counts, stays as it was handed over.
SAID = (
    *("case_id", "kind", "basis", "reason", "emergency", "days", "doc_no", "place"),
    *("started_at", "from_on"),
)
LAST = "COALESCE({0}.extended_until, {0}.until_on)"


def changed(*names: str) -> str:
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


def steps_on(table: str, first: str) -> list[Gate]:
    """A table of executions: rows start with the first state, and end for good."""
    return [
        guard(
            f"{table}_starts",
            table,
            ["INSERT"],
            f"NEW.status <> '{first}' OR EXISTS (SELECT 1 FROM {table} m WHERE m.id = NEW.id)",
            message="强制执行应当从催告或者代履行决定开始（行政强制法第三十五条、第五十一条）。",
            code="URGE_FIRST",
        ),
        guard(
            f"{table}_over",
            table,
            ["UPDATE"],
            "OLD.status IN ('executed', 'performed')",
            message="强制执行已经结束，记录不得更改（行政强制法第三十七条）。",
            code="EXECUTED",
        ),
        guard(
            f"{table}_kept",
            table,
            ["DELETE"],
            "1 = 1",
            message="强制执行的记录不能删除（行政强制法第三十七条）。",
            code="EXECUTED",
        ),
    ]


GATES = [
    guard(
        "measure_starts_planned",
        MEASURE,
        ["INSERT"],
        f"NEW.status <> 'planned' OR EXISTS (SELECT 1 FROM {MEASURE} m WHERE m.id = NEW.id)",
        message="强制措施应当从报请批准开始（行政强制法第十八条）。",
        code="APPROVAL_FIRST",
    ),
    guard(
        "measure_moves",
        MEASURE,
        ["UPDATE"],
        "NOT (NEW.status = OLD.status"
        " OR (OLD.status = 'planned' AND NEW.status IN ('approved', 'refused'))"
        " OR (OLD.status = 'planned' AND NEW.status = 'in_force' AND NEW.emergency = TRUE)"
        " OR (OLD.status = 'approved' AND NEW.status = 'in_force')"
        " OR (OLD.status = 'in_force' AND NEW.status IN"
        " ('due_release', 'released', 'handed_over', 'confiscated'))"
        " OR (OLD.status = 'due_release' AND NEW.status IN"
        " ('released', 'handed_over', 'confiscated')))",
        message="强制措施不能这样变更状态；请按批准、实施、解除的顺序办理（行政强制法第十八条）。",
        code="MEASURE",
    ),
    guard(
        "measure_run_out",
        MEASURE,
        ["UPDATE"],
        "(OLD.status = 'due_release' AND NEW.status = 'due_release') OR (OLD.status = 'due_release'"
        f" AND ({changed(*SAID, 'until_on', 'extended_until', 'extended_on')}))",
        message="查封、扣押、冻结期限已经届满或者应当解除，只能解除、退还或者依法移送、处理"
        "（行政强制法第二十七条、第二十八条）。",
        code="DUE_RELEASE",
    ),
    guard(
        "measure_over",
        MEASURE,
        ["UPDATE"],
        f"OLD.status IN {OVER}",
        message="强制措施已经结束，记录不得更改（行政强制法第二十八条）。",
        code="MEASURE",
    ),
    guard(
        "measure_said",
        MEASURE,
        ["UPDATE"],
        f"OLD.status = 'in_force' AND ({changed(*SAID)}"
        " OR (OLD.papers_on IS NOT NULL AND NEW.papers_on IS DISTINCT FROM OLD.papers_on))",
        message="查封、扣押、冻结决定书交付后内容不得更改（行政强制法第二十四条）。",
        code="MEASURE",
    ),
    guard(
        "measure_extended_once",
        MEASURE,
        ["UPDATE"],
        f"OLD.extended_on IS NOT NULL AND ({changed('extended_on', 'extension_reason')})",
        message="查封、扣押、冻结的期限只能延长一次（行政强制法第二十五条）。",
        code="ONE_EXTENSION",
    ),
    # Only a test that was told in writing moves a last day that was set.
    guard(
        "measure_period_fixed",
        MEASURE,
        ["UPDATE"],
        "OLD.status = 'in_force' AND ("
        " (OLD.extended_until IS NULL AND NEW.until_on IS DISTINCT FROM OLD.until_on)"
        " OR (OLD.extended_until IS NOT NULL"
        " AND NEW.extended_until IS DISTINCT FROM OLD.extended_until))"
        f" AND (NEW.until_on < OLD.until_on OR NOT EXISTS (SELECT 1 FROM {TEST} t"
        f" WHERE t.measure_id = NEW.id AND t.notified_on <= {LAST.format('OLD')}))",
        message="期限只能因书面告知的检测、检验、检疫、鉴定而扣除（行政强制法第二十五条）。",
        code="PERIOD",
    ),
    guard(
        "measure_kept",
        MEASURE,
        ["DELETE"],
        "1 = 1",
        message="强制措施的记录不能删除（行政强制法第十八条）。",
        code="MEASURE",
    ),
    guard(
        "measure_item_kept",
        ITEM,
        ["DELETE"],
        "1 = 1",
        message="清单所列财物不能删除（行政强制法第二十四条）。",
        code="INVENTORY",
    ),
    guard(
        "measure_item_listed_before",
        ITEM,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {ITEM} i WHERE i.id = NEW.id)"
        f" OR NOT EXISTS (SELECT 1 FROM {MEASURE} m WHERE m.id = NEW.measure_id"
        " AND m.status IN ('planned', 'approved'))",
        message="清单交付后不能增加财物；需要另行查封、扣押的，请另行报批（行政强制法第二十四条）。",
        code="INVENTORY",
    ),
    guard(
        "measure_item_fixed",
        ITEM,
        ["UPDATE"],
        changed(
            *("measure_id", "name", "mark", "quantity", "unit", "owner", "relevance", "identity")
        )
        + " OR (OLD.held = FALSE AND NEW.held = TRUE)"
        f" OR (NEW.held = FALSE AND EXISTS (SELECT 1 FROM {MEASURE} m"
        f" WHERE m.id = NEW.measure_id AND m.status IN {HELD}))",
        message="清单所列财物不得更改；措施结束前一直视为被查封、扣押、冻结（行政强制法第二十四条）。",
        code="INVENTORY",
    ),
    guard(
        "measure_test_in_force",
        TEST,
        ["INSERT"],
        f"NOT EXISTS (SELECT 1 FROM {MEASURE} m WHERE m.id = NEW.measure_id"
        f" AND m.status = 'in_force' AND NEW.from_on <= {LAST.format('m')}"
        " AND NEW.from_on >= m.from_on)",
        message="检测、检验、检疫、鉴定期间应当在查封、扣押期限内开始（行政强制法第二十五条）。",
        code="PERIOD",
    ),
    guard(
        "measure_case_open",
        "enforcement_case",
        ["UPDATE"],
        "NEW.status IN ('closed', 'archived') AND OLD.status <> NEW.status"
        f" AND EXISTS (SELECT 1 FROM {MEASURE} m WHERE m.case_id = NEW.id"
        f" AND m.status IN {HELD})",
        message="尚有查封、扣押、冻结措施未解除，不能结案（行政强制法第二十七条、第二十八条）。"
        "请先解除、移送或者依法处理。",
        code="MEASURE_HELD",
    ),
    *steps_on("enforcement_forcedexecution", "urged"),
    *steps_on("enforcement_substitution", "ordered"),
    *append_only("enforcement_custodyentry"),
    *append_only("enforcement_measurerelease", unique=[("measure_id",)]),
    *append_only(TEST),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0018_forced_execution")]

    operations = [Triggers(*GATES)]
