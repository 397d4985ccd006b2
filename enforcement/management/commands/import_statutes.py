"""import_statutes DIR: statutes with dated versions and articles."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import RuleError
from enforcement.services import statutes


class Command(BaseCommand):
    help = "Import statutes (a folder of parsed acts); importing again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = statutes.import_folder(by=None, folder=options["folder"])
        except RuleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{report.acts} acts: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {len(report.rejected)} rejected; "
            f"{report.articles} articles, {len(report.gaps)} gaps; {report.linked} citations linked"
        )
        for line in report.gaps:
            self.stdout.write(f"gap: {line}")
        for line in report.rejected:
            self.stderr.write(line)
        if report.rejected:
            raise CommandError(f"{len(report.rejected)} files were not imported")
