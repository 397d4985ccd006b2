"""What was committed to is not changed, and what was drawn stays (国办发〔2015〕58号)."""

from django.db import migrations

from core.triggers import Gate, Triggers, append_only, guard

DRAW = "enforcement_draw"
COMMITTED = [
    *("agency_id", "title", "take", "officers_each", "rule_text", "source_name", "source_url"),
    *("source_how", "seed_mask", "seed_day", "prepared_by_id", "lists", "commitment"),
    *("committed_at", "committed_by_id"),
]
SEEDED = ["checkpoint", "seed_value", "seed_by_id", "drawn_on", "status"]
ENDED = "抽取已经结束，结果不能修改。"
UNREADY = "只有已经承诺、尚未抽取的名单才能记录抽取结果；请先承诺名单，再录入随机数。"
SEALED = "名单和规则已经承诺，不能再修改；确需改变的，请终止本次抽取并重新准备。"


def differs(names: list[str], *, json: frozenset[str] = frozenset({"take"})) -> tuple[str, str]:
    """(SQLite, PostgreSQL): one of the columns of OLD is not as in NEW."""
    sqlite = " OR ".join(f'NEW."{n}" IS NOT OLD."{n}"' for n in names)
    postgres = " OR ".join(
        f'NEW."{n}"{"::text" if n in json else ""} IS DISTINCT FROM '
        f'OLD."{n}"{"::text" if n in json else ""}'
        for n in names
    )
    return sqlite, postgres


def after(condition: str, names: list[str]) -> tuple[str, str]:
    sqlite, postgres = differs(names)
    return f"{condition} AND ({sqlite})", f"{condition} AND ({postgres})"


def sealed(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {DRAW} d WHERE d.id = {row}.draw_id AND d.status <> 'preparing')"  # noqa: S608  # our own names


def listed(table: str) -> list[Gate]:
    return [
        guard(f"{table}_in", table, ["INSERT"], sealed("NEW"), message=SEALED, code="DRAW_LISTS"),
        guard(
            f"{table}_upd",
            table,
            ["UPDATE"],
            f"{sealed('NEW')} OR {sealed('OLD')}",
            message=SEALED,
            code="DRAW_LISTS",
        ),
        guard(f"{table}_out", table, ["DELETE"], sealed("OLD"), message=SEALED, code="DRAW_LISTS"),
    ]


def uncommitted(lists: str, source: str) -> str:
    """Not (the listed row is of a draw whose lists are committed to and which was not drawn yet)."""
    return (
        f"NOT EXISTS (SELECT 1 FROM {DRAW} d JOIN {lists} l ON l.draw_id = d.id{source}"  # noqa: S608  # our own names
        " AND l.id = NEW.listed_id AND d.status = 'committed')"
    )


GATES = [
    guard(
        "draw_committed",
        DRAW,
        ["UPDATE"],
        *after("OLD.status <> 'preparing'", COMMITTED),
        message=SEALED,
        code="DRAW_LISTS",
    ),
    guard(
        "draw_made",
        DRAW,
        ["UPDATE"],
        *after("OLD.status IN ('drawn', 'abandoned')", SEEDED),
        message=ENDED,
        code="DRAW_RESULT",
    ),
    guard(
        "draw_given_up",
        DRAW,
        ["UPDATE"],
        *after("OLD.abandon_reason <> ''", ["abandon_reason"]),
        message="终止抽取的理由已经公布，不能修改。",
        code="DRAW_RESULT",
    ),
    guard(
        "draw_back",
        DRAW,
        ["UPDATE"],
        "OLD.status <> 'preparing' AND NEW.status = 'preparing'",
        message=SEALED,
        code="DRAW_LISTS",
    ),
    guard(
        "draw_kept",
        DRAW,
        ["DELETE"],
        "OLD.status <> 'preparing'",
        message="已经承诺的抽取应当保留。",
        code="DRAW_LISTS",
    ),
    *listed("enforcement_drawobject"),
    *listed("enforcement_drawofficer"),
    *listed("enforcement_drawrecusal"),
    guard(
        "drawn_object_in",
        "enforcement_drawnobject",
        ["INSERT"],
        uncommitted("enforcement_drawobject", " WHERE d.id = NEW.draw_id"),
        message=UNREADY,
        code="DRAW_RESULT",
    ),
    guard(
        "drawn_officer_in",
        "enforcement_drawnofficer",
        ["INSERT"],
        uncommitted(
            "enforcement_drawofficer",
            " JOIN enforcement_drawnobject o ON o.draw_id = d.id WHERE o.id = NEW.drawn_id",
        ),
        message=UNREADY,
        code="DRAW_RESULT",
    ),
    *append_only(
        "enforcement_drawnobject",
        unique=[("listed_id",), ("draw_id", "ordinal")],
        frozen=["id", "draw_id", "ordinal", "listed_id"],
    ),
    guard(
        "drawn_task_once",
        "enforcement_drawnobject",
        ["UPDATE"],
        "OLD.task_id IS NOT NULL AND NEW.task_id IS NOT OLD.task_id",
        "OLD.task_id IS NOT NULL AND NEW.task_id IS DISTINCT FROM OLD.task_id",
        message="检查任务已经建立，不能更换。",
        code="DRAW_RESULT",
    ),
    *append_only(
        "enforcement_drawnofficer",
        unique=[("drawn_id", "ordinal"), ("drawn_id", "listed_id")],
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0024_random_draw")]

    operations = [Triggers(*GATES)]
