"""`rebuild_statistics`: what statistics and the evidence search count, made anew from the record."""

from typing import Any

from django.core.management.base import BaseCommand

from recording.services import coverage_lines, evidence_index


class Command(BaseCommand):
    """After a change of the rules, of the division of agencies, or a restore; may run at any time."""

    help = "Make the lines of the recording statistics and the entries of the evidence search anew"

    def handle(self, *args: Any, **options: Any) -> None:
        cases = coverage_lines.rebuild()
        items = evidence_index.catch_up()
        self.stdout.write(f"cases={cases} evidence={items}")
