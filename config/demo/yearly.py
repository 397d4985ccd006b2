"""Yearly reports in the demo: last year's published in January, this year's begun."""

from collections.abc import Mapping
from datetime import date

from config.demo.cast import Staff
from enforcement.models import User
from supervision.annual.entered import ENTRIES
from supervision.models import YearlyReport
from supervision.services import yearly_reports

COUNTED, SHOWN = (1, 12), (1, 20)
TEXTS = {
    "problems": "部分现场检查的音像记录上传不够及时；个别决定临近期限才公开。",
    "plans": "按月通报音像记录和公开时效；组织执法人员培训不少于六十学时；开展一次案卷评查。",
}

# What the portal does not keep: of the other acts the agencies of the demo only confirm and reward.
NUMBERS = {**dict.fromkeys(ENTRIES, "无"), "confirmation": "3", "reward": "1", "lost": "0"}


def play(staff: Mapping[str, Staff], today: date) -> list[YearlyReport]:
    """For every agency that has somebody to write and somebody to publish."""
    made = []
    for people in staff.values():
        writer, publisher = first(people, "listadmin"), first(people, "publisher")
        if publisher is not None:
            made.append(of(writer or publisher, publisher, today))
    return made


def first(people: Staff, role: str) -> User | None:
    """Somebody with the role."""
    found = people.by_role.get(role, [])
    return found[0] if found else None


def of(writer: User, publisher: User, today: date) -> YearlyReport:
    """The published report of the year before, and the draft of the year."""
    agency = writer.agency
    if agency is None:
        raise ValueError(f"{writer} has no agency")
    counted = min(date(today.year, *COUNTED), today)
    shown = min(date(today.year, *SHOWN), today)
    row = yearly_reports.start(by=writer, agency=agency, year=today.year - 1, on=counted)
    row = yearly_reports.write(row, by=writer, numbers=NUMBERS, **TEXTS)
    row = yearly_reports.freeze(row, by=writer, on=counted)
    yearly_reports.publish(row, by=publisher, on=shown)
    return yearly_reports.start(by=writer, agency=agency, year=today.year, on=today)
