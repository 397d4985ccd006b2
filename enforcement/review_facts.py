"""What the catalogue of review asks of a decision: read from one draft, or of many at once.

Both ways answer the same names (`Facts`), so that a list of rules run over history finds exactly what
it would find one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from django.db.models import QuerySet

from enforcement.discretion import Bounds, amount
from enforcement.models import (
    Decision,
    ForcedExecution,
    Hearing,
    Measure,
    Notice,
    Proceeding,
)
from enforcement.models.benchmark import Tier

# Way of forced execution and the amount it collects, in cents.
Forced = tuple[str, int]
REDUCED, BEYOND, DEPARTED = "reduced", "beyond", "departed"


class Facts(Protocol):
    """What rules of the catalogue look at. Amounts in cents."""

    @property
    def kind(self) -> str: ...
    @property
    def procedure(self) -> str: ...
    @property
    def party(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def penalty_kinds(self) -> tuple[str, ...]: ...
    @property
    def fine(self) -> int: ...
    @property
    def confiscated(self) -> int: ...
    @property
    def weights(self) -> tuple[str, ...]: ...
    @property
    def heard(self) -> bool: ...
    @property
    def asked(self) -> bool: ...
    @property
    def proceeding(self) -> str: ...
    @property
    def measures(self) -> tuple[str, ...]: ...
    @property
    def forced(self) -> tuple[Forced, ...]: ...


@dataclass(frozen=True)
class Scale:
    """How a fine stands to its benchmark: the unit, both ranges, the step and what was said of it."""

    unit: str = ""
    base: int | None = None
    range: Bounds = Bounds()
    step: Bounds = Bounds()
    degree: str = ""
    departure: str = ""

    def weights(self, fine: int) -> tuple[str, ...]:
        """Which of REDUCED, BEYOND and DEPARTED hold (减轻、加重、偏离裁量基准)."""
        measured = amount(self.unit, fine, self.base) if fine else None
        low = measured is not None and self.range.below(measured)
        high = measured is not None and (self.range.above(measured) or self.step.above(measured))
        found = (
            (REDUCED, low or self.degree == Tier.Degree.REDUCED),
            (BEYOND, high),
            (DEPARTED, bool(self.departure)),
        )
        return tuple(name for name, holds in found if holds)


@dataclass(frozen=True, slots=True)
class Row:
    """The facts of one decision among many."""

    kind: str
    procedure: str
    party: str
    outcome: str = ""
    penalty_kinds: tuple[str, ...] = ()
    fine: int = 0
    confiscated: int = 0
    weights: tuple[str, ...] = ()
    heard: bool = False
    asked: bool = False
    proceeding: str = ""
    measures: tuple[str, ...] = ()
    forced: tuple[Forced, ...] = ()


class Draft:
    """The facts of one decision; what is not in its own row is read only when a rule asks."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.kind = decision.kind
        self.procedure = decision.case.procedure
        self.party = decision.case.party.kind
        self.outcome = decision.outcome
        self.penalty_kinds = tuple(decision.penalty_kinds)
        self.fine = decision.fine_cents
        self.confiscated = decision.confiscated_cents

    @cached_property
    def weights(self) -> tuple[str, ...]:
        """How the fine stands to its benchmark."""
        row = self.decision
        if row.benchmark is None:
            return ()
        scale = Scale(
            row.benchmark.unit,
            row.base_cents,
            row.benchmark.bounds,
            row.tier.bounds if row.tier else Bounds(),
            row.tier.degree if row.tier else "",
            str((row.weighing or {}).get("departure", "")),
        )
        return scale.weights(self.fine)

    @cached_property
    def heard(self) -> bool:
        """Whether a hearing was held; one under an earlier notice was held all the same."""
        return Hearing.objects.filter(notice__decision=self.decision).heard().exists()

    @cached_property
    def asked(self) -> bool:
        """Whether the party asked for a hearing."""
        return self.decision.notices.filter(hearing_requested_on__isnull=False).exists()

    @cached_property
    def proceeding(self) -> str:
        """What a permit case asks about a licence that exists; "" for a new one."""
        row = Proceeding.objects.filter(case=self.decision.case_id).first()
        return row.kind if row else ""

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Kinds of coercive measures taken in the case."""
        rows = taken().filter(case=self.decision.case_id)
        return tuple(sorted(set(rows.values_list("kind", flat=True))))

    @cached_property
    def forced(self) -> tuple[Forced, ...]:
        """Forced executions of the case."""
        rows = ForcedExecution.objects.filter(case=self.decision.case_id)
        return tuple(sorted(rows.values_list("way", "amount_cents")))


def taken() -> "QuerySet[Measure]":
    """Measures that were taken, or will be once approved."""
    return Measure.objects.exclude(status=Measure.Status.REFUSED)


# What is read of each decision's own row, its case, party, benchmark and step.
COLUMNS = (
    *("pk", "case_id", "agency_id", "issued_on", "kind", "case__procedure", "case__party__kind"),
    *("outcome", "penalty_kinds", "fine_cents", "confiscated_cents", "base_cents", "weighing"),
    *("benchmark__unit", "benchmark__low", "benchmark__high", "tier__low", "tier__high"),
    *("tier__low_open", "tier__high_open", "tier__degree"),
)
CHUNK = 5_000


@dataclass
class Around:
    """What stands beside the decisions, read once for all of them."""

    heard: set[UUID] = field(default_factory=set)
    asked: set[UUID] = field(default_factory=set)
    proceedings: dict[UUID, str] = field(default_factory=dict)
    measures: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    forced: dict[UUID, tuple[Forced, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: "QuerySet[Decision]") -> "Around":
        """Five queries, however many decisions there are."""
        keys, cases = decisions.values("pk"), decisions.values("case_id")
        told = Notice.objects.filter(decision__in=keys, hearing_requested_on__isnull=False)
        held = Hearing.objects.filter(notice__decision__in=keys).heard()
        return cls(
            set(held.values_list("notice__decision_id", flat=True)),
            set(told.values_list("decision_id", flat=True)),
            dict(Proceeding.objects.filter(case__in=cases).values_list("case_id", "kind")),
            _grouped(set(taken().filter(case__in=cases).values_list("case_id", "kind"))),
            _grouped(
                (case, (way, cents))
                for case, way, cents in ForcedExecution.objects.filter(case__in=cases).values_list(
                    "case_id", "way", "amount_cents"
                )
            ),
        )


def _grouped(pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, tuple[Any, ...]]:
    found: dict[UUID, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(sorted(values)) for key, values in found.items()}


def in_bulk(decisions: "QuerySet[Decision]") -> Iterator[tuple[Mapping[str, Any], Row]]:
    """(values of COLUMNS, facts) of every decision; six queries, in chunks of CHUNK rows."""
    around = Around.of(decisions.order_by())
    rows = decisions.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=CHUNK)
    for each in rows:
        values = dict(zip(COLUMNS, each, strict=True))
        yield values, _row(values, around)


def _row(values: Mapping[str, Any], around: Around) -> Row:
    key, case = values["pk"], values["case_id"]
    return Row(
        values["kind"],
        values["case__procedure"],
        values["case__party__kind"],
        values["outcome"],
        tuple(values["penalty_kinds"]),
        values["fine_cents"],
        values["confiscated_cents"],
        _weights(values),
        key in around.heard,
        key in around.asked,
        around.proceedings.get(case, ""),
        around.measures.get(case, ()),
        around.forced.get(case, ()),
    )


def _weights(values: Mapping[str, Any]) -> tuple[str, ...]:
    if not values["benchmark__unit"]:
        return ()
    step = Bounds(
        values["tier__low"],
        values["tier__high"],
        bool(values["tier__low_open"]),
        bool(values["tier__high_open"]),
    )
    scale = Scale(
        values["benchmark__unit"],
        values["base_cents"],
        Bounds(values["benchmark__low"], values["benchmark__high"]),
        step,
        values["tier__degree"] or "",
        str((values["weighing"] or {}).get("departure", "")),
    )
    return scale.weights(values["fine_cents"])
