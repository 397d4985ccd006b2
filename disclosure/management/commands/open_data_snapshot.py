"""open_data_snapshot [--on DATE]: sign what is public on the day; once a day, by the scheduler."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import RuleError
from disclosure.services import open_data


class Command(BaseCommand):
    help = "Take and sign the snapshot of the open data; harmless when repeated on the same day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today by default")

    def handle(self, *args: Any, **options: Any) -> None:
        on, today = options["on"] or timezone.localdate(), timezone.localdate()
        if on > today:
            raise CommandError("the day has not come yet")
        try:
            row = open_data.take(on)
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{row.day}: {row.manifest}")
