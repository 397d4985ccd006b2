"""`workday` and `import_calendar` as people type them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.models import CalendarNotice
from tests.core.calendar_case import day, notice_2027
from tests.core.deadline_case import start

pytestmark = pytest.mark.django_db


def said(*words: Any) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue().strip()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("add", "2026-02-12", "7"), "2026-02-28"),
        (("add", "2026-12-01", "-7"), "2026-11-20"),
        (("add", "2026-12-24", "7"), "2027-01-05 provisional"),
        (("add", "2026-05-22", "5", "--region", "650104"), "2026-06-03 provisional"),
        (("between", "2026-11-20", "2026-12-01"), "7"),
        (("between", "2026-12-01", "2026-11-20"), "-7"),
        (("between", "2026-12-31", "2027-01-04"), "1 provisional"),
    ],
)
def test_workday_prints_one_line(words: tuple[str, ...], answer: str) -> None:
    assert said("workday", *words) == answer


def test_workday_as_json_lists_the_days() -> None:
    answer = json.loads(said("workday", "add", "2026-02-12", "2", "--json"))
    assert (answer["date"], answer["provisional"]) == ("2026-02-14", False)
    assert answer["days"][1] == {
        "date": "2026-02-14",
        "workday": True,
        "reason": "春节调休上班",
        "notice": "国务院办公厅关于2026年部分节假日安排的通知",
        "provisional": False,
    }
    between = json.loads(said("workday", "between", "2026-11-20", "2026-12-01", "--json"))
    assert (between["workdays"], len(between["days"])) == (7, 11)


@pytest.mark.parametrize(
    "words",
    [
        ("add", "2026-02-30", "7"),
        ("add", "2026-02-12", "x"),
        ("add", "2026-02-12", "1000000"),
        ("add", "2035-12-30", "7"),
        ("add", "2026-02-12", "7", "--region", "xinjiang"),
        ("between", "1990-01-01", "2026-01-01"),
    ],
)
def test_workday_refuses_what_it_cannot_count(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        said("workday", *words)


@pytest.fixture
def notice(tmp_path: Path) -> str:
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(notice_2027()), encoding="utf-8")
    return str(path)


def test_import_calendar_prints_which_deadlines_moved(notice: str) -> None:
    row = start("2027-02-01")
    lines = said("import_calendar", notice).splitlines()
    assert "1 open deadlines moved" in lines[0]
    assert lines[1].endswith("2027-02-12 -> 2027-02-16")
    row.refresh_from_db()
    assert row.due_on == day("2027-02-16")


def test_a_dry_run_changes_nothing(notice: str) -> None:
    row, before = start("2027-02-01"), CalendarNotice.objects.count()
    assert "dry run" in said("import_calendar", notice, "--dry-run")
    row.refresh_from_db()
    assert (row.due_on, CalendarNotice.objects.count()) == (day("2027-02-12"), before)


def test_import_calendar_as_json(notice: str) -> None:
    start("2027-02-01")
    start("2027-03-01", subject="2")
    answer = json.loads(said("import_calendar", notice, "--json"))
    assert (answer["year"], answer["applied"], answer["warnings"]) == (2027, True, [])
    assert [(row["old"], row["new"]) for row in answer["moved"]] == [("2027-02-12", "2027-02-16")]
    assert [row["subject"] for row in answer["confirmed"]] == ["decision:2"]


def test_import_calendar_refuses_a_bad_file_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text('{"year": 2027, "papers": [], "days": []}', encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        said("import_calendar", str(path))
    assert "2027" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_warnings_are_said_aloud(tmp_path: Path) -> None:
    path = tmp_path / "short.json"
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]
    path.write_text(json.dumps({"year": 2027, "papers": [], "days": days}), encoding="utf-8")
    assert "warning:" in said("import_calendar", str(path), "--dry-run")
