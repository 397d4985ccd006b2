"""Who may not apply again yet (行政许可法 78, 79): deceit in an earlier application or licence.

Whether the matter touches public safety, health, life or property is a judgement of law, so the
search only warns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core import calendar, periods
from enforcement import duplicates, licence_grounds
from enforcement.models import Agency, Application, Case, Proceeding
from enforcement.models.kinds import ActionKind

FALSE, FRAUD = "permit.bar.false", "permit.bar.fraud"


@dataclass(frozen=True)
class Bar:
    """An earlier deceit: the case it was found in, the day, and the last day of the bar."""

    case: Case
    found_on: date
    until: date
    article: str


def bars(case: Case) -> list[Bar]:
    """The bars that reach the day the application was received, the oldest first.

    Cases of every unit below the same topmost agency are looked at, for the same matter.
    """
    if case.kind != ActionKind.PERMIT or not Application.objects.filter(case=case).exists():
        return []
    return [bar for bar in _found(case) if bar.found_on <= case.discovered_on <= bar.until]


def _found(case: Case) -> Iterator[Bar]:
    parties = duplicates.same_party(case.party)
    top = str(case.agency.path)[: Agency.steplen]
    false = Application.objects.filter(
        case__party__in=parties, case__agency__path__startswith=top, false_on__isnull=False
    ).exclude(case=case)
    for row in false.select_related("case__agency").order_by("false_on", "pk"):
        if row.false_on is not None and duplicates.same_matter(case, row.case):
            yield _bar(row.case, row.false_on, FALSE)
    fraud = Proceeding.objects.filter(
        case__party__in=parties,
        case__agency__path__startswith=top,
        kind=Proceeding.Kind.REVOKE,
        ground=licence_grounds.FRAUD,
        settled=Proceeding.Settled.DECIDED,
    )
    for done in fraud.select_related("licence__case__agency").order_by("settled_on", "pk"):
        if done.settled_on is not None and duplicates.same_matter(case, done.licence.case):
            yield _bar(done.licence.case, done.settled_on, FRAUD)


def _bar(case: Case, found_on: date, key: str) -> Bar:
    rules = case.agency.rules()
    period = rules.period(key, on=found_on)
    until = periods.apply(period, found_on, calendar.load(rules.region)).due_on
    return Bar(case, found_on, until, period.article)
