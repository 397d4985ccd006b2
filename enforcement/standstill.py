"""Why the time to decide stands still: it runs again only when nothing holds it any more."""

from datetime import date

from core import deadlines
from enforcement.models import Case, Exclusion, Incident, Notice


def holds(case: Case) -> bool:
    """Whether a hearing is pending, a period is left out, or the investigation is suspended."""
    pending = Notice.objects.filter(case=case, superseded=False, hearing_requested_on__isnull=False)
    return (
        pending.filter(hearing_closed_on=None).exists()
        or Exclusion.objects.filter(case=case, ended_on=None).exists()
        or Incident.objects.filter(case=case).suspended().exists()
    )


def run_again(case: Case, *, on: date) -> None:
    """Let the clocks of the case run from the day, unless something else still holds them."""
    if not holds(case):
        deadlines.resume("case", str(case.pk), on=on)
