"""A reader's last days in words: how each was counted, what is left, and whom to go to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import calendar
from core.periods import Period
from disclosure.models import Publication
from enforcement import challenge, remedies
from enforcement.challenge import Answer, Asked, Limit, Way
from enforcement.models import Agency
from enforcement.models.kinds import ActionKind
from enforcement.profiles import load


@dataclass(frozen=True)
class Line:
    """One limit in words, and its article."""

    text: str
    article: str


@dataclass(frozen=True)
class Shown:
    """One way as the page shows it. `left`: days from today to the last day, negative once past."""

    key: str
    label: str
    last_on: date
    left: int
    provisional: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Result:
    """The whole answer; `organs` says whom to go to, `review_first` that the suit must wait.

    `reviewed`: when a review decision was received, which leaves one way. `basis`: why these organs.
    `state_council`: the article that lets it decide after the review, or "".
    `decided_by`: the kind of organ the special law names where another was given, or "".
    """

    ways: tuple[Shown, ...]
    review_first: bool
    reviewed: date | None
    state_council: str
    decided_by: str
    basis: tuple[str, ...]
    articles: tuple[str, ...]
    special: str
    organs: remedies.Remedies
    court: str
    known_on: date
    obstacle: Period
    law: dict[str, Any]


def of_decision(row: Publication) -> dict[str, Any]:
    """What the public record of a decision already answers, by form field."""
    version = row.shown
    if version is None:
        raise ValueError("a public decision shows a version")
    served: date | None = getattr(row, "served_on", None)
    return {
        "known_on": served,
        "made_on": row.decided_on,
        "act": _act_of(row.kind, version.remedies),
        "special": challenge.special_of(version.basis),
        "rule": str(row.agency.remedy_rule),
    }


def _act_of(kind: str, text: str) -> str:
    """Review first is what tells an on-the-spot penalty in a public text."""
    spot = kind == ActionKind.PENALTY and text.startswith(remedies.REVIEW_FIRST)
    return remedies.ON_THE_SPOT if spot else kind


def result(asked: Asked, rule: str, today: date, agency: Agency | None = None) -> Result:
    """The answer as of today. RuleError when an older law applies or the organ is not known."""
    rules = agency.rules() if agency else load("national")
    region = str(agency.division_code) if agency else ""
    found = challenge.answer(asked, rules, challenge.OpenEnded(calendar.load(region)))
    special = challenge.specials().get(asked.special)
    given = str(agency.remedy_rule) if agency else rule
    rule = challenge.rule_of(asked.special, given)
    organs = _organs(asked, found.ground, rule, agency)
    reviewed = asked.reviewed_on
    final = remedies.final_article(rule, asked.known_on)
    return Result(
        ways=tuple(_shown(way, today) for way in found.ways),
        review_first=bool(found.ground) and not reviewed,
        reviewed=reviewed,
        state_council=final if reviewed else "",
        decided_by="" if rule == given else dict(remedies.rule_choices())[rule],
        basis=_basis(found) if reviewed else organs.articles,
        articles=found.articles,
        special=remedies.label(special) if special else "",
        organs=organs,
        court=str(agency.court_name) if agency and agency.court_name else _(remedies.ANY_COURT),
        known_on=asked.known_on,
        obstacle=rules.period("remedy.suit_obstacle_days", on=asked.known_on),
        law=remedies.law(asked.known_on),
    )


def _basis(found: Answer) -> tuple[str, ...]:
    """The articles of the ways that are still open."""
    return tuple(limit.period.article for way in found.ways for limit in way.limits)


def _organs(asked: Asked, ground: str, rule: str, agency: Agency | None) -> remedies.Remedies:
    """Whom to go to: the agency's own organs, or general words where it is not known."""
    act = challenge.acts()[asked.act]
    names = {**remedies.organ_words(rule, asked.known_on), **_named(agency, rule)}
    return remedies.remedies(
        kind=act["kind"],
        procedure=act["procedure"],
        on=asked.known_on,
        rule=rule,
        review_first_ground=ground,
        agency_name=str(agency.name) if agency else _("作出决定的机关"),
        court_name=str(agency.court_name) if agency else "",
        government_name=names["government"],
        superior_name=names["superior"],
    )


def _named(agency: Agency | None, rule: str) -> dict[str, str]:
    """The organs around the agency whose names the register knows.

    None where a special law set another rule: the register's superior is not the one it means.
    """
    if agency is None or rule != agency.remedy_rule:
        return {}
    above = agency.parent()
    names = {"government": agency.government_name, "superior": above and above.name}
    return {key: str(name) for key, name in names.items() if name}


def _shown(way: Way, today: date) -> Shown:
    labels = {
        challenge.REVIEW: _("申请行政复议"),
        challenge.SUIT: _("直接向法院起诉"),
        challenge.AFTER_REVIEW: _("对复议决定不服，向法院起诉"),
    }
    lines = tuple(Line(_line(limit), limit.period.article) for limit in way.limits)
    left = (way.last_on - today).days
    return Shown(way.key, labels[way.key], way.last_on, left, way.provisional, lines)


def _line(limit: Limit) -> str:
    """How one limit was counted, in a sentence."""
    due = limit.due
    words = _("自%(start)s的次日起算，%(count)s，至%(end)s") % {
        "start": limit.start.isoformat(),
        "count": limit.period.words(),
        "end": (due.nominal_on or due.due_on).isoformat(),
    }
    if due.rolled:
        rest = due.days[0].reason if due.days else ""
        words += _("；该日为休息日（%(why)s），顺延至%(day)s") % {
            "why": _(rest) if rest else _("周末"),
            "day": due.due_on.isoformat(),
        }
    return words
