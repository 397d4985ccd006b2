"""`workday add DATE N` and `workday between A B`: count working days on the kept calendar."""

import json
from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import calendar
from core.calendar_import import check_region
from core.errors import RuleError
from core.workdays import Calendar, Count, DayInfo, add_workdays, walk

MAX_DAYS = 100_000


def iso_date(text: str) -> date:
    """An ISO date argument."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2026-02-12") from error


def day_count(text: str) -> int:
    """A whole number of days, of a sane size."""
    try:
        number = int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a whole number") from error
    if abs(number) > MAX_DAYS:
        raise ArgumentTypeError(f"{number} working days is out of range")
    return number


def day_rows(days: Sequence[DayInfo]) -> list[dict[str, Any]]:
    """The days of a count as JSON values."""
    return [
        {
            "date": day.date.isoformat(),
            "workday": day.is_workday,
            "reason": day.reason,
            "notice": day.notice,
            "provisional": day.provisional,
        }
        for day in days
    ]


class Command(BaseCommand):
    help = "Count working days on the kept calendar: `workday add DATE N`, `workday between A B`."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="the N-th working day after DATE (N may be negative)")
        add.add_argument("start", metavar="DATE", type=iso_date)
        add.add_argument("n", metavar="N", type=day_count)
        between = actions.add_parser("between", help="working days after A up to and including B")
        between.add_argument("start", metavar="A", type=iso_date)
        between.add_argument("end", metavar="B", type=iso_date)
        for sub in (add, between):
            sub.add_argument("--region", default="", help="division code, e.g. 650000")
            sub.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_region(options["region"])
            book = calendar.load(options["region"])
            if options["action"] == "add":
                count = add_workdays(book, options["start"], options["n"])
                answer: dict[str, Any] = {"date": count.date.isoformat()}
            else:
                count, number = _between(book, options["start"], options["end"])
                answer = {"workdays": number}
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            answer |= {"provisional": count.provisional, "days": day_rows(count.days)}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            value = next(iter(answer.values()))
            self.stdout.write(f"{value} provisional" if count.provisional else str(value))


def _between(book: Calendar, a: date, b: date) -> tuple[Count, int]:
    first, last = min(a, b), max(a, b)
    days = walk(book, first, last)
    number = sum(day.is_workday for day in days)
    return Count(b, days), number if a <= b else -number
