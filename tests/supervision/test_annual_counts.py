"""The yearly statistics: each rule of counting with its boundary, and the sums counted again by hand."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from enforcement import profiles
from enforcement.models import Officer
from enforcement.models.kinds import PenaltyKind
from supervision.annual import figures, sources, tables
from supervision.annual.scope import Scope
from tests import factories
from tests.base import Cast
from tests.disclosure.factories import record
from tests.supervision import yearly
from tests.supervision.yearly import AFTER, BEFORE, EDGES, EVENTS, FIRST, LAST, TWELVE, of, table
from tests.supervision.yearly import ungated as ungated

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------- the year
@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize("name", EVENTS)
def test_each_number_counts_its_own_event_from_the_first_to_the_last_day(
    cast: Cast, name: str
) -> None:
    key, column, happens = EVENTS[name]
    for on in EDGES:
        happens(cast, on)
    assert table(of(cast), key)[column] == 2
    assert table(of(cast, 2025), key)[column] >= 1
    _label, rows = figures.behind(of(cast), key, column, after=0, size=50)
    assert [row.on for row in rows] == [FIRST, LAST]


@pytest.mark.usefixtures("ungated")
def test_no_row_of_another_agency_is_counted(cast: Cast) -> None:
    case = yearly.case(cast, agency=cast.other_bureau)
    yearly.penalty(cast, FIRST, "fine", of=case, agency=cast.other_bureau)
    record(cast.other_bureau, on=FIRST)
    assert not any(row["duty"] for row in tables.count(of(cast)) if row["key"] == "permit")
    numbers = [
        column["value"]
        for row in tables.count(of(cast))
        for column in row["columns"]
        if column["key"] not in ("officers", "certified")
    ]
    assert not any(value for value in numbers if value not in ("0.00",))


# ------------------------------------------------------------------------------- 表一
def level_of(cast: Cast, *kinds: str) -> list[str]:
    """The levels under which one penalty of these kinds is counted."""
    with transaction.atomic():
        yearly.penalty(cast, FIRST, *kinds)
        found = table(of(cast), "penalty")
        transaction.set_rollback(True)
    return [key for key in TWELVE if found[key]]


@pytest.mark.usefixtures("ungated")
def test_several_kinds_are_one_case_under_the_heaviest(cast: Cast) -> None:
    assert level_of(cast, "warning") == ["warning"]
    assert level_of(cast, "warning", "fine", "confiscate_goods") == ["confiscation"]
    assert level_of(cast, "revoke_licence", "fine") == ["revoke_licence"]
    assert level_of(cast, "detention", "revoke_licence") == ["detention"]
    assert level_of(cast, "restrict_practice", "stop_business") == ["close_down"]
    assert level_of(cast, "fine", "criticism") == ["fine"]


@pytest.mark.usefixtures("ungated")
def test_an_explicit_kind_beside_another_one_is_the_explicit_kind(cast: Cast) -> None:
    assert level_of(cast, "warning", "other") == ["warning"]
    assert level_of(cast, "other") == ["other"]
    assert level_of(cast) == ["other"]


@pytest.mark.usefixtures("ungated")
def test_the_order_of_kinds_is_data_of_the_place(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = ("revoke_licence", "restrict_practice", "restrict_business")
    yearly.penalty(cast, FIRST, *both)
    twelve = table(of(cast), "penalty")
    given = of(cast)
    national = profiles.read("national")["annual_level"]
    levels = [row for row in national if row["scheme"] == "thirteen"]
    thirteen = table(Scope(**{**vars(given), "levels": levels}), "penalty")
    # 12 levels: 吊销 above 限制从业; 13 levels: below it, and 限制从业 apart from 责令关闭.
    assert [key for key, value in twelve.items() if value == 1] == ["revoke_licence", "total"]
    assert [key for key, value in thirteen.items() if value == 1] == ["restrict_practice", "total"]
    assert (len(twelve), len(thirteen)) == (12 + 2, 13 + 2)


def test_both_schemes_name_every_kind_of_penalty_once() -> None:
    for scheme, size in (("twelve", 12), ("thirteen", 13)):
        rows = [row for row in profiles.read("national")["annual_level"] if row["scheme"] == scheme]
        kinds = [kind for row in rows for kind in row["kinds"]]
        assert len(rows) == size
        assert sorted(kinds) == sorted(PenaltyKind.values)


@pytest.mark.usefixtures("ungated")
def test_the_amount_is_what_the_decisions_say_not_what_was_paid(cast: Cast) -> None:
    made = yearly.penalty(cast, FIRST, "fine", fine_cents=100_001, confiscated_cents=50)
    yearly.paid(cast, made, LAST, kind="fine")
    record(cast.bureau, on=LAST, fine_cents=200_000)
    assert table(of(cast), "penalty")["amount"] == "3000.51"


@pytest.mark.usefixtures("ungated")
def test_goods_without_a_determined_value_count_as_a_case_and_not_as_money(cast: Cast) -> None:
    yearly.penalty(cast, FIRST, "confiscate_goods", confiscated_cents=0)
    found = table(of(cast), "penalty")
    assert (found["confiscation"], found["amount"]) == (1, "0.00")
    assert figures.behind(of(cast), "penalty", "amount", after=0, size=5)[1] == []


@pytest.mark.usefixtures("ungated")
def test_a_draft_and_one_given_up_are_no_decisions(cast: Cast) -> None:
    yearly.penalty(cast, FIRST, "fine", status="draft", doc_no="")
    yearly.penalty(cast, FIRST, "fine", status="abandoned", doc_no="")
    assert sources.total(sources.penalties(of(cast))) == 0


@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize(("counts", "expected"), [(True, 2), (False, 1)])
def test_whether_a_revoked_penalty_still_counts_is_a_choice_of_the_place(
    cast: Cast, *, counts: bool, expected: int
) -> None:
    yearly.penalty(cast, FIRST, "fine", fine_cents=100)
    yearly.penalty(cast, FIRST, "fine", fine_cents=900, status="revoked", revoked_on=LAST)
    given = Scope(**{**vars(of(cast)), "counts_revoked": counts})
    assert table(given, "penalty")["total"] == expected
    assert sources.amount_cents(given) == (1000 if counts else 100)


def test_amounts_in_ten_thousands_lose_nothing() -> None:
    assert tables.money(0, "元") == "0.00"
    assert tables.money(1, "万元") == "0.000001"
    assert tables.money(123_456_789, "万元") == "123.456789"


# ------------------------------------------------------------------------------- 表二 to 表五
@pytest.mark.usefixtures("ungated")
def test_a_permit_counts_in_the_year_of_each_of_its_events(cast: Cast) -> None:
    yearly.application(cast, BEFORE, FIRST)
    yearly.permit(cast, BEFORE, "granted", status="revoked", revoked_on=FIRST)
    yearly.permit(cast, FIRST, "revoked")
    yearly.permit(cast, FIRST, "cancelled")
    yearly.permit(cast, FIRST, "withdrawn")
    found = table(of(cast), "permit")
    assert found == {"applied": 0, "accepted": 1, "granted": 0, "refused": 0, "revoked": 1}
    assert table(of(cast, 2025), "permit")["granted"] == 1


@pytest.mark.usefixtures("ungated")
def test_a_measure_only_planned_is_none(cast: Cast) -> None:
    yearly.measure(cast, None)
    yearly.measure(cast, FIRST)
    assert table(of(cast), "coercion")["total"] == 1


@pytest.mark.usefixtures("ungated")
def test_a_coercive_decision_with_its_measure_is_counted_once(cast: Cast) -> None:
    row = yearly.measure(cast, FIRST)
    yearly.decision(cast, FIRST, of=row.case, kind="coercion", outcome="measure")
    reviewed = yearly.decision(cast, FIRST, kind="coercion", outcome="measure")
    yearly.forced(cast, LAST, reviewed=reviewed)
    elsewhere = yearly.decision(cast, FIRST, kind="coercion", outcome="measure")
    yearly.measure(cast, FIRST, "seize", reviewed=elsewhere)
    found = table(of(cast), "coercion")
    assert (found["measure_seal"], found["measure_seize"]) == (1, 1)
    assert (found["measure_other"], found["forced_transfer"]) == (0, 1)
    assert found["total"] == 3


@pytest.mark.usefixtures("ungated")
@pytest.mark.parametrize("state", ["urged", "decided", "performed"])
def test_execution_counts_only_when_it_was_carried_out(cast: Cast, state: str) -> None:
    yearly.forced(cast, LAST, status=state)
    yearly.substituted(cast, LAST, status="performed")
    yearly.measure(cast, FIRST)
    assert table(of(cast), "coercion")["total"] == 1


@pytest.mark.usefixtures("ungated")
def test_surcharges_of_one_decision_are_one_execution_in_the_year_of_the_last(cast: Cast) -> None:
    made = yearly.penalty(cast, BEFORE, "fine")
    yearly.paid(cast, made, BEFORE)
    yearly.paid(cast, made, FIRST)
    yearly.paid(cast, made, LAST, kind="fine")
    yearly.paid(cast, made, FIRST)
    assert table(of(cast), "coercion")["surcharge"] == 1
    yearly.measure(cast, BEFORE)
    assert table(of(cast, 2025), "coercion")["surcharge"] == 0


@pytest.mark.usefixtures("ungated")
def test_an_inspection_counts_with_a_complete_record_and_no_act_after_it(cast: Cast) -> None:
    yearly.visit(cast, FIRST)
    yearly.visit(cast, FIRST, result="rectify")
    yearly.visit(cast, None)  # closed without having told the result: the record is not complete
    yearly.visit(cast, FIRST, status="recorded")
    yearly.visit(cast, FIRST, result="file")
    yearly.visit(cast, FIRST, result="transfer")
    yearly.visit(cast, FIRST, follow_up=yearly.case(cast))
    assert table(of(cast), "other")["inspection"] == 2
    yearly.visit(cast, FIRST, follow_up=yearly.case(cast, status="rejected"))
    assert table(of(cast), "other")["inspection"] == 3


def test_the_officers_are_those_of_the_last_day_with_a_certificate_of_that_day(cast: Cast) -> None:
    yearly.power(cast, "penalty")
    before = table(of(cast), "course")
    late = factories.officer(cast.bureau, valid_from=AFTER, valid_to=AFTER + timedelta(days=365))
    factories.officer(cast.bureau, valid_from=LAST, valid_to=LAST)
    found = table(of(cast), "course")
    assert found["officers"] - before["officers"] == 2
    assert found["certified"] - before["certified"] == 1
    Officer.objects.filter(pk=late.pk).update(status=Officer.Status.LEFT)
    assert table(of(cast), "course")["officers"] - before["officers"] == 1


# ------------------------------------------------------------------------------- zero and none
def test_zero_says_a_duty_and_no_number_says_none(cast: Cast) -> None:
    yearly.power(cast, "permit")
    found = {row["key"]: row for row in tables.count(of(cast))}
    assert [column["value"] for column in found["permit"]["columns"]] == [0] * 5
    assert found["coercion"]["columns"] == []
    assert found["coercion"]["note"] == "本单位无相关行政执法职责"
    yearly.power(cast, "inspection")
    other = {column["key"]: column["value"] for column in tables.count(of(cast))[3]["columns"]}
    assert (other["inspection"], other["levy"], other["ruling"]) == (0, None, None)


@pytest.mark.parametrize(
    ("start", "end", "duty"),
    [
        (FIRST, None, True),
        (LAST, None, True),
        (AFTER, None, False),
        (date(2020, 1, 1), FIRST, False),  # no longer on the first day
        (date(2020, 1, 1), FIRST + timedelta(days=1), True),
    ],
)
def test_a_duty_held_on_any_day_of_the_year_is_a_duty(
    cast: Cast, start: date, end: date | None, *, duty: bool
) -> None:
    yearly.power(cast, "permit", effective_from=start, effective_to=end)
    assert tables.count(of(cast))[1]["duty"] is duty


@pytest.mark.usefixtures("ungated")
def test_what_was_done_shows_the_duty(cast: Cast) -> None:
    yearly.permit(cast, FIRST, "refused")
    assert table(of(cast), "permit") == {
        **dict.fromkeys(("applied", "accepted", "granted", "revoked"), 0),
        "refused": 1,
    }
