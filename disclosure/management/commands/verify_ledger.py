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
        told = {
            "key": "a public key of the log, P-256 or Ed25519, in hex",
            "checkpoint": "a file with a checkpoint kept elsewhere",
            "witness": "the key of a portal that must have co-signed, in hex",
        }
        for name, words in told.items():
            parser.add_argument(f"--{name}", action="append", default=[], help=words)
        parser.add_argument(
            "--omissions", action="store_true", help="numbers left out are an error"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="the day for lateness")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["directory"] is not None:
            self.check_copy(options)
            return
        finding = ledger_walk.verify()
        if finding is not None:
            raise CommandError(f"{finding.kind}: {finding.message}")
        newest = ledger.LOG.newest()
        self.stdout.write(f"ok: {newest.size if newest else 0} entries sealed")
        self.tell_omissions(options["on"] or timezone.localdate(), options["omissions"])

    def check_copy(self, given: dict[str, Any]) -> None:
        """A directory, with no database."""
        place, keys = given["directory"], given["key"]
        try:
            notes = [Path(name).read_text("utf-8") for name in given["checkpoint"]]
            numbers, found = verify_ledger.check(place, keys, notes, given["witness"])
        except verify_ledger.Wrong as finding:
            raise CommandError(str(finding)) from finding
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"the copy cannot be read: {error!r}") from error
        own = "" if keys else " (by its own keys: compare them with published ones)"
        self.stdout.write(f"ok: {len(numbers)} numbers, {len(found)} witnesses{own}")

    def tell_omissions(self, on: date, fatal: bool) -> None:
        """The numbers that came to nothing."""
        found = ledger_walk.omissions(on)
        told = {name: len(rows) for name, rows in vars(found).items()}
        self.stdout.write(" ".join(f"{name}={count}" for name, count in told.items()))
        if fatal and found:
            raise CommandError("numbers were left out")
