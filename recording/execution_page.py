"""What the tab of execution shows: what is owed, and everything that happened, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enforcement.gates import yuan
from enforcement.models import CourtApplication, Decision, Deferral, Payment, Stay, Urging, User
from enforcement.services.execution import Balance
from recording.acts import execution as acts
from recording.models import Document
from recording.services.execution import SERVED_LATER


@dataclass(frozen=True)
class Line:
    """One kind of money: what is due, paid and owed, in words."""

    label: str
    due: str
    paid: str
    owed: str


@dataclass(frozen=True)
class Entry:
    """One event of the execution; `acts`: titles and addresses of what may be done with it."""

    on: date
    title: str
    text: str
    state: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)


def lines(balance: Balance) -> list[Line]:
    """The kinds of money that are due or were paid."""
    return [
        Line(
            str(kind.label),
            yuan(balance.due[kind]),
            yuan(balance.paid[kind]),
            yuan(balance.owed(kind)),
        )
        for kind in Payment.Kind
        if balance.due[kind] or balance.paid[kind]
    ]


def entries(decision: Decision, user: User) -> list[Entry]:
    """Payments, deferrals, papers to be served, stays, urgings and applications by day."""
    found = [
        Entry(on, title, text, state, acts.offered(row, user))
        for row, on, title, text, state in _rows(decision)
    ]
    return sorted(found, key=lambda entry: entry.on)


Row = tuple[Any, date, str, str, str]


def _rows(decision: Decision) -> Iterator[Row]:
    related = "decision__case"
    for paid in decision.payments.select_related(related):
        yield (
            paid,
            paid.paid_on,
            _("缴纳%(kind)s") % {"kind": paid.get_kind_display()},
            *_paid(paid),
        )
    for asked in decision.deferrals.select_related(related):
        yield asked, asked.applied_on, _("申请延期、分期"), _deferred(asked), _state(asked)
    for paper in _papers(decision):
        state = _("已送达") if paper.services.exists() else _("待送达")
        yield paper, paper.dated_on, paper.title, paper.number, state
    for stay in decision.stays.select_related(related):
        yield stay, stay.since, str(stay.get_kind_display()), _stood(stay), _state(stay)
    for urging in decision.urgings.select_related(related):
        yield urging, urging.served_on, _("催告履行"), _urged(urging), ""
    for court in decision.courtapplications.select_related(related):
        yield court, court.applied_on, _("申请法院强制执行"), _asked(court), _state(court)


def _papers(decision: Decision) -> QuerySet[Document]:
    rows = Document.objects.filter(decision=decision, kind__in=SERVED_LATER)
    return rows.select_related("decision__case").order_by("pk")


def _state(row: Deferral | Stay | CourtApplication) -> str:
    return str(row.get_status_display())


def _paid(row: Payment) -> tuple[str, str]:
    words = _("%(sum)s，%(way)s，票据%(no)s") % {
        "sum": yuan(row.cents),
        "way": row.get_way_display(),
        "no": row.receipt_no,
    }
    if row.way == Payment.Way.BANK:
        return words, ""
    if row.banked_on:
        return words, _("已缴付银行")
    return words, _("已交至行政机关") if row.turned_in_on else _("待交至行政机关")


def _deferred(row: Deferral) -> str:
    parts = [f"{part['due_on']} {yuan(int(Decimal(part['cents'])))}" for part in row.schedule]
    until = _("延至%(day)s。") % {"day": row.until}
    return f"{until}{row.reason}" + (f"（{'；'.join(parts)}）" if parts else "") + row.opinion


def _stood(row: Stay) -> str:
    end = _("至%(day)s。") % {"day": row.until} if row.until else ""
    outcome = f"{row.get_outcome_display()}：" if row.outcome else ""
    return f"{row.number} {end}{outcome}{row.result}"


def _urged(row: Urging) -> str:
    words = _("应缴%(sum)s，期限%(day)s。") % {"sum": yuan(row.owed_cents), "day": row.until}
    return words + (
        _("陈述申辩：%(text)s 复核：%(answer)s") % {"text": row.defence, "answer": row.answer}
        if row.defence
        else ""
    )


def _asked(row: CourtApplication) -> str:
    return f"{row.court} {yuan(row.owed_cents)} {row.ruling}"
