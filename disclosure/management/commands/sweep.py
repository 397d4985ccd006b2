"""`sweep [--on DATE]`: every deadline task once."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from disclosure.services import sweep


class Command(BaseCommand):
    """Warn, escalate, publish what is approved and due, withdraw, expire; prints counts."""

    help = "Run every deadline task once, as of a date"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="ISO date; today when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"not an ISO date: {options['on']}") from error
        counts = sweep.run(on).as_dict()
        self.stdout.write(" ".join(f"{name}={count}" for name, count in counts.items()))
