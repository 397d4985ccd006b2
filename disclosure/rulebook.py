"""The rules an agency works under, as its page shows them: periods with articles, by chapter."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.periods import Period
from enforcement.profiles import Profile

# Heads of the keys that concern the public; the rest are the agency's inner procedure.
DISCLOSURE = (
    *("pub.license_penalty_days", "pub.other_decision_days"),
    *("pub.withdraw_penalty_days", "pub.withdraw_other_days"),
    *("pub.update_basic_info_days", "pub.correct_error_days"),
)
RIGHTS = ("proc.hearing_request_days", "permit.hearing.request_days", "complaint.decide")


@dataclass(frozen=True)
class Chapter:
    """A group of periods under one title."""

    title: str
    periods: list[Period]


def chapters(rules: Profile, on: date) -> list[Chapter]:
    """What binds the agency towards the public on the day; chapters without a rule are left out."""
    found = [
        Chapter(_("公开与撤下"), periods(rules, DISCLOSURE, on)),
        Chapter(_("公众和当事人的权利"), periods(rules, RIGHTS, on)),
    ]
    return [chapter for chapter in found if chapter.periods]


def periods(rules: Profile, keys: tuple[str, ...], on: date) -> list[Period]:
    """The periods of the keys that the profile sets on the day."""
    found = []
    for key in keys:
        try:
            found.append(rules.period(key, on=on))
        except RuleError:
            # Not every jurisdiction sets every period.
            continue
    return found
