"""What one event does to the whole report: exactly the cells it must, in its year, in any order.

Next to the rules stands a second, plain recount that knows nothing of the queries.
"""

import itertools
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enforcement import profiles
from enforcement.models import Decision, ForcedExecution, Substitution
from enforcement.models.kinds import PenaltyKind
from supervision.annual import figures, sources, tables
from supervision.annual.scope import Scope
from supervision.annual.spread import key_of
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import BEFORE, EDGES, EVENTS, FIRST, LAST, YEAR, of, table
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db
KINDS = ("penalty", "permit", "coercion", "levy", "inspection")
# Light to heavy as 大同 fills the table in (domain §11 (c)), written down a second time.
LIGHT_TO_HEAVY = (
    ("other",),
    ("warning",),
    ("criticism",),
    ("fine",),
    ("confiscate_income", "confiscate_goods"),
    ("suspend_licence",),
    ("lower_grade",),
    ("restrict_business",),
    ("stop_business",),
    ("close_down", "restrict_practice"),
    ("revoke_licence",),
    ("detention",),
)
Cells = dict[str, Any]


def cells(given_scope: Scope) -> Cells:
    """{"table.column": number} of the whole report."""
    return {
        f"{row['key']}.{column['key']}": column["value"]
        for row in tables.count(given_scope)
        for column in row["columns"]
    }


def duties(cast: Cast) -> None:
    """Every kind on the list of powers, so that each cell is a number from the start."""
    for kind in KINDS:
        yearly.power(cast, kind)


def changed(before: Cells, after: Cells) -> Cells:
    """The cells that differ, with what was added; a violation punished first has a cell of its own."""
    new = after.keys() - before.keys()
    assert before.keys() <= after.keys() and all(key.startswith("spread.act_") for key in new)
    before = {**before, **dict.fromkeys(new, 0)}
    found = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    return {
        key: f"{float(new) - float(old):.2f}" if isinstance(new, str) else new - old
        for key, (old, new) in found.items()
    }


# What each event of yearly.EVENTS changes in its own year: the cell itself and the total it is part of.
EFFECTS: dict[str, set[str]] = {
    "penalty": {"penalty.fine", "penalty.total"},
    "penalty received": {"penalty.fine", "penalty.total", "penalty.amount"},
    "application": {"permit.applied"},
    "acceptance": {"permit.accepted"},
    "permit": {"permit.granted"},
    "permit received": {"permit.granted"},
    "permit deemed renewed": {"permit.granted"},
    "refusal": {"permit.refused"},
    "permit revoked": {"permit.revoked"},
    "sealing": {"coercion.measure_seal", "coercion.total"},
    "seizure": {"coercion.measure_seize", "coercion.total"},
    "freezing": {"coercion.measure_freeze", "coercion.total"},
    "other measure": {"coercion.measure_other", "coercion.total"},
    "surcharge": {"coercion.surcharge", "coercion.total"},
    "transfer": {"coercion.forced_transfer", "coercion.total"},
    "auction": {"coercion.forced_auction", "coercion.total"},
    "restoring": {"coercion.forced_restore", "coercion.total"},
    "demolition": {"coercion.forced_other", "coercion.total"},
    "other way": {"coercion.forced_other", "coercion.total"},
    "substitution": {"coercion.substitution", "coercion.total"},
    "termination": {"coercion.forced_restore", "coercion.total"},
    "end of a substitution": {"coercion.substitution", "coercion.total"},
    "court": {"coercion.court", "coercion.total"},
    "levy": {"other.levy"},
    "inspection": {"other.inspection"},
    "sealing received": {"coercion.measure_seal", "coercion.total"},
    "other measure received": {"coercion.measure_other", "coercion.total"},
    "transfer received": {"coercion.forced_transfer", "coercion.total"},
    "substitution received": {"coercion.substitution", "coercion.total"},
    "court received": {"coercion.court", "coercion.total"},
    "levy received": {"other.levy"},
    "inspection received": {"other.inspection"},
    "filing": {"course.filed"},
    "closing": {"course.closed"},
    "sparing": {"course.spared"},
    "crime": {"course.crimes"},
    "correction": {"course.corrected"},
    "easing": {"penalty.fine", "penalty.total", "course.eased"},
    "reducing": {"penalty.fine", "penalty.total", "course.eased", "course.reduced"},
    "reconsidering": {"course.reconsidered"},
    "suit": {"course.sued"},
}
# Where each penalty shows in the table of places and times besides.
GATHERED = {"spread.month_12", "spread.act_rest", "spread.at_rest"}


@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize("name", EVENTS)
def test_an_event_changes_its_own_cells_and_no_other(cast: Cast, name: str) -> None:
    _table, _column, happens = EVENTS[name]
    duties(cast)
    before = cells(of(cast))
    happens(cast, LAST)
    told = changed(before, cells(of(cast)))
    gathered = GATHERED if "penalty.total" in EFFECTS[name] else set()
    if EFFECTS[name] & {"course.eased"}:
        gathered = gathered - {"spread.act_rest"} | {f"spread.act_{key_of('销售过期食品')}"}
    assert set(told) == EFFECTS[name] | gathered
    assert told.pop("penalty.amount", "2000.00") == "2000.00"
    assert set(told.values()) == {1}
    # The year after it knows nothing of it, not even of a revocation or an ending.
    assert not changed(before, cells(of(cast, YEAR + 1)))


@pytest.mark.usefixtures("ungated")
def test_the_order_of_entry_never_matters(cast: Cast) -> None:
    duties(cast)
    told = []
    for names in (list(EVENTS), list(reversed(EVENTS)), sorted(EVENTS, key=len)):
        with transaction.atomic():
            for name, on in itertools.product(names, (FIRST, BEFORE)):
                EVENTS[name][2](cast, on)
            told.append(cells(of(cast)))
            transaction.set_rollback(True)
    assert told[0] == told[1] == told[2]
    assert told[0]["coercion.total"] == sum("coercion.total" in row for row in EFFECTS.values())


# ------------------------------------------------------------------------------- the local day
@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize(
    ("ended", "year"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), 2025),  # 23:59:59 of 31 December here
        (
            datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC),
            2026,
        ),  # midnight here, still last year there
        (datetime(2026, 12, 31, 15, 59, 59, 999999, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), 2027),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), 2027),
    ],
)
@pytest.mark.parametrize("way", ["forced_transfer", "substitution"])
def test_the_year_of_an_execution_is_that_of_the_local_clock(
    cast: Cast, way: str, ended: datetime, year: int
) -> None:
    duties(cast)
    begun = ended - timedelta(hours=2)
    make = yearly.forced if way == "forced_transfer" else yearly.substituted
    make(cast, date(2026, 1, 1), started_at=begun, ended_at=ended)
    counted = [at for at in (2025, 2026, 2027) if table(of(cast, at), "coercion")[way]]
    assert counted == [year]
    _label, (line,) = figures.behind(of(cast, year), "coercion", way, after=0, size=5)
    assert line.on is not None and line.on.year == year
    assert ForcedExecution.objects.count() + Substitution.objects.count() == 1


@pytest.mark.usefixtures("ungated")
def test_measure_and_execution_of_one_matter_count_each_in_its_own_year(cast: Cast) -> None:
    duties(cast)
    yearly.measure(cast, BEFORE, "seize")
    made = yearly.penalty(cast, BEFORE, "fine")
    yearly.paid(cast, made, FIRST)
    yearly.forced(cast, LAST, decided_on=BEFORE)
    told = {year: table(of(cast, year), "coercion") for year in (2025, 2026)}
    assert [told[2025][key] for key in ("measure_seize", "surcharge", "total")] == [1, 0, 1]
    found = [told[2026][key] for key in ("measure_seize", "surcharge", "forced_transfer", "total")]
    assert found == [0, 1, 1, 2]


# ------------------------------------------------------------------------------- several kinds
def rank(kinds: Iterable[str]) -> int:
    """Of the heaviest kind, by the order written down above; none at all is 其他."""
    return max(
        (no for no, level in enumerate(LIGHT_TO_HEAVY) for kind in kinds if kind in level),
        default=0,
    )


@pytest.mark.usefixtures("ungated")
def test_of_every_two_kinds_the_heavier_one_is_the_one_counted(cast: Cast) -> None:
    names = [row["key"] for row in profiles.load("national").annual_levels()]
    assert sorted(itertools.chain(*LIGHT_TO_HEAVY)) == sorted(PenaltyKind.values)
    pairs = list(itertools.permutations(PenaltyKind.values, 2))
    for pair in pairs:
        record(cast.bureau, on=FIRST, penalty_kinds=list(pair), fine_cents=0)
    found = table(of(cast), "penalty")
    by_hand = Counter(names[rank(pair)] for pair in pairs)
    assert {key: found[key] for key in names} == {key: by_hand[key] for key in names}
    # 其他 beside an explicit kind is never 其他 (domain §11 (b)).
    assert (found["other"], found["total"]) == (0, len(pairs))


ROW = st.tuples(
    st.lists(st.sampled_from(PenaltyKind.values), max_size=4, unique=True),
    st.integers(0, 10**10),
    st.integers(0, 10**10),
    st.sampled_from(EDGES),
    st.sampled_from(["issued", "revoked", "draft", "abandoned"]),
    st.sampled_from(["bureau", "other_bureau"]),
    st.sampled_from(["penalty", "no_penalty"]),
)
Row = tuple[list[str], int, int, date, str, str, str]


def write(cast: Cast, row: Row) -> None:
    """One decision as a row of the table."""
    kinds, fine, taken, on, status, agency, outcome = row
    whose = getattr(cast, agency)
    fields: dict[str, Any] = {"status": status, "agency": whose, "outcome": outcome}
    if status == "revoked":
        fields["revoked_on"] = on
    if status in ("draft", "abandoned"):
        fields["doc_no"] = ""
    case = yearly.case(cast, agency=whose)
    fields |= {"fine_cents": fine, "confiscated_cents": taken, "of": case}
    yearly.penalty(cast, on, *kinds, **fields)


@pytest.mark.usefixtures("ungated")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(ROW, max_size=7), counts=st.booleans(), unit=st.sampled_from(["元", "万元"]))
def test_own_decisions_are_counted_as_a_plain_recount_counts_them(
    cast: Cast, rows: list[Row], *, counts: bool, unit: str
) -> None:
    with transaction.atomic():
        duties(cast)
        for row in rows:
            write(cast, row)
        asked = Scope(**{**vars(of(cast)), "counts_revoked": counts, "unit": unit})
        told, shown = cells(asked), sources.total(sources.with_money(asked))
        transaction.set_rollback(True)
    stands = {"issued", "revoked"} if counts else {"issued"}
    made = [row for row in rows if row[3].year == YEAR and row[5] == "bureau"]
    fined = [row for row in made if row[4] in stands and row[6] == "penalty"]
    names = [level["key"] for level in asked.levels]
    by_hand = Counter(names[rank(row[0])] for row in fined)
    assert {key: told[f"penalty.{key}"] for key in names} == {key: by_hand[key] for key in names}
    assert sum(by_hand.values()) == told["penalty.total"] == len(fined)
    cents = sum(row[1] + row[2] for row in fined)
    whole, places = (100, 2) if unit == "元" else (1_000_000, 6)
    assert told["penalty.amount"] == f"{cents // whole}.{cents % whole:0{places}d}"
    assert shown == sum(row[1] + row[2] > 0 for row in fined)
    spared = [row for row in made if row[4] in {"issued", "revoked"} and row[6] == "no_penalty"]
    assert told["course.spared"] == len(spared)
    assert told["course.corrected"] == sum(row[4] == "revoked" for row in made)


# ------------------------------------------------------------------------------- revoked, unvalued
@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize(
    ("counts", "made", "revoked", "expected"),
    [
        # (宗 and 元 of 2025, of 2026; corrected in 2025, in 2026)
        (True, BEFORE, FIRST, (1, "9.00", 0, "0.00", 0, 1)),
        (False, BEFORE, FIRST, (0, "0.00", 0, "0.00", 0, 1)),
        (True, FIRST, LAST, (0, "0.00", 1, "9.00", 0, 1)),
        (False, FIRST, LAST, (0, "0.00", 0, "0.00", 0, 1)),
        (True, date(2025, 3, 2), BEFORE, (1, "9.00", 0, "0.00", 1, 0)),
        (False, date(2025, 3, 2), BEFORE, (0, "0.00", 0, "0.00", 1, 0)),
    ],
)
def test_a_revoked_penalty_counts_in_the_year_it_was_made_or_not_at_all(
    cast: Cast, made: date, revoked: date, expected: tuple[Any, ...], *, counts: bool
) -> None:
    duties(cast)
    yearly.penalty(cast, made, "fine", fine_cents=900, status="revoked", revoked_on=revoked)
    told = [
        Scope(**{**vars(of(cast, year)), "counts_revoked": counts}) for year in (YEAR - 1, YEAR)
    ]
    found = [cells(each) for each in told]
    money = [each[key] for each in found for key in ("penalty.fine", "penalty.amount")]
    assert (*money, *(each["course.corrected"] for each in found)) == expected
    rows = [len(figures.behind(each, "penalty", "amount", after=0, size=9)[1]) for each in told]
    assert rows == [expected[0], expected[2]]


@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize(
    ("told", "amount", "behind"),
    [
        ({}, "0.00", 0),  # the sheet names no amounts at all
        ({"fine_cents": None, "confiscated_cents": None}, "0.00", 0),
        ({"fine_cents": 0, "confiscated_cents": 1}, "0.01", 1),
        ({"fine_cents": 1}, "0.01", 1),
        ({"fine_cents": 10**15, "confiscated_cents": 10**15}, "20000000000000.00", 1),
    ],
)
def test_a_received_penalty_without_a_value_is_a_case_without_money(
    cast: Cast, told: dict[str, Any], amount: str, behind: int
) -> None:
    row = record(cast.bureau, on=FIRST, penalty_kinds=["confiscate_goods"])
    kept = {key: value for key, value in row.fields.items() if not key.endswith("_cents")}
    type(row).objects.filter(pk=row.pk).update(fields={**kept, **told})
    found = table(of(cast), "penalty")
    assert (found["confiscation"], found["total"], found["amount"]) == (1, 1, amount)
    assert len(figures.behind(of(cast), "penalty", "amount", after=0, size=5)[1]) == behind


# ------------------------------------------------------------------------------- 表二, 表四
@pytest.mark.usefixtures("ungated")
def test_change_and_renewal_of_a_permit_are_permits_granted_or_refused(cast: Cast) -> None:
    first = yearly.permit(cast, FIRST, "granted")
    for outcome in ("granted", "refused", "granted"):
        yearly.permit(cast, LAST, outcome, of=yearly.case(cast, "permit", title="变更、延续"))
    yearly.deemed(cast, LAST)
    assert table(of(cast), "permit") == {
        **{"applied": 0, "accepted": 0, "granted": 4, "refused": 1, "revoked": 0}
    }
    assert Decision.objects.filter(case=first.case).count() == 1


@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize("status", ["filed", "decided", "closed", "archived"])
def test_an_inspection_followed_by_a_penalty_is_the_penalty_whatever_became_of_it(
    cast: Cast, status: str
) -> None:
    duties(cast)
    before = cells(of(cast))
    case = yearly.case(cast, status=status)
    yearly.visit(cast, FIRST, result="rectify", follow_up=case)
    assert not changed(before, cells(of(cast)))
    yearly.penalty(cast, LAST, "fine", of=case)
    told = changed(before, cells(of(cast)))
    assert told == dict.fromkeys({"penalty.fine", "penalty.total", *GATHERED}, 1)


# ------------------------------------------------------------------------------- zero and none
# Which cells say 0 for a duty; 表五 tells of the people of every agency, of cases with that duty.
PENALTY_CELLS = {
    *("filed", "closed", "spared", "eased", "reduced", "crimes", "corrected"),
    *("reconsidered", "sued"),
}
STATED = {"remade", "lost"}
NUMBERED = {
    "penalty": {"penalty", "course", "spread"},
    "permit": {"permit", "course"},
    "coercion": {"coercion", "course"},
    "levy": {"other", "course"},
    "inspection": {"other", "course"},
}


@pytest.mark.parametrize("kind", NUMBERED)
def test_a_duty_puts_zeros_into_its_own_cells_only(cast: Cast, kind: str) -> None:
    yearly.power(cast, kind)
    for row in tables.count(of(cast)):
        mine = row["key"] in NUMBERED[kind]
        assert (row["duty"], row["note"] == "") == (mine, mine)
        told = {column["key"]: column["value"] for column in row["columns"]}
        if row["key"] == "course":
            assert (told.pop("officers"), told.pop("certified")) == (2, 2)
            assert told.pop("complaints") == 0 and [told.pop(key) for key in STATED] == [None] * 2
            assert told == dict.fromkeys(PENALTY_CELLS, 0 if kind == "penalty" else None)
        elif row["key"] == "other":
            assert {key for key, value in told.items() if value == 0} <= {kind}
            assert all(value is None for key, value in told.items() if key != kind)
        else:
            assert set(told.values()) <= {0, "0.00"}


def test_the_duty_of_another_agency_is_none_of_ours(cast: Cast) -> None:
    item = yearly.power(cast, "permit")
    type(item).objects.filter(pk=item.pk).update(agency=cast.other_bureau)
    assert [row["key"] for row in tables.count(of(cast)) if row["duty"]] == ["course"]
