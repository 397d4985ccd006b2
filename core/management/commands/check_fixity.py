"""Re-hash the originals."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import fixity
from core.errors import RuleError


class Command(BaseCommand):
    help = "Re-hash evidence: counts of ok / damaged / not checked; exit 1 unless all are ok."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those checked recently")
        parser.add_argument("--json", action="store_true", help="print one JSON value")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = fixity.check(timezone.now(), everything=options["all"])
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict()))
        else:
            self.stdout.write(
                f"ok {report.ok}, damaged {report.damaged}, not checked {report.not_checked}"
            )
        if not report.good:
            raise CommandError("not every original is whole: " + "; ".join(named(report)))


def named(report: fixity.Report) -> list[str]:
    """The originals at fault, each with what is wrong."""
    unread = (f"{digest} not checked" for digest in report.failed)
    return [*report.bad, *unread, *report.copies]
