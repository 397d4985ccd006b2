"""The limitation of penalties (追责期限, 行政处罚法 36): counted from the end of the act to its discovery."""

from dataclasses import dataclass
from datetime import date

from core import calendar, periods
from enforcement.models import Case
from enforcement.services import cases

ORDINARY = "proc.limitation_years"
GRAVE = "proc.limitation_years.grave"


@dataclass(frozen=True)
class Limit:
    """The last day on which the act could be discovered in time, and the rule that says so."""

    last_day: date
    article: str

    def passed(self, discovered_on: date) -> bool:
        """Whether the discovery came too late."""
        return discovered_on > self.last_day


def end_of_act(case: Case) -> date:
    """The day the act ended; without one it was still going on when it was discovered."""
    return case.act_to or case.discovered_on


def limit(case: Case, *, grave: bool = False) -> Limit:
    """The limit of a case by the rules of its agency on the day of discovery.

    `grave`: the act touches life, health or financial safety and did harm. 治安 acts have a limit of
    their own.
    """
    rules = case.agency.rules()
    key = GRAVE if grave else ORDINARY
    period = rules.period(key, on=case.discovered_on, domain=cases.rules_domain(case))
    due = periods.apply(period, end_of_act(case), calendar.load(rules.region))
    return Limit(due.due_on, period.article)
