"""A step made in the field, the return from it and a device taken along; shared by the tests of storing."""

from datetime import date, datetime, timedelta

from enforcement.models import Case
from recording.models import Device, DeviceLoan, FieldReturn, Step
from recording.services import field_returns
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

ON = day(3, 9)  # a Monday
NEXT = ON + timedelta(days=1)
SECOND = timedelta(seconds=1)
ARTICLE = "三政办〔2019〕16号三（二）4"


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return factories.at(on, hour) + timedelta(minutes=minute)


def filed(cast: Cast) -> Case:
    """A filed case of the bureau, a week before."""
    return factories.case(cast.bureau, filed=True, on=day(3, 2))


def inspected(case: Case, cast: Cast, when: datetime | None = None, **values: object) -> Step:
    """An inspection on the spot, which has to be recorded, by both officers."""
    given = {"kind": "site_inspection", "at": when or at(ON, 10), **values}
    row = bare.step(case, cast.officer1, **given)
    row.officers.add(*cast.officers)
    return row


def back(step: Step, cast: Cast, when: datetime, reason: str = "山区路远") -> FieldReturn:
    """The return as the handler tells it."""
    return field_returns.record(step, by=cast.officer1, returned_at=when, reason=reason)


def taken(cast: Cast, when: datetime, number: str = "示录0009", **values: object) -> DeviceLoan:
    """A recorder taken along by the first officer."""
    device = Device.objects.create(
        agency=cast.bureau, number=number, kind="body", registered_on=day(3, 2)
    )
    given: dict[str, object] = {
        "device": device,
        "officer": cast.officers[0],
        "taken_at": when,
        "battery": 90,
        "free_minutes": 300,
        "clock_off": 0,
        "created_by": cast.officer1,
        **values,
    }
    return DeviceLoan.objects.create(**given)
