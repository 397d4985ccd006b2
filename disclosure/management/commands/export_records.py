"""export_records --layout xzcf|xzxk --from D --to D: records in the current 双公示 layout."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core import tables
from disclosure.exchange.layouts import EXPORTS
from disclosure.services.exchange_export import export


class Command(BaseCommand):
    help = "Export received 双公示 records and own published decisions as CSV (standard output) or to a .csv or .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--layout", choices=sorted(EXPORTS), required=True)
        parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True)
        parser.add_argument("--output", type=Path, help="a .csv or .xlsx file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["end"] < options["start"]:
            raise CommandError("--to is before --from")
        span = {"start": options["start"], "end": options["end"], "on": timezone.localdate()}
        rows = export(EXPORTS[options["layout"]], **span)
        target: Path | None = options["output"]
        if target is None:
            self.stdout.write(tables.csv_text(rows), ending="")
        elif target.suffix == ".xlsx":
            target.write_bytes(tables.xlsx_bytes(rows, title=options["layout"]))
        else:
            target.write_text(tables.csv_text(rows), encoding="utf-8", newline="")
