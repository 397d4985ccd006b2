"""Where every vector of domain §15 and invariant of §16 that enforcement touches is tested, by name.

A row whose test has gone, or was renamed, fails here; so does a row that names no test at all.
"""

import ast
from functools import cache

import pytest

from core import calendar, workdays
from tests.base import day
from tests.source import ROOT

ENFORCEMENT, RECORDING = "tests/enforcement", "tests/recording"
REVIEW, PUBLIC, MACHINE = "tests/legal_review", "tests/disclosure", "tests/machine/test_machine.py"
SEQUENCES = "test_no_sequence_over_services_pages_api_and_sql_reaches_a_forbidden_state"
TOLD = f"{ENFORCEMENT}/test_told_against_sql.py"
PAY, SURCHARGE = f"{ENFORCEMENT}/test_pay_clock.py", f"{ENFORCEMENT}/test_surcharge.py"
Where = tuple[str, str]
VECTORS: dict[str, Where] = {
    "working days across holidays and make-up days": (
        "tests/core/test_workdays.py",
        "test_the_statutory_examples_come_out",
    ),
    "seven working days to serve a penalty": (
        f"{ENFORCEMENT}/test_service_clock.py",
        "test_a_penalty_is_served_within_seven_working_days",
    ),
    "non-penalty decision 2026-09-18 and 2026-01-30, 20 working days": (
        "tests/test_vectors.py",
        "test_twenty_working_days_of_a_decision_that_is_no_penalty",
    ),
    "notice 2026-11-20, request for a hearing by 11-27": (
        f"{ENFORCEMENT}/test_notices.py",
        "test_the_windows_are_five_working_days_from_service",
    ),
    "notice of the hearing 2026-11-20, lenient 12-01": (
        f"{ENFORCEMENT}/test_sittings.py",
        "test_vector_notice_of_2026_11_20_the_earliest_hearing_is_12_01",
    ),
    "notice of the hearing 2026-11-20, strict 12-02": (
        f"{ENFORCEMENT}/test_sittings.py",
        "test_vector_strictly_seven_working_days_between_the_earliest_is_12_02",
    ),
    "received 2026-09-18, pay by 10-08": (
        PAY,
        "test_received_on_18_september_is_due_on_8_october_after_the_holiday",
    ),
    "received 2026-01-30, pay by 02-14": (
        PAY,
        "test_received_on_30_january_is_due_on_the_make_up_saturday_itself",
    ),
    "received 2026-02-01, pay by 02-24": (
        PAY,
        "test_received_on_1_february_is_due_on_24_february_after_spring_festival",
    ),
    "received 2026-11-06, pay by 11-23": (
        PAY,
        "test_received_on_6_november_is_due_on_monday_23_november",
    ),
    "filed 2026-08-22 and 2026-07-06, 90 days": (
        f"{ENFORCEMENT}/test_decision_time.py",
        "test_the_period_ends_after_ninety_days",
    ),
    "ninety days and thirty more": (
        f"{ENFORCEMENT}/test_decision_time.py",
        "test_vector_ninety_days_and_thirty_more_roll_over_once",
    ),
    "any date in 2027": (
        "tests/core/test_workdays.py",
        "test_any_date_in_a_year_without_notice_is_provisional_and_no_error",
    ),
    "43 days late, capped at the fine": (
        SURCHARGE,
        "test_forty_three_days_late_would_be_129_percent_and_stop_at_the_fine",
    ),
    "22 days of reconsideration left out, 12,600.00": (
        SURCHARGE,
        "test_twenty_two_days_of_reconsideration_leave_63_percent",
    ),
    "simplified limits 200.00 and 3,000.00, inclusive": (
        f"{ENFORCEMENT}/test_simple_limits.py",
        "test_one_cent_above_the_limit_closes_the_gate",
    ),
    "simplified: only warning and fine": (
        f"{ENFORCEMENT}/test_simple_limits.py",
        "test_of_all_kinds_only_warning_and_fine_are_made_on_the_spot",
    ),
    "hearing in Henan: citizen 5,000.00": (
        f"{ENFORCEMENT}/test_hearing.py",
        "test_the_amount_that_calls_for_a_hearing",
    ),
    "party aged 17": (
        f"{ENFORCEMENT}/test_age_limits.py",
        "test_a_penalty_passes_exactly_when_the_law_allows_it",
    ),
    "party aged 17 is not published": (
        f"{PUBLIC}/test_duties.py",
        "test_a_party_under_eighteen_at_the_act_is_withheld",
    ),
}
INVARIANTS: dict[int, tuple[Where, ...]] = {
    1: (
        (
            f"{REVIEW}/test_gate_machine.py",
            "test_no_sequence_of_actions_makes_an_unreviewed_decision",
        ),
        (TOLD, "test_no_penalty_is_made_without_a_notice"),
        (TOLD, "test_an_unanswered_defence_bars_the_decision"),
    ),
    2: (
        (
            f"{ENFORCEMENT}/test_sittings.py",
            "test_raw_sql_cannot_decide_while_a_hearing_is_pending",
        ),
        (f"{REVIEW}/test_submission.py", "test_review_comes_after_the_hearing_that_was_asked_for"),
    ),
    3: (
        (TOLD, "test_no_penalty_is_made_while_the_party_may_defend_itself"),
        (f"{ENFORCEMENT}/test_hearing.py", "test_the_window_keeps_the_gate_closed_to_its_last_day"),
    ),
    4: ((TOLD, "test_no_fine_above_the_notice"), (TOLD, "test_a_notice_is_not_rewritten")),
    5: (
        (
            f"{REVIEW}/test_decision_gates.py",
            "test_two_assignments_of_one_officer_are_not_two_officers",
        ),
        (TOLD, "test_who_handled_a_case_is_not_struck_out"),
    ),
    6: (
        (
            f"{ENFORCEMENT}/test_sittings.py",
            "test_who_investigated_or_belongs_elsewhere_does_not_preside",
        ),
        (f"{REVIEW}/test_wrong_people.py", "test_who_gave_the_opinion_does_not_decide"),
    ),
    7: (
        (
            f"{REVIEW}/test_reviews_against_sql.py",
            "test_an_on_the_spot_case_carries_no_heavy_penalty",
        ),
    ),
    8: (
        (f"{RECORDING}/test_measure_gates.py", "test_what_ran_out_can_only_be_released"),
        (f"{ENFORCEMENT}/test_coercion_endings.py", "test_the_last_day_turns_it_once"),
    ),
    9: (
        (f"{RECORDING}/test_measure_gates.py", "test_nothing_is_in_force_without_approval"),
        (f"{RECORDING}/test_completeness.py", "test_a_seizure_needs_a_recording_from_end_to_end"),
    ),
    10: (
        (
            "tests/test_moves_in_the_database.py",
            "test_a_decision_goes_public_through_its_approval_only",
        ),
    ),
    11: (
        (
            f"{PUBLIC}/test_days_of_publication.py",
            "test_a_fallen_penalty_is_withdrawn_within_three_days",
        ),
    ),
    13: (
        (TOLD, "test_a_visit_comes_after_its_approval"),
        (
            f"{ENFORCEMENT}/test_visit_rows_against_sql.py",
            "test_an_inspection_is_not_begun_without_an_approved_task",
        ),
    ),
    15: ((TOLD, "test_a_case_is_not_closed_before_its_decision_is_served"),),
    18: (
        (
            f"{ENFORCEMENT}/test_execution_against_sql.py",
            "test_money_on_the_spot_has_a_ground_and_a_receipt",
        ),
    ),
    19: (
        (SURCHARGE, "test_it_is_never_above_the_fine_nor_below_nothing"),
        (SURCHARGE, "test_no_day_inside_a_pause_adds_anything"),
    ),
    20: (
        (
            f"{ENFORCEMENT}/test_age_limits.py",
            "test_the_gate_asks_for_the_age_at_the_time_of_the_act",
        ),
    ),
    22: (("tests/core/test_flow.py", "test_every_state_is_reached_from_the_first"),),
}


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("vector", sorted(VECTORS))
def test_a_vector_has_its_test(vector: str) -> None:
    path, name = VECTORS[vector]
    assert name in names_in(path), (vector, path, name)


@pytest.mark.parametrize("number", sorted(INVARIANTS))
def test_an_invariant_has_its_tests(number: int) -> None:
    for path, name in INVARIANTS[number]:
        assert name in names_in(path), (number, path, name)


def test_the_machine_is_there() -> None:
    assert SEQUENCES in names_in(MACHINE)


@pytest.mark.django_db
def test_twenty_working_days_of_a_decision_that_is_no_penalty() -> None:
    book = calendar.load()
    for first, last in ((day(9, 18), day(10, 22)), (day(1, 30), day(3, 5))):
        assert workdays.add_workdays(book, first, 20).date == last
