"""`annual_report YEAR --agency USCC [--json]`: the yearly statistics tables of one agency."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import RuleError
from enforcement.models import Agency
from supervision.annual import figures
from supervision.annual.scope import scope
from supervision.models import YearlyReport


class Command(BaseCommand):
    help = "Print the yearly statistics tables, e.g. `annual_report 2026 --agency USCC`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", metavar="YEAR")
        parser.add_argument("--agency", required=True, metavar="USCC")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = self.figures(str(options["year"]), options["agency"])
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for line in figures.lines(found):
            self.stdout.write(line)

    def figures(self, year: str, uscc: str) -> figures.Figures:
        """The figures as of today, with the numbers the agency entered in its report of the year.

        RuleError for an unknown agency or year.
        """
        agency, asked = figures.agency_of(uscc), figures.year_of(year)
        of = scope(agency, asked, on=timezone.localdate(), entered=self.entered(agency, asked))
        return figures.compute(of)

    def entered(self, agency: Agency, year: int) -> dict[str, str]:
        """What the newest version of the report states, the draft included."""
        rows = YearlyReport.objects.filter(agency=agency, year=year).order_by("-version")
        newest = rows.values_list("entered", flat=True).first()
        return newest or {}
