"""Whether a received record was made public in time (国办发〔2018〕118号第六条).

The last day is counted from the day of the decision as for an own one. Made public: on the day the
sender says (公示日期), where that can be, or else here. What is settled with the first publication
stays settled, whatever is sent again.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_noop

from core import calendar, deadlines, periods
from core.errors import RuleError
from core.models import Deadline
from core.periods import Due, Period
from core.workdays import CalendarGap
from disclosure.models import ExternalRecord, Publication
from disclosure.services import duties

NotJudged = Publication.NotJudged
SUBJECT = "record"
LABEL = gettext_noop("公开执法决定")
SINCE = "publicity.since"
JUDGED = 500  # records from before this rule taken in by one sweep


def judged(row: Publication, record: ExternalRecord, *, on: date) -> dict[str, Any]:
    """What the first publication of a record on the day settles for ever: changes of its row."""
    source = source_day(record, on)
    clock, why = row.deadline, None  # it runs already where a person had to be asked
    if clock is None:
        clock, why = _clock(row, opening_day(on), source)
    if clock is None:
        return {"not_judged": why, "source_published_on": source}
    deadlines.close(SUBJECT, str(row.pk), on=source or on)
    return {"deadline": clock, "source_published_on": source}


def begun(row: Publication, record: ExternalRecord, *, on: date) -> Deadline | None:
    """The term of a record that is not public yet, running; None where nobody can judge it."""
    return _clock(row, opening_day(on), source_day(record, on))[0]


def fall_away(row: Publication) -> None:
    """What may not be public is owed by no day."""
    deadlines.void(SUBJECT, str(row.pk), on=row.decided_on)


def source_day(record: ExternalRecord, on: date) -> date | None:
    """The day the sender made it public; None without one that lies between decision and receipt."""
    text = str(record.fields.get("source_published_on", ""))
    found = date.fromisoformat(text) if text else None
    return found if found and record.decided_on <= found <= on else None


def opening_day(on: date) -> date:
    """The first day on which anything was public here; the day itself when nothing is yet."""
    first: date | None = Publication.objects.aggregate(day=Min("first_published_on"))["day"]
    return min(first or on, on)


def _clock(
    row: Publication, opened: date, source: date | None
) -> tuple[Deadline | None, NotJudged | None]:
    """The term of a record, begun; or why it is not judged."""
    counted, why = term(row, opened, source)
    if counted is None:
        return None, why
    clock = deadlines.open_deadline(
        key=duties.period_key(row.kind),
        label=LABEL,
        subject_type=SUBJECT,
        subject_id=str(row.pk),
        agency_id=row.agency_id,
        region=row.agency.rules().region,
        period=counted[0],
        start_on=row.decided_on,
    )
    return clock, None


def term(
    row: Publication, opened: date, source: date | None
) -> tuple[tuple[Period, Due] | None, NotJudged | None]:
    """The term of a record and its end; or why it is not judged. `opened`: see opening_day."""
    rules = row.agency.rules()
    try:
        if row.decided_on < rules.value(SINCE, on=row.decided_on):
            return None, NotJudged.NO_TERM
        period = rules.period(duties.period_key(row.kind), on=row.decided_on)
        due = periods.apply(period, row.decided_on, calendar.load(rules.region))
    except (RuleError, CalendarGap):
        return None, NotJudged.NO_TERM
    if source is None and due.due_on < opened:
        return None, NotJudged.HISTORY
    return (period, due), None


def unjudged() -> list[UUID]:
    """Keys of the records that were public before this rule."""
    rows = Publication.objects.filter(
        record__isnull=False, first_published_on__isnull=False, deadline=None, not_judged=None
    )
    return list(rows.order_by("decided_on", "pk").values_list("pk", flat=True)[:JUDGED])


@transaction.atomic
def judge_known(key: UUID) -> bool:
    """Judge one of them by its first day here: no day of its source was asked for then."""
    row = Publication.objects.select_for_update().get(pk=key)
    first = row.first_published_on
    if first is None or row.deadline_id or row.not_judged:
        return False
    row.deadline, row.not_judged = _clock(row, opening_day(first), None)
    if row.deadline is not None:
        deadlines.close(SUBJECT, str(row.pk), on=first)
    row.save(update_fields=["deadline", "not_judged"])
    return True
