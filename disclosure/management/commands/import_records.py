"""import_records FILE: any 双公示 layout, CSV or XLSX, with a report per row."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import RuleError
from core.row_report import RowReport
from disclosure.services import exchange
from enforcement.directory import Directory
from enforcement.models import Agency


class Command(BaseCommand):
    help = "Import 双公示 records (CSV or XLSX); importing again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", default="", help="code or name of the agency of every row")
        parser.add_argument(
            "--create-agencies", action="store_true", help="register unknown agencies as 待确认"
        )
        parser.add_argument("--dry-run", action="store_true", help="report only, save nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = exchange.import_file(
                options["file"],
                agency=self._agency(options["agency"]),
                create_agencies=options["create_agencies"],
                dry_run=options["dry_run"],
                on=timezone.localdate(),
            )
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._write(report)

    def _agency(self, given: str) -> Agency | None:
        if not given:
            return None
        found = Directory(Agency.objects.all()).find(code=given, name=given)
        if found is None:
            raise CommandError(f"no agency has the code or name {given!r}")
        return found

    def _write(self, report: RowReport) -> None:
        self.stdout.write(
            f"{report.rows} rows: {report.created} created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.rejected_rows} rejected"
        )
        for mark, findings in (("rejected", report.rejected), ("flagged", report.flagged)):
            for finding in findings:
                self.stdout.write(f"{mark}: {finding.row} {finding.field}: {finding.text}")
