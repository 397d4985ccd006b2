"""The application behind a permit case: registered with the case, accepted with its filing."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import deadlines
from core.errors import RuleError
from core.models import Deadline
from enforcement import flows
from enforcement.models import Application, Case, User

CORRECTION = "permit.correction_notice_days"
DECIDE, JOINT = "permit.decide_days", "permit.decide_days.joint"
ARTICLE = "行政许可法第三十二条"
# Kept in the file, so Chinese whatever the language of the account that acts.
OUTCOME = gettext_noop("决定是否受理或者一次告知补正")


def of(case: Case) -> Application | None:
    """The application a case rests on; None for another kind and for what the agency began itself."""
    return Application.objects.filter(case=case).first()


def register(case: Case) -> Application:
    """Register what was received, and start the days to tell what is missing."""
    row = Application.objects.create(case=case, received_on=case.discovered_on)
    rules = case.agency.rules()
    deadlines.open_deadline(
        key=CORRECTION,
        label=OUTCOME,
        subject_type="case",
        subject_id=str(case.pk),
        agency_id=case.agency_id,
        region=rules.region,
        period=rules.period(CORRECTION, on=row.received_on),
        start_on=row.received_on,
    )
    return row


def end_clock(case: Case, on: date) -> None:
    """The applicant was answered: accepted, refused or told what to correct."""
    deadlines.close("case", str(case.pk), on=on, key=CORRECTION)


def lapsed(row: Application, on: date) -> bool:
    """Whether the days to tell what is missing ran out unused before the day: then it is accepted."""
    if row.status != Application.Status.RECEIVED or row.correction_asked_on is not None:
        return False
    clock = Deadline.objects.filter(
        subject_type="case",
        subject_id=str(row.case_id),
        key=CORRECTION,
        outcome=Deadline.Outcome.OPEN,
        due_on__lt=on,
    )
    return clock.exists()


def assert_not_lapsed(row: Application, on: date) -> None:
    """After the five days an application is accepted already, as of the day it was received."""
    if lapsed(row, on):
        raise RuleError(
            _("逾期未告知补正，本申请自收到之日%(day)s起即为受理。") % {"day": row.received_on},
            article=ARTICLE,
            remedy=_("请以收到申请的日期作为受理日期。"),
            field="on",
        )


def accept(case: Case, *, by: User | None, on: date, deemed: bool = False) -> None:
    """Mark the application of a filed case accepted; nothing to do for a case without one."""
    row = of(case)
    if row is None:
        return
    if row.corrected_on and on < row.corrected_on:
        raise RuleError(
            _("受理日期不能早于收到补正材料的日期%(day)s。") % {"day": row.corrected_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    if on != row.received_on:
        assert_not_lapsed(row, on)
    changes = {"accepted_on": on, "deemed": deemed}
    flows.APPLICATION.move(row, "accept", by=by, changes=changes)
    end_clock(case, on)


def decide_period(case: Case) -> str:
    """Which period of the profile limits the time to decide; "" when no application runs."""
    row = of(case)
    if row is None:
        return ""
    return JOINT if row.joint else DECIDE
