"""A changed catalogue run over history before it takes effect: what it would have sent to review.

Every decision of the period is held against both lists as if each had been in force all along. One
decision costs no query of its own; `enforcement.review_facts` proves the batch equal to the single.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from core.roles import permissions_of
from enforcement import review_scope
from enforcement.models import Agency, Decision, ReviewCatalogue, User
from enforcement.models.kinds import ActionKind
from enforcement.review_facts import Row, in_bulk
from enforcement.review_rules import Rule, hits

REVIEW = "legal_review.review"
SHOWN = 200


@dataclass
class Tally:
    """How many decisions there were, and how many each list sends to review."""

    decisions: int = 0
    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0

    def count(self, *, before: bool, after: bool) -> None:
        """One more decision."""
        self.decisions += 1
        self.before += before
        self.after += after
        self.gained += after and not before
        self.lost += before and not after

    @property
    def unchanged(self) -> int:
        """Decisions that both lists treat alike."""
        return self.decisions - self.gained - self.lost


@dataclass(frozen=True)
class Changed:
    """One decision that the lists treat differently, with the labels of the rules that hit it."""

    decision: UUID
    number: str
    agency: str
    kind: str
    issued_on: date
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass
class RuleTally:
    """How many decisions a rule hits in each list; 0 in one that does not have it."""

    label: str
    article: str
    before: int = 0
    after: int = 0


@dataclass
class Trial:
    """The outcome. `changed` holds the first SHOWN decisions treated differently, newest first."""

    since: date
    until: date
    reviewers: int
    total: Tally = field(default_factory=Tally)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    units: dict[str, Tally] = field(default_factory=dict)
    months: dict[str, Tally] = field(default_factory=dict)
    changed: list[Changed] = field(default_factory=list)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The counts of the whole period, with their names."""
        row = self.total
        rows = [
            (_("期间内的决定"), row.decisions),
            (_("现行清单送审"), row.before),
            (_("本版本送审"), row.after),
            (_("新增送审"), row.gained),
            (_("不再送审"), row.lost),
            (_("不变"), row.unchanged),
        ]
        return [(name, str(count)) for name, count in rows]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, Tally]]]]:
        """(heading, lines) by kind of act, by agency and by month."""
        kinds = [(str(ActionKind(key).label), row) for key, row in sorted(self.kinds.items())]
        units = sorted(self.units.items(), key=lambda each: -each[1].decisions)
        return [
            (_("按执法类别"), kinds),
            (_("按机关"), units),
            (_("按月份"), sorted(self.months.items())),
        ]

    @property
    def load(self) -> list[tuple[str, float | None, float | None]]:
        """(month, reviews a reviewer before, and after); None where nobody reviews."""
        people = self.reviewers
        return [
            (month, row.before / people if people else None, row.after / people if people else None)
            for month, row in sorted(self.months.items())
        ]


def run(
    agencies: Sequence[Agency],
    old: Sequence[Rule],
    new: Sequence[Rule],
    *,
    since: date,
    until: date,
) -> Trial:
    """Hold every decision the agencies made from `since` to `until` (both included) against both."""
    names = {agency.pk: agency.name for agency in agencies}
    trial = Trial(since, until, reviewers=reviewers(agencies))
    for rule in [*old, *new]:
        trial.rules.setdefault(rule["key"], RuleTally(rule["label"], rule["article"]))
    judge = cache(lambda row: (_keys(row, old), _keys(row, new)))
    rows = Decision.objects.issued().filter(
        agency__in=list(names), issued_on__gte=since, issued_on__lte=until
    )
    differing: list[tuple[date, UUID, tuple[str, ...], tuple[str, ...]]] = []
    for values, facts in in_bulk(rows):
        before, after = judge(facts)
        _count(trial, values, names, before, after)
        if bool(before) != bool(after):
            differing.append((values["issued_on"], values["pk"], before, after))
    labels = {key: row.label for key, row in trial.rules.items()}
    trial.changed = _changed(sorted(differing, reverse=True)[:SHOWN], names, labels)
    return trial


def _keys(row: Row, rules: Iterable[Rule]) -> tuple[str, ...]:
    return tuple(rule["key"] for rule in rules if hits(row, rule))


def _count(
    trial: Trial,
    values: Mapping[str, Any],
    names: Mapping[int, str],
    before: tuple[str, ...],
    after: tuple[str, ...],
) -> None:
    month = f"{values['issued_on']:%Y-%m}"
    for tally in (
        trial.total,
        trial.kinds.setdefault(values["kind"], Tally()),
        trial.units.setdefault(names[values["agency_id"]], Tally()),
        trial.months.setdefault(month, Tally()),
    ):
        tally.count(before=bool(before), after=bool(after))
    for key in before:
        trial.rules[key].before += 1
    for key in after:
        trial.rules[key].after += 1


def _changed(
    rows: Sequence[tuple[date, UUID, tuple[str, ...], tuple[str, ...]]],
    names: Mapping[int, str],
    labels: Mapping[str, str],
) -> list[Changed]:
    found = Decision.objects.only("doc_no", "agency_id", "kind").in_bulk([row[1] for row in rows])
    return [
        Changed(
            key,
            found[key].doc_no,
            names[found[key].agency_id],
            str(ActionKind(found[key].kind).label),
            issued_on,
            tuple(labels[rule] for rule in before),
            tuple(labels[rule] for rule in after),
        )
        for issued_on, key, before, after in rows
    ]


def reviewers(agencies: Sequence[Agency]) -> int:
    """Active accounts of the agencies that may review."""
    accounts = User.objects.filter(is_active=True, agency__in=[row.pk for row in agencies])
    return sum(
        REVIEW in permissions_of(roles) for roles in accounts.values_list("roles", flat=True)
    )


def governed(agency: Agency, profile: str) -> list[Agency]:
    """The agency and those below it that would apply its list: same rules, no list of their own."""
    rows: list[Agency] = list(agency.with_descendants().order_by("path"))
    kept = ReviewCatalogue.objects.published().exclude(agency=agency)
    own = kept.filter(Q(agency__path__startswith=agency.path), profile=profile)
    others = set(own.values_list("agency__path", flat=True))
    keys: dict[str, str] = {agency.path: agency.profile_key()}
    found = []
    for row in rows:
        above = keys.get(row.path[: -Agency.steplen], profile)
        keys[row.path] = keys.get(row.path) or row.profile or above
        if keys[row.path] == profile and not any(row.path.startswith(path) for path in others):
            found.append(row)
    return found


def of_version(catalogue: ReviewCatalogue, *, since: date, until: date, on: date) -> Trial:
    """A version against what is in force for its agency on the day."""
    agency = catalogue.agency
    old = review_scope.rules_of(agency, on)
    new = review_scope.with_law(catalogue.rows(), agency.rules(), on)
    return run(governed(agency, catalogue.profile), old, new, since=since, until=until)
