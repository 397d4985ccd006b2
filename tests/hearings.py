"""A hearing walked through the services on given days."""

from datetime import date, time
from typing import Any

from enforcement.models import Case, Hearing, Notice
from enforcement.services import hearings, notices
from enforcement.services.hearings import Sitting
from tests import factories

SAID = "当事人陈述：对违法事实无异议，请求从轻处罚。\n承办人陈述：证据确凿。"
REPORT = "听证程序合法，当事人对事实无异议，建议按拟处罚意见办理。"


def sitting(case: Case, on: date, **changes: Any) -> Sitting:
    """A public hearing at nine in the morning, hosted by the reviewer of the agency."""
    values: dict[str, Any] = {
        "scheduled_on": on,
        "starts_at": time(9, 30),
        "place": "本机关听证室",
        "host": factories.someone(case.agency, "reviewer"),
        "clerk": factories.someone(case.agency, "publisher"),
        **changes,
    }
    return Sitting(**values)


def ask(notice: Notice, *, on: date) -> Notice:
    """The party asks for a hearing."""
    by = factories.account_of(factories.lead_of(notice.case))
    return notices.request_hearing(notice, by=by, on=on)


def schedule(
    notice: Notice, *, told: date | None = None, on: date | None = None, **changes: Any
) -> Hearing:
    """The hearing set and told on the day of the request, for the first lawful day."""
    notice.refresh_from_db()
    known = told or notice.hearing_requested_on or notice.served_on
    day = on or hearings.earliest(notice.case, known).date
    return hearings.schedule(
        notice,
        by=factories.someone(notice.case.agency, "unithead"),
        notified_on=known,
        sitting=sitting(notice.case, day, **changes),
    )


def hold(hearing: Hearing, **changes: Any) -> Hearing:
    """The hearing held on its day, its record signed."""
    values: dict[str, Any] = {
        "by": hearing.host,
        "on": hearing.scheduled_on,
        "record": SAID,
        "signed": True,
        **changes,
    }
    return hearings.hold(hearing, **values)


def close(hearing: Hearing, *, on: date | None = None, report: str = REPORT) -> Hearing:
    """The hearing closed with its report, by default on the day it was held."""
    assert hearing.host is not None and hearing.held_on is not None
    return hearings.close(hearing, by=hearing.host, on=on or hearing.held_on, report=report)


def hear(notice: Notice, *, on: date | None = None) -> Hearing:
    """The hearing that was asked for, set, held and closed on its first lawful day (or `on`)."""
    return close(hold(schedule(notice, on=on)))


def withdraw(notice: Notice, *, on: date) -> Hearing:
    """The party takes its request back."""
    by = factories.account_of(factories.lead_of(notice.case))
    return hearings.withdraw(notice, by=by, on=on, note="当事人书面撤回听证申请。")
