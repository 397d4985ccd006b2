"""Filings on the side of the organ that takes them: returned, received, asked about, examined."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import calendar, deadlines, numbering, periods
from core.errors import RuleError
from core.periods import Period
from core.permissions import demand_in
from enforcement.models import User
from legal_review.flows import PENALTY_FILING as FLOW
from legal_review.models import FilingEntry, PenaltyFiling
from legal_review.services.penalty_filings import QUESTION_SUBJECT, RECEIVE, SUBJECT, enter

NUMBER = "number.penalty_filing"
QUESTION = "filing.question"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABEL = gettext_noop("答复备案审查的询问")
ASKED = gettext_noop("备案审查机关要求的答复期限")
TAKEN = gettext_noop("材料齐全，予以备案。")
Kind = FilingEntry.Kind


def _demand(filing: PenaltyFiling, by: User) -> None:
    """Only an account of the organ it was sent to."""
    demand_in(by, RECEIVE, filing.receiver_id or 0)


@transaction.atomic
def give_back(filing: PenaltyFiling, *, by: User, on: date, text: str) -> FilingEntry:
    """Return an incomplete package; the agency's clock goes on from where it stood."""
    _demand(filing, by)
    row = FLOW.lock(filing, "return")
    entry = enter(row, Kind.RETURNED, by=by, on=on, text=text)
    deadlines.resume(SUBJECT, str(row.pk), on=on)
    FLOW.move(filing, "return", by=by, note=entry.text)
    return entry


@transaction.atomic
def receive(filing: PenaltyFiling, *, by: User, on: date, text: str = "") -> PenaltyFiling:
    """Take it for the file: a number is given, and whether it came in time is settled by its day."""
    _demand(filing, by)
    row = FLOW.lock(filing, "receive")
    receiver = by.agency
    if receiver is None or row.sent_on is None or on < row.sent_on:
        raise RuleError(
            _("备案日期不能早于报送日期%(day)s。") % {"day": row.sent_on},
            article=row.deadline.article,
            remedy=_("请核对日期。"),
        )
    number = numbering.take(
        agency_id=receiver.pk,
        kind=SUBJECT,
        year=on.year,
        format=str(receiver.rules().value(NUMBER)),
        prefix=receiver.doc_prefix,
    )
    enter(row, Kind.RECEIVED, by=by, on=on, text=text.strip() or TAKEN)
    deadlines.close(SUBJECT, str(row.pk), on=row.sent_on)
    changes = {"number": number, "received_on": on}
    return FLOW.move(filing, "receive", by=by, changes=changes, note=number)


@transaction.atomic
def ask(filing: PenaltyFiling, *, by: User, on: date, text: str, days: int) -> FilingEntry:
    """Ask the agency, to be answered within so many working days from today."""
    _demand(filing, by)
    row = FLOW.lock(filing, "ask")
    clock = Period(key=QUESTION, label=LABEL, count=days, unit="workday", article=ASKED)
    region = row.agency.rules().region
    due = periods.apply(clock, on, calendar.load(region)).due_on
    entry = enter(row, Kind.QUESTION, by=by, on=on, text=text, due_on=due)
    deadlines.open_deadline(
        key=QUESTION,
        label=LABEL,
        subject_type=QUESTION_SUBJECT,
        subject_id=str(entry.pk),
        agency_id=row.agency_id,
        region=region,
        period=clock,
        start_on=on,
    )
    FLOW.move(filing, "ask", by=by)
    return entry


@transaction.atomic
def conclude(filing: PenaltyFiling, *, by: User, on: date, result: str, text: str) -> PenaltyFiling:
    """The result of the examination, with its reasons; it stays as given."""
    _demand(filing, by)
    row = FLOW.lock(filing, "conclude")
    if result not in PenaltyFiling.Result.values:
        raise RuleError(_("请选择审查结果。"), remedy=_("请选择。"), field="result")
    enter(row, Kind.RESULT, by=by, on=on, text=text)
    changes = {"result": result, "reviewed_on": on}
    return FLOW.move(filing, "conclude", by=by, changes=changes, note=result)
