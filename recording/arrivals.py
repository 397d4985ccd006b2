"""What docking stations sent and nobody has put into a case: for whom it waits, and which cases may take it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from enforcement.models import Case, CaseOfficer, Officer, User
from recording.models import DeviceLoan, Upload
from recording.uploading import told_by, waiting_of

READ = 200
TAKING = ("filed", "decided", "closed")  # the states in which a case still takes evidence


@dataclass(frozen=True)
class Arrival:
    """A recording that waits, and who held its device when it was made; None when nobody is known."""

    row: Upload
    holder: Officer | None


def arrivals(user: User) -> list[Arrival]:
    """What waits for this account, the newest first: of its own devices, and of nobody's."""
    if user.agency_id is None:
        return []
    rows = list(waiting_of(user.agency_id)[:READ])
    loans = loans_of(user.agency_id, {device_of(row) for row in rows})
    found = [Arrival(row, holder_of(row, loans)) for row in rows]
    return [one for one in found if one.holder is None or one.holder.account_id == user.pk]


def device_of(row: Upload) -> str:
    """The number of the device, as the station told it."""
    return str(row.told.get("device_no", ""))


def loans_of(agency_id: int, numbers: Iterable[str]) -> list[DeviceLoan]:
    """Every loan of the devices with these numbers, the latest first."""
    rows = DeviceLoan.objects.filter(device__agency=agency_id, device__number__in=set(numbers))
    return list(rows.select_related("device", "officer").order_by("-taken_at"))


def holder_of(row: Upload, loans: Iterable[DeviceLoan]) -> Officer | None:
    """Who held the device when the recording began, or when it came where that is not told."""
    at: datetime = told_by(row)["started_at"] or row.created_at
    for loan in loans:
        held = loan.taken_at <= at and (loan.returned_at is None or loan.returned_at >= at)
        if held and loan.device.number == device_of(row):
            return loan.officer
    return None


def cases_for(user: User, words: str) -> QuerySet[Case]:
    """Cases the account handles that still take evidence, the newest number first."""
    mine = CaseOfficer.objects.filter(officer__account=user, until=None).values("case")
    rows = Case.objects.visible_to(user).filter(pk__in=mine, status__in=TAKING)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    return rows.order_by("-number", "-pk")
