"""try_review_rules AGENCY FILE: a changed profile's review rules and checklist over past decisions."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.errors import RuleError
from core.periods import add_months
from enforcement import review_scope, review_trial
from enforcement.models import Agency
from enforcement.review_rules import TESTS
from legal_review import catalogue, rule_trial

MONTHS = 12


class Command(BaseCommand):
    help = "Run the [[review]] and [[head]] tables of a TOML file over past decisions and reviews."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", type=int, help="key of the agency, with those below it")
        parser.add_argument("file", type=Path)
        parser.add_argument("--since", type=date.fromisoformat, help="default: twelve months ago")
        parser.add_argument("--until", type=date.fromisoformat, help="default: today")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(pk=options["agency"]).first()
        if agency is None:
            raise CommandError(f"there is no agency {options['agency']}")
        until = options["until"] or timezone.localdate()
        since = options["since"] or add_months(until, -MONTHS)
        table = self._read(options["file"])
        agencies = review_trial.governed(agency, agency.profile_key())
        self._rules(agency, agencies, table, since, until)
        self._heads(agency, agencies, table, since, until)

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        for row in [*table.get("review", []), *table.get("head", [])]:
            if not row.get("key") or not row.get("label"):
                raise CommandError(f"{path}: a row without key or label")
        wrong = [row["key"] for row in table.get("review", []) if row.get("test") not in TESTS]
        if wrong:
            raise CommandError(f"{path}: unknown test in {', '.join(wrong)}")
        return table

    def _rules(
        self,
        agency: Agency,
        agencies: list[Agency],
        table: dict[str, Any],
        since: date,
        until: date,
    ) -> None:
        if "review" not in table:
            return
        rules, old = agency.rules(), review_scope.rules_of(agency, until)
        try:
            new = [review_scope.resolved(row, rules, until) for row in table["review"]]
        except RuleError as error:
            raise CommandError(str(error)) from error
        kept = review_scope.with_law(new, rules, until)
        trial = review_trial.run(agencies, old, kept, since=since, until=until)
        total = trial.total
        self.stdout.write(
            f"decisions {total.decisions}, reviewed {total.before} -> {total.after} "
            f"(+{total.gained} -{total.lost}), reviewers {trial.reviewers}"
        )
        for key, row in trial.rules.items():
            self.stdout.write(f"rule {key}: {row.before} -> {row.after}  {row.label}")
        for month, before, after in trial.load:
            if before is not None and after is not None:
                self.stdout.write(f"load {month}: {before:.1f} -> {after:.1f}")

    def _heads(
        self,
        agency: Agency,
        agencies: list[Agency],
        table: dict[str, Any],
        since: date,
        until: date,
    ) -> None:
        if "head" not in table:
            return
        new = {row["key"]: row["label"] for row in table["head"]}
        old = catalogue.heads(agency.rules())
        trial = rule_trial.checklist(agencies, old, new, since=since, until=until)
        self.stdout.write(
            f"reviews {trial.reviews}, returned {trial.returned}, of which only for dropped heads "
            f"{trial.would_pass}; heads {trial.before} -> {trial.after}"
        )
        for head in trial.heads:
            self.stdout.write(
                f"head {head.key} {head.place}: judged {head.judged}, failed {head.failed}, "
                f"alone {head.alone}  {head.label}"
            )
