"""`period KEY DATE`: apply a statutory period of a profile to a day."""

import json
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import calendar, periods
from core.errors import RuleError
from core.management.commands.workday import day_rows
from core.periods import Due, Period
from core.workdays import Calendar
from enforcement.profiles import NATIONAL, PROFILE_KEYS, Profile, load


class Command(BaseCommand):
    help = "Apply a statutory period, e.g. `period proc.pay_days 2026-01-30`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("start", metavar="DATE", help="2026-01-30, or with a time for hours")
        parser.add_argument("--profile", default=NATIONAL, help=", ".join(PROFILE_KEYS))
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        at = self.moment(options["start"])
        try:
            answer, words = self.answer(load(options["profile"]), options["key"], at)
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        mark = " provisional" if answer["provisional"] else ""
        self.stdout.write(f"{answer['date']}{mark}  {words}  {answer['article']}")

    def moment(self, text: str) -> datetime:
        """The start, at midnight when only a day is given."""
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"{text!r} is not a date like 2026-01-30") from error

    def answer(self, profile: Profile, key: str, at: datetime) -> tuple[dict[str, Any], str]:
        """The due day with its unit and article, and the period in words."""
        if key in profile.yearly_keys():
            return _yearly(profile, key, at.date())
        period = profile.period(key, on=at.date())
        book = calendar.load(profile.region)
        due = periods.apply(period, at.date(), book)
        answer = _answer(period, at.date(), due)
        if period.unit == "hour" and (at.hour or at.minute):
            answer["time"] = periods.until(period, at).isoformat(timespec="minutes")
            answer["date"] = answer["due_on"] = answer["time"][: len("2026-01-30")]
        if period.direction == "backward" and period.unit == "workday":
            answer |= _windows(period, at.date(), book)
        return answer, period.words()


def _answer(period: Period, start: date, due: Due) -> dict[str, Any]:
    return {
        "key": period.key,
        "label": period.label,
        "start": start.isoformat(),
        "date": due.due_on.isoformat(),
        "due_on": due.due_on.isoformat(),
        "nominal": (due.nominal_on or due.due_on).isoformat(),
        "count": period.count,
        "unit": period.unit,
        "direction": period.direction,
        "provisional": due.provisional,
        "article": period.article,
        "days": day_rows(due.days),
    }


def _windows(period: Period, day: date, book: Calendar) -> dict[str, str]:
    """For a notice before an event: the last day of notice, and the first day of the event."""
    return {
        "latest_notice": periods.latest_notice(period, day, book).date.isoformat(),
        "latest_notice_strict": periods.latest_notice(
            period, day, book, strict=True
        ).date.isoformat(),
        "earliest_event": periods.earliest_event(period, day, book).date.isoformat(),
        "earliest_event_strict": periods.earliest_event(
            period, day, book, strict=True
        ).date.isoformat(),
    }


def _yearly(profile: Profile, key: str, start: date) -> tuple[dict[str, Any], str]:
    due, article = profile.yearly(key, start), profile.article(key)
    answer = {
        "key": key,
        "start": start.isoformat(),
        "date": due.isoformat(),
        "due_on": due.isoformat(),
        "unit": "yearly",
        "provisional": False,
        "article": article,
    }
    return answer, str(profile.value(key))
