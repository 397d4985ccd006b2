"""A made-up history of decisions of every kind, as columns of rows: the same seed, the same history.

The rows are written with the gates of the database off (they ask about one act at a time and have
their own tests); what is held against them only reads.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from core.triggers import suspended
from enforcement.models import (
    Agency,
    Benchmark,
    Case,
    Decision,
    ForcedExecution,
    Hearing,
    Measure,
    Notice,
    Party,
    Tier,
    User,
)
from enforcement.models.kinds import PROCEDURES, ActionKind, PenaltyKind

FIRST, DAYS = date(2025, 1, 1), 365
OUTCOMES = {
    "penalty": ("penalty", "penalty", "penalty", "no_penalty"),
    "permit": ("granted", "granted", "refused", "withdrawn", "revoked"),
    "inspection": ("clean", "rectify"),
    "coercion": ("measure",),
    "levy": ("levy",),
}
CENTS = (0, 0, 99_999, 500_000, 1_000_000, 4_999_999, 10_000_000, 10_000_001)


@dataclass
class World:
    """Who acts: agencies, parties of each kind, an account, and a benchmark with its tiers."""

    agencies: list[Agency]
    parties: list[Party]
    by: User
    benchmark: Benchmark
    tiers: list[Tier]


Row = dict[str, Any]


def acts(world: World, count: int, seed: int) -> Iterator[tuple[Row, Row]]:
    """(columns of a case, columns of its decision), one after the other."""
    chance = random.Random(seed)  # noqa: S311  # a made-up history, no secret
    for no in range(count):
        kind = chance.choice(list(ActionKind.values))
        procedure = chance.choice(PROCEDURES[kind])
        agency = chance.choice(world.agencies)
        decided = FIRST + timedelta(days=chance.randrange(DAYS))
        case = _case(world, no, agency, kind, procedure, decided)
        case["party_id"] = chance.choice(world.parties).pk
        yield case, _decision(world, no, case, decided, chance)


def _case(world: World, no: int, agency: Agency, kind: str, procedure: str, decided: date) -> Row:
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_OID, f"case{no}"),
        "agency_id": agency.pk,
        "kind": kind,
        "procedure": procedure,
        "number": f"云试立〔2025〕{no}号",
        "title": f"第{no}号案",
        "cause": f"第{no}号事由",
        "source": "日常检查",
        "summary": "检查发现。",
        "discovered_on": decided - timedelta(days=30),
        "filed_on": decided - timedelta(days=20),
        "status": "decided",
        "sealed": False,
        "created_by_id": world.by.pk,
    }


def _decision(world: World, no: int, case: Row, decided: date, chance: random.Random) -> Row:
    penal = case["kind"] == "penalty"
    outcome = chance.choice(OUTCOMES[case["kind"]])
    given = penal and outcome == "penalty"
    weighed = given and chance.random() < 0.5
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_OID, f"decision{no}"),
        "case_id": case["id"],
        "agency_id": case["agency_id"],
        "kind": case["kind"],
        "outcome": outcome,
        "status": "issued",
        "doc_no": f"云试决〔2025〕{no}号",
        "title": "决定书",
        "facts": "事实。",
        "basis": "依据。",
        "result": "决定。",
        "remedies": "救济途径。",
        "penalty_kinds": chance.sample(PenaltyKind.values, chance.randrange(3)) if given else [],
        "fine_cents": chance.choice(CENTS) if given else 0,
        "confiscated_cents": chance.choice(CENTS) if given else 0,
        "benchmark_id": world.benchmark.pk if weighed else None,
        "tier_id": chance.choice(world.tiers).pk if weighed else None,
        "weighing": {"departure": "另有情节"} if weighed and chance.random() < 0.3 else None,
        "review_required": True,
        "drafted_by_id": world.by.pk,
        "issued_by_id": world.by.pk,
        "issued_on": decided,
    }


def write(world: World, count: int, seed: int = 1) -> list[Decision]:
    """The history in the database, with hearings, measures and executions beside some of it."""
    pairs = list(acts(world, count, seed))
    _settle()
    with suspended(connection):
        Case.objects.bulk_create(Case(**case) for case, _ in pairs)
        made = Decision.objects.bulk_create(Decision(**row) for _, row in pairs)
        for place, row in enumerate(made):
            _beside(world, row, place)
        _settle()
    return list(Decision.objects.order_by("pk"))


def _settle() -> None:
    """Check foreign keys now: PostgreSQL alters no table that still has checks to make."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _beside(world: World, row: Decision, place: int) -> None:
    """Every third decision has something beside it, in turn."""
    if place % 3 == 0:
        _hearing(world, row, asked=place % 2 == 0, held=place % 4 == 0)
    if place % 7 == 0:
        Measure.objects.create(
            case_id=row.case_id,
            kind=Measure.Kind.values[place % 3],
            status="refused" if place % 2 else "planned",
            basis="依据",
            reason="理由",
            days=30,
            created_by=world.by,
        )
    if place % 5 == 0:
        ForcedExecution.objects.create(
            case_id=row.case_id,
            decision=row,
            way="auction" if place % 2 else "demolish",
            urging_no="云试催〔2025〕1号",
            urged_on=FIRST,
            perform_until=FIRST + timedelta(days=10),
            perform_how="缴纳",
            amount_cents=CENTS[place % len(CENTS)],
            created_by=world.by,
        )


def _hearing(world: World, row: Decision, *, asked: bool, held: bool) -> None:
    notice = Notice.objects.create(
        case_id=row.case_id,
        decision=row,
        facts="事实",
        basis="依据",
        served_on=FIRST,
        defence_until=FIRST,
        hearing_requested_on=FIRST if asked else None,
        created_by=world.by,
    )
    ground = {"ground": "withdrawn", "status": "terminated"}
    said = {"ground": "left", "status": "terminated", "scheduled_on": FIRST, "starts_at": "09:00"}
    Hearing.objects.create(
        case_id=row.case_id,
        notice=notice,
        place="一号会议室",
        notified_on=FIRST,
        host=world.by,
        clerk=None if not held else User.objects.exclude(pk=world.by.pk).first(),
        ended_on=FIRST,
        note="情况",
        created_by=world.by,
        **(said if held else ground),
    )
