"""Walk the publication log, in the database or in an exported directory, and name the first bad entry."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from disclosure import ledger, ledger_walk, verify_ledger


class Command(BaseCommand):
    help = "Verify the publication log: exit 1 naming the first entry changed, deleted or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, help="an exported copy")
        parser.add_argument("--key", default="", help="P-256 public key of the log, in hex")
        parser.add_argument("--checkpoint", type=Path, help="a checkpoint kept elsewhere")
        parser.add_argument(
            "--omissions", action="store_true", help="numbers left out are an error"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="the day for lateness")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["directory"] is not None:
            self.check_copy(options["directory"], options["key"], options["checkpoint"])
            return
        finding = ledger_walk.verify()
        if finding is not None:
            raise CommandError(f"{finding.kind}: {finding.message}")
        newest = ledger.LOG.newest()
        self.stdout.write(f"ok: {newest.size if newest else 0} entries sealed")
        self.tell_omissions(options["on"] or timezone.localdate(), options["omissions"])

    def check_copy(self, place: Path, key: str, note: Path | None) -> None:
        """A directory, with no database."""
        try:
            notes = [note.read_text("utf-8")] if note else []
            numbers = verify_ledger.check(place, key, notes)
        except verify_ledger.Wrong as finding:
            raise CommandError(str(finding)) from finding
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"the copy cannot be read: {error!r}") from error
        own = "" if key else " (by its own key: compare it with a published one)"
        self.stdout.write(f"ok: {len(numbers)} numbers{own}")

    def tell_omissions(self, on: date, fatal: bool) -> None:
        """The numbers that came to nothing."""
        found = ledger_walk.omissions(on)
        told = {name: len(rows) for name, rows in vars(found).items()}
        self.stdout.write(" ".join(f"{name}={count}" for name, count in told.items()))
        if fatal and found:
            raise CommandError("numbers were left out")
