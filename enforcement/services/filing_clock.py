"""The days to check a clue and decide whether to file a case (线索核查).

The law says "in time" (行政处罚法 54); the profile names the rule its number of days is taken from.
"""

from datetime import date

from django.utils.translation import gettext_noop

from core import deadlines
from core.workdays import CalendarGap
from enforcement.models import Case
from enforcement.models.kinds import ActionKind, Procedure

PERIOD = "proc.clue_check_days"
# A subject of its own: the clocks of the case run from its filing.
SUBJECT = "filing"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABEL = gettext_noop("决定是否立案")


def start(case: Case, *, domain: str | None) -> None:
    """Count from the discovery; a penalty by the ordinary procedure only.

    A clue from a year whose calendar is not held gets no clock: its days cannot be counted.
    """
    if case.kind != ActionKind.PENALTY or case.procedure == Procedure.SIMPLE:
        return
    rules, on = case.agency.rules(), case.discovered_on
    if not rules.has(PERIOD, on, domain):
        return
    try:
        deadlines.open_deadline(
            key=PERIOD,
            label=LABEL,
            subject_type=SUBJECT,
            subject_id=str(case.pk),
            agency_id=case.agency_id,
            region=rules.region,
            period=rules.period(PERIOD, on=on, domain=domain),
            start_on=on,
        )
    except CalendarGap:
        return


def end(case: Case, *, on: date) -> None:
    """It was decided: filed or not."""
    deadlines.close(SUBJECT, str(case.pk), on=on, key=PERIOD)
