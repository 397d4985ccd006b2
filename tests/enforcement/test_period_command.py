"""`period` as people type it: the examples of the law, one line or JSON."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("period", *words, stdout=out)
    return out.getvalue().strip()


def answer(*words: str) -> dict[str, Any]:
    """Its JSON."""
    found = json.loads(said(*words, "--json"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("key", "start", "due"),
    [
        ("pub.license_penalty_days", "2026-02-12", "2026-02-28"),
        ("pub.license_penalty_days", "2026-09-29", "2026-10-14"),
        ("pub.license_penalty_days", "2026-04-30", "2026-05-13"),
        ("pub.license_penalty_days", "2026-11-20", "2026-12-01"),
        ("pub.other_decision_days", "2026-11-20", "2026-12-18"),
        ("pub.other_decision_days", "2026-09-18", "2026-10-22"),
        ("pub.other_decision_days", "2026-01-30", "2026-03-05"),
        ("pub.withdraw_penalty_days", "2026-04-30", "2026-05-08"),
        ("pub.withdraw_penalty_days", "2026-11-20", "2026-11-25"),
        ("proc.hearing_request_days", "2026-11-20", "2026-11-27"),
        ("proc.pay_days", "2026-09-18", "2026-10-08"),
        ("proc.pay_days", "2026-01-30", "2026-02-14"),
        ("proc.pay_days", "2026-02-01", "2026-02-24"),
        ("proc.pay_days", "2026-11-06", "2026-11-23"),
        ("proc.file_decide_days", "2026-08-22", "2026-11-20"),
        ("proc.file_decide_days", "2026-07-06", "2026-10-08"),
        ("pub.annual_report_due", "2026-11-20", "2027-01-31"),
        ("proc.hearing_notice_days", "2026-12-01", "2026-11-20"),
    ],
)
def test_the_examples_of_the_law_come_out(key: str, start: str, due: str) -> None:
    assert answer(key, start)["date"] == due
    assert said(key, start).startswith(due)


def test_the_line_says_unit_and_article() -> None:
    assert (
        said("proc.pay_days", "2026-01-30") == "2026-02-14  15 日（自然日）  行政处罚法第六十七条"
    )


def test_a_provisional_date_says_so() -> None:
    assert said("pub.license_penalty_days", "2026-12-28").split()[1] == "provisional"
    assert answer("proc.pay_days", "2026-12-28")["provisional"] is True


def test_json_names_unit_article_and_the_days_it_asked_about() -> None:
    found = answer("proc.pay_days", "2026-09-18")
    assert (found["unit"], found["count"], found["nominal"]) == ("day", 15, "2026-10-03")
    assert found["article"] == "行政处罚法第六十七条"
    assert [row["date"] for row in found["days"]][0] == "2026-10-03"


def test_a_notice_before_a_hearing_can_be_asked_from_both_ends() -> None:
    found = answer("proc.hearing_notice_days", "2026-11-20")
    assert found["earliest_event"] == "2026-12-01"
    assert found["earliest_event_strict"] == "2026-12-02"
    assert found["latest_notice"] == found["date"] == "2026-11-11"
    assert found["latest_notice_strict"] == "2026-11-10"


def test_hours_are_exact_when_a_time_is_given() -> None:
    found = answer("coerce.emergency_report_hours", "2026-10-01T22:30")
    assert (found["time"], found["date"]) == ("2026-10-02T22:30", "2026-10-02")
    assert answer("coerce.emergency_report_hours", "2026-10-01")["date"] == "2026-10-02"


def test_a_profile_brings_its_own_number_and_calendar() -> None:
    civil = answer("pub.withdraw_penalty_days", "2026-04-30", "--profile", "lingchuan_civil")
    assert (civil["date"], civil["unit"]) == ("2026-05-03", "day")
    urban = answer("pub.license_penalty_days", "2026-05-22", "--profile", "xinshi_urban")
    assert (urban["date"], urban["provisional"]) == ("2026-06-05", True)


@pytest.mark.parametrize(
    "words",
    [
        ("proc.nothing", "2026-01-30"),
        ("officer.min_count", "2026-01-30"),
        ("proc.pay_days", "2026-13-01"),
        ("proc.pay_days", "2026-01-30", "--profile", "atlantis"),
        ("proc.pay_days", "2040-01-30"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_one_line(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refusal:
        said(*words)
    assert "\n" not in str(refusal.value)
