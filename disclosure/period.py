"""How long a publication stays public (domain §6.16): classes and periods are the profile's."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core import periods
from core.calendar import load
from disclosure.models import ExternalRecord
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Profile

SERIOUS, GENERAL, MINOR = "严重", "一般", "轻微"
CLASS = "pub.credit_class"


def credit_class(rules: Profile, kinds: Sequence[str], procedure: str, on: date) -> str:
    """The suggested class of a penalty decided on the day: serious, general or minor.

    Which kinds and procedures make which class are dated rows of the profile (发改委令36号).
    """
    given = set(kinds)
    if given & set(rules.value(f"{CLASS}.{SERIOUS}.kinds", on=on)):
        return SERIOUS
    light = set(rules.value(f"{CLASS}.{MINOR}.kinds", on=on))
    if procedure in rules.value(f"{CLASS}.{MINOR}.procedures", on=on) or (given and given <= light):
        return MINOR
    return GENERAL


def _penalty_end(agency: Agency, kinds: Sequence[str], procedure: str, on: date) -> date:
    rules = agency.rules()
    name = credit_class(rules, kinds, procedure, on)
    return periods.apply(rules.period(f"{CLASS}.{name}.max", on=on), on, load(rules.region)).due_on


def _permit_end(valid_to: date | None, agency: Agency) -> date | None:
    endless = date.fromisoformat(str(agency.rules().value("pub.endless_date")))
    return None if valid_to is None or valid_to >= endless else valid_to


def until(decision: Decision) -> date | None:
    """The day from which a decision is no longer shown; None when its kind has no set end."""
    if decision.kind == ActionKind.PENALTY and decision.issued_on is not None:
        return _penalty_end(
            decision.agency, decision.penalty_kinds, decision.case.procedure, decision.issued_on
        )
    if decision.kind == ActionKind.PERMIT:
        return _permit_end(decision.valid_to, decision.agency)
    return None


def until_record(record: ExternalRecord) -> date | None:
    """The same for a received record; a date the sheet itself gives wins (公示截止期)."""
    fields: Mapping[str, Any] = record.fields
    given = fields.get("publish_until")
    if given:
        return date.fromisoformat(given)
    if record.kind == ActionKind.PERMIT:
        valid_to = fields.get("valid_to")
        return _permit_end(date.fromisoformat(valid_to) if valid_to else None, record.agency)
    return None
