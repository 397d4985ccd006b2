"""The trial of a catalogue over a made-up history, against asking `match` of one decision after another.

Printed: seconds of the trial scaled to 100,000 decisions with its LIMIT, and how many times the same
answers cost when each decision is asked by itself. The answers of a sample are compared on the way.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmarks.portal import READY
from benchmarks.scale_world import NOW, bulk, timed
from core.triggers import suspended
from enforcement import review_scope, review_trial
from enforcement.models import Agency, Benchmark, Case, Decision, Party, Tier, User
from enforcement.review_facts import in_bulk
from enforcement.review_rules import Rule, hits
from enforcement.review_scope import rules_of
from tests import review_history

COUNT = int(os.environ.get("PORTAL_BENCH_DECISIONS", "20000"))
PROMISED, LIMIT = 100_000, 30.0
SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
AGENCIES, SAMPLE, ROUNDS = 50, 200, 3
LISTS = ("basis_refs", "penalty_kinds", "review_reasons")


def world() -> review_history.World:
    """Fifty agencies below one, a party of each kind, a benchmark, an account that decides."""
    top = Agency.add_root(name="云岭市人民政府", folded_name="x", profile="sanmenxia_gov")
    below = [
        top.add_child(name=f"云岭市第{no}执法局", folded_name="x", doc_prefix=f"云执{no}")
        for no in range(AGENCIES)
    ]
    by = User.objects.create(username="head", roles=["head"], agency=top)
    User.objects.create(username="reviewer", roles=["reviewer"], agency=top)
    parties = [Party.objects.create(agency=top, kind=kind, name=kind) for kind in KINDS]
    row = Benchmark.objects.create(
        agency=top,
        violation="示例",
        folded_violation="示例",
        basis="示例",
        penalty_kinds=["fine"],
        unit="yuan",
        low=100_000,
        high=10_000_000,
        issuer="云岭市人民政府",
        doc_no="示例1号",
        effective_from=SINCE,
    )
    for place, degree in enumerate(("reduced", "lighter", "normal", "heavier"), start=1):
        Tier.objects.create(benchmark=row, place=place, degree=degree, low=100_000, high=5_000_000)
    return review_history.World(below, parties, by, row, list(row.tiers.all()))


KINDS = ("person", "sole_trader", "org")


def written(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Columns of decisions with their JSON as text."""
    for row in rows:
        texts = {name: json.dumps(row.get(name, [])) for name in LISTS}
        weighing = row["weighing"] and json.dumps(row["weighing"], ensure_ascii=False)
        yield {**row, **texts, "weighing": weighing, "updated_at": NOW}


def fill() -> review_history.World:
    """Migrate and write the history."""
    assert READY
    call_command("migrate", verbosity=0)
    made = world()
    with suspended(connection):
        cases = (case for case, _ in review_history.acts(made, COUNT, 1))
        timed("cases", lambda: bulk(Case, cases), COUNT)
        rows = written(row for _, row in review_history.acts(made, COUNT, 1))
        timed("decisions", lambda: bulk(Decision, rows), COUNT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def lists(agency: Agency) -> tuple[list[Rule], list[Rule]]:
    """The rules in force, and the same with two more and one less."""
    old = rules_of(agency, UNTIL)
    more: list[Rule] = [
        {"key": "checks", "label": "x", "article": "x", "test": "kind", "kinds": ["inspection"]},
        {"key": "left", "label": "x", "article": "x", "test": "benchmark", "weights": ["reduced"]},
    ]
    return old, [*(rule for rule in old if rule["key"] != "coercion"), *more]


def one_by_one(rows: Iterable[Decision]) -> list[set[str]]:
    """The rules that hit each decision, asked as the gates ask."""
    return [{hit.rule for hit in review_scope.match(row, UNTIL)} for row in rows]


def main() -> int:
    """0 when the limit is kept."""
    made = fill()
    old, new = lists(made.agencies[0])
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        trial = review_trial.run(made.agencies, old, new, since=SINCE, until=UNTIL)
        spent.append(time.perf_counter() - begun)
    assert trial.total.decisions == COUNT
    seconds = statistics.median(spent)
    sample = Decision.objects.select_related(
        "case__party", "agency", "benchmark", "tier__benchmark"
    )
    rows = list(sample.order_by("pk")[:SAMPLE])
    begun = time.perf_counter()
    single = one_by_one(rows)
    alone = (time.perf_counter() - begun) / len(rows) * 2
    bulked = islice(in_bulk(Decision.objects.all()), SAMPLE)
    assert single == [{r["key"] for r in old if hits(facts, r)} for _, facts in bulked]
    scaled = seconds * PROMISED / COUNT
    print(
        f"{connection.vendor}: {COUNT:,} decisions in {seconds:.1f} s; "
        f"100,000 would take {scaled:.1f} s (limit {LIMIT:.0f}); "
        f"one by one / together = {alone * COUNT / seconds:.0f}"
    )
    return 0 if scaled <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
