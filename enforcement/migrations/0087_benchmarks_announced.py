"""No benchmark of an announced agency becomes public without a version that the list holds.

What was public before this migration stays so; its first version is made when it first changes. The day
of publication is not rewritten, and what a benchmark takes the place of stays what it was entered with.
"""

from django.db import migrations

from core.triggers import Triggers, guard

BENCHMARK, VERSION, AGENCY = (
    "enforcement_benchmark",
    "enforcement_listversion",
    "enforcement_agency",
)
MESSAGE = "裁量基准应当报经批准后公布；请登记后报请公布，由负责人批准。"
HELD = "v.kind = 'benchmark' AND v.row = NEW.id AND v.status = 'published' AND v.applied_on IS NOT NULL"
LATER = (
    f"SELECT 1 FROM {VERSION} w WHERE w.kind = v.kind AND w.row = v.row "  # noqa: S608  # our own columns
    "AND w.applied_on IS NOT NULL AND w.number > v.number"
)


def unapproved(says_public: str) -> str:
    """SQL: it becomes public, and the newest version of it does not say so."""
    return (
        "OLD.published_on IS NULL AND NEW.published_on IS NOT NULL "
        f"AND EXISTS (SELECT 1 FROM {AGENCY} a WHERE a.id = NEW.agency_id AND a.status = 'confirmed') "  # noqa: S608  # our own columns
        f"AND NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE {HELD} AND {says_public} "
        f"AND NOT EXISTS ({LATER}))"
    )


GATES = [
    guard(
        "benchmark_added_unpublished",
        BENCHMARK,
        ["INSERT"],
        "NEW.published_on IS NOT NULL",
        None,
        MESSAGE,
        code="REGISTER",
        timing="AFTER",  # the one that keeps a benchmark from being replaced says more
    ),
    guard(
        "benchmark_announced",
        BENCHMARK,
        ["UPDATE"],
        unapproved("json_extract(v.content, '$.published_on') IS NOT NULL"),
        unapproved("v.content->>'published_on' IS NOT NULL"),
        MESSAGE,
        code="REGISTER",
    ),
    guard(
        "benchmark_day_stays",
        BENCHMARK,
        ["UPDATE"],
        "(OLD.published_on IS NOT NULL AND NEW.published_on IS NOT NULL "
        "AND NEW.published_on <> OLD.published_on) OR NEW.replaces_id IS DISTINCT FROM OLD.replaces_id",
        None,
        "裁量基准的公布日期和所修订的原基准不得改写；请登记修订后的基准。",
        code="REGISTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0086_benchmarks_as_lists")]

    operations = [Triggers(*GATES)]
