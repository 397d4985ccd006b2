"""Cases at several stages, made once; every sequence begins with one of them and leaves no trace."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from django.db.models import Max, Model

import enforcement.acts
import legal_review.acts
import recording.acts
from core.acts import Act
from enforcement.models import Case, Draw
from recording.models import Document
from tests import coercion, factories, hearings
from tests.base import Cast
from tests.contents import DECIDED, Days
from tests.enforcement import permit_case, prepared_draws, visits
from tests.legal_review import loops
from tests.machine import lawful

PACKAGES: tuple[ModuleType, ...] = (enforcement.acts, recording.acts, legal_review.acts)
# Acts on the lists of an agency belong to no case and no draw.
LISTS = ("enforcement.acts.benchmarks",)
ACTS = {
    "penalty": (
        *("casework", "hearings", "discussions", "decision_time", "execution", "discretion"),
        "loops",
    ),
    "coercion": ("measures", "forced", "casework"),
    "permit": ("permits", "casework"),
    "visit": ("inspection_tasks", "casework"),
    "draw": ("draws",),
    "incident": ("incidents", "casework"),
}


def acts_in(module: ModuleType) -> Iterator["Act[Any]"]:
    """Every act a module of acts declares, alone or in a tuple."""
    for found in vars(module).values():
        yield from (
            row for row in (found if isinstance(found, tuple) else (found,)) if isinstance(row, Act)
        )


def acts_of(procedure: str) -> list["Act[Any]"]:
    """The acts of the modules of a procedure, by name."""
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}")
        for package in PACKAGES
        for info in pkgutil.iter_modules(package.__path__)
        if info.name in ACTS[procedure]
    ]
    found = {act.name: act for module in modules for act in acts_in(module)}
    return [found[name] for name in sorted(found)]


@dataclass(frozen=True)
class Start:
    """Where a sequence begins: the procedure, the row it is about, the days it may use, the first."""

    procedure: str
    name: str
    model: type[Model]
    pk: Any
    days: Sequence[date]
    today: date

    @property
    def subject(self) -> Any:
        """The row as it is now."""
        return self.model._default_manager.get(pk=self.pk)


SPANS = (1, 2, 3, 5, 8, 12, 20, 31, 61, 95, 120)
BEFORE = Days.before(DECIDED)
PENALTY_DAYS = (*vars(BEFORE).values(), *lawful.days(DECIDED, *SPANS))
MEASURE_DAYS = (*lawful.days(coercion.ON, *SPANS), coercion.END, coercion.EXTENDED_END)
PERMIT_DAYS = lawful.days(permit_case.RECEIVED, *SPANS)
VISIT_DAYS = (*lawful.days(visits.ON, *SPANS), visits.LAST)
DRAW_DAYS = (
    prepared_draws.COMMITTED,
    prepared_draws.SEED_DAY,
    *lawful.days(prepared_draws.SEED_DAY, 1, 7),
)
LARGE = 5_000_000


def penalty(cast: Cast) -> list[Case]:
    """Told, told of a hearing, reviewed, returned, objected to, served; one to decide on the spot."""
    bureau = cast.bureau
    asked = factories.draft(bureau, fine_cents=LARGE, result="罚款人民币50000元。")
    notice = factories.notify(asked, on=BEFORE.notified)
    hearings.ask(notice, on=BEFORE.waived)
    return [
        factories.draft(bureau).case,
        factories.notified(bureau).case,
        asked.case,
        factories.reviewed(bureau).case,
        loops.returned(factories.notified(bureau)).decision.case,
        loops.waiting(factories.notified(bureau)).review.decision.case,
        factories.served(bureau).case,
        factories.draft(bureau, procedure="simple").case,
    ]


def coercive(cast: Cast) -> list[Case]:
    """Nothing seized yet, something in force, and a decision that may be executed by force."""
    return [
        coercion.case(cast.bureau),
        coercion.in_force(coercion.case(cast.bureau)).case,
        coercion.binding(cast.bureau).case,
    ]


def permits(cast: Cast) -> list[Case]:
    """Received, accepted, granted."""
    received = factories.case(
        cast.bureau, kind="permit", procedure="permit", discovered_on=permit_case.RECEIVED
    )
    return [received, permit_case.accepted(cast), permit_case.licensed(cast).case]


def visited(cast: Cast) -> list[Case]:
    """Planned, and announced."""
    return [visits.planned(cast).case, visits.notified(cast).case]


def troubled(cast: Cast) -> list[Case]:
    """Filed, and one whose draft only lacks its review."""
    return [factories.case(cast.bureau, filed=True), factories.notified(cast.bureau).case]


def drawings(cast: Cast) -> list[Draw]:
    """Listed, and committed to."""
    plan = prepared_draws.random_plan(cast)
    return [
        prepared_draws.listed(cast, people=2, plans=[plan]),
        prepared_draws.committed(cast, people=2, plans=[plan]),
    ]


BUILDERS: dict[str, tuple[Callable[[Cast], Sequence[Model]], Sequence[date]]] = {
    "penalty": (penalty, PENALTY_DAYS),
    "coercion": (coercive, MEASURE_DAYS),
    "permit": (permits, PERMIT_DAYS),
    "visit": (visited, VISIT_DAYS),
    "incident": (troubled, PENALTY_DAYS),
    "draw": (drawings, DRAW_DAYS),
}
STEPS = {
    "penalty": lawful.PENALTY,
    "coercion": lawful.COERCION,
    "permit": lawful.PERMIT,
    "visit": lawful.VISIT,
    "incident": lawful.INCIDENT,
    "draw": lawful.DRAW,
}


def reached(row: Model, days: Sequence[date]) -> date:
    """The day the last paper of a case is dated; the first of the days where there is none."""
    papers = Document.objects.filter(case=row.pk) if isinstance(row, Case) else None
    last = papers.aggregate(last=Max("dated_on"))["last"] if papers is not None else None
    return last or min(days)


def starts(procedure: str, cast: Cast) -> list[Start]:
    """Build the cases of a procedure: where its sequences may begin."""
    build, days = BUILDERS[procedure]
    return [
        Start(procedure, f"{procedure} {number}", type(row), row.pk, days, reached(row, days))
        for number, row in enumerate(build(cast))
    ]
