"""中止和恢复调查: while the investigation is suspended only what leads out of it may be done."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import standstill
from enforcement.models import Case, Incident, User
from enforcement.services import incident_course as course


def of(case: Case) -> Incident | None:
    """The suspension in force, if there is one."""
    return case.incidents.suspended().first()


def assert_running(case: Case, on: date) -> None:
    """Refuse a step of the investigation on a day on which it was suspended."""
    row = of(case)
    if row is not None and row.started_on is not None and on >= row.started_on:
        raise RuleError(
            _("案件自%(day)s起中止调查，中止期间只办理恢复或者终止调查。")
            % {"day": row.started_on},
            article=course.measure_of(row).article,
            remedy=_("中止的原因消除后，请先恢复调查。"),
        )


@transaction.atomic
def resume(incident: Incident, *, by: User, on: date, result: str) -> Incident:
    """恢复调查 as soon as the reason is gone; the clock of the case runs again from the day."""
    course.assert_carrier(incident, by)
    article = course.measure_of(incident).article
    course.require(result, _("应当写明中止的原因如何消除。"), article, "result")
    changes = {"ended_on": on, "result": result.strip()}
    moved = course.advance(incident, "resume", by=by, on=on, changes=changes, note=result)
    standstill.run_again(moved.case, on=on)
    return moved
