"""Write the publication log as static files that anybody can mirror and check off-line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.sealed_log import replace_file
from disclosure import ledger, verify_ledger


class Command(BaseCommand):
    help = "Write the sealed publication log to a directory; a second run adds what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        head = ledger.LOG.newest()
        if head is None:
            raise CommandError("nothing is sealed yet")
        place: Path = options["directory"]
        for number in ledger.tiles(head):
            lines, leaves = place / f"entries/{number:06}.jsonl", place / f"leaves/{number:06}.txt"
            # A full file never changes; the last one grows.
            if leaves.exists() and leaves.read_bytes().count(b"\n") == ledger.TILE:
                continue
            rows = ledger.tile(number, head.size)
            replace_file(lines, "".join(f"{line}\n" for line, _leaf in rows))
            replace_file(leaves, "".join(f"{leaf}\n" for _line, leaf in rows))
        for name, text in ledger.small_files(head).items():
            replace_file(place / name, text)
        source = Path(verify_ledger.__file__)
        replace_file(place / source.name, source.read_text("utf-8"))
        self.stdout.write(f"{head.size} entries in {place}")
