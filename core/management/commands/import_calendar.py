"""`import_calendar FILE`: a year's notice; prints which open deadlines moved, old and new."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.calendar_import import Impact, import_notice
from core.deadlines import Change
from core.errors import RuleError


def change_row(change: Change) -> dict[str, Any]:
    """One deadline's change as JSON values."""
    deadline = change.deadline
    return {
        "deadline": deadline.pk,
        "key": deadline.key,
        "label": deadline.label,
        "subject": f"{deadline.subject_type}:{deadline.subject_id}",
        "old": change.old_due_on.isoformat(),
        "new": change.new_due_on.isoformat(),
        "old_provisional": change.old_provisional,
        "new_provisional": change.new_provisional,
    }


class Command(BaseCommand):
    help = "Import a year's holiday notice and recompute the open deadlines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--region", default="", help="division code of a local notice")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the impact, change nothing"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            impact = import_notice(
                options["file"], region=options["region"], by=None, apply=not options["dry_run"]
            )
        except RuleError as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(self.summary(impact), ensure_ascii=False))
        else:
            self.report(impact)

    def summary(self, impact: Impact) -> dict[str, Any]:
        """The impact as one JSON value."""
        return {
            "year": impact.notice.year,
            "region": impact.region,
            "applied": impact.applied is not None,
            "days_changed": len(impact.days),
            "moved": [change_row(change) for change in impact.moved],
            "confirmed": [change_row(change) for change in impact.confirmed],
            "warnings": list(impact.warnings),
        }

    def report(self, impact: Impact) -> None:
        """The impact in lines for people."""
        state = "applied" if impact.applied else "dry run, nothing changed"
        self.stdout.write(
            f"{impact.notice.year} {impact.region or 'national'}: {len(impact.days)} days changed, "
            f"{len(impact.moved)} open deadlines moved, {len(impact.confirmed)} confirmed ({state})"
        )
        for warning in impact.warnings:
            self.stderr.write(f"warning: {warning}")
        for change in impact.moved:
            row = change_row(change)
            self.stdout.write(
                f"{row['subject']} {row['key']} {row['label']}: {row['old']} -> {row['new']}"
            )
