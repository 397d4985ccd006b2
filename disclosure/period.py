"""How long a publication stays public (domain §6.16): classes and periods are the profile's.

Two rules may meet. The classes of dishonesty count from the day of the decision (发改委令第36号), the
display of the market regulators from the day of publication (总局令第45号); the one that ends first
ends it. Before the classes were law they only serve as reference, and a rule of the field goes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import periods
from core.calendar import load
from disclosure.models import ExternalRecord
from enforcement.models import Agency, Decision
from enforcement.models.kinds import ActionKind
from enforcement.profiles import Profile

SERIOUS, GENERAL, MINOR = "严重", "一般", "轻微"
# As Publication.credit_class keeps what an agency chose.
NAMES = {"minor": MINOR, "general": GENERAL, "serious": SERIOUS}
CLASS, DISPLAY = "pub.credit_class", "pub.samr_display"


@dataclass(frozen=True)
class Penalty:
    """What the end depends on. `shown_on`: the first day in public, None before it is known;
    `chosen`: the code of the class the agency set instead of the suggested one; `valid_to`: the last day of a
    restriction."""

    kinds: Sequence[str]
    procedure: str
    decided_on: date
    shown_on: date | None = None
    chosen: str = ""
    valid_to: date | None = None


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


def class_of(agency: Agency, penalty: Penalty) -> str:
    """The class the agency chose, else the suggested one, by its name in the profile."""
    return NAMES.get(penalty.chosen) or credit_class(
        agency.rules(), penalty.kinds, penalty.procedure, penalty.decided_on
    )


def code_of(agency: Agency, penalty: Penalty) -> str:
    """The same as `Publication.credit_class` writes it."""
    name = class_of(agency, penalty)
    return next(code for code, known in NAMES.items() if known == name)


def classed(agency: Agency, on: date) -> bool:
    """Whether the classes of dishonesty were law on the day."""
    return on >= date.fromisoformat(str(agency.rules().value("pub.credit_since")))


def of_market(agency: Agency) -> bool:
    """Whether the agency regulates the market, whose display has a rule of its own."""
    return agency.field in agency.rules().value(f"{DISPLAY}.fields")


def _after(agency: Agency, key: str, start: date, on: date) -> date:
    rules = agency.rules()
    return periods.apply(rules.period(key, on=on), start, load(rules.region)).due_on


def penalty_end(agency: Agency, penalty: Penalty) -> date:
    """The last day on which a penalty is shown."""
    decided = penalty.decided_on
    name = class_of(agency, penalty)
    by_class = _after(agency, f"{CLASS}.{name}.max", decided, decided)
    if not of_market(agency):
        return by_class
    by_field = _display_end(agency, penalty)
    return min(by_class, by_field) if classed(agency, decided) else by_field


def _display_end(agency: Agency, penalty: Penalty) -> date:
    """The end by the rule of the market regulators, a longer restriction included (第十三条)."""
    rules, decided = agency.rules(), penalty.decided_on
    light = set(penalty.kinds) <= set(rules.value(f"{DISPLAY}.minor.kinds", on=decided))
    key = f"{DISPLAY}.minor" if light and penalty.kinds else DISPLAY
    end = _after(agency, key, penalty.shown_on or decided, decided)
    restricts = set(penalty.kinds) & set(rules.value(f"{DISPLAY}.restrictions", on=decided))
    return max(end, penalty.valid_to) if restricts and penalty.valid_to else end


def least(agency: Agency, penalty: Penalty) -> date | None:
    """The first day on which the class allows an early end; None where it sets no least time."""
    key = f"{CLASS}.{class_of(agency, penalty)}.min"
    if not agency.rules().has(key, on=penalty.decided_on):
        return None
    return _after(agency, key, penalty.decided_on, penalty.decided_on)


def _permit_end(valid_to: date | None, agency: Agency) -> date | None:
    endless = date.fromisoformat(str(agency.rules().value("pub.endless_date")))
    return None if valid_to is None or valid_to >= endless else valid_to


def until(decision: Decision, *, shown_on: date | None = None, chosen: str = "") -> date | None:
    """The last day on which a decision is shown; None when its kind has no set end."""
    if decision.kind == ActionKind.PENALTY and decision.issued_on is not None:
        penalty = Penalty(
            decision.penalty_kinds,
            decision.case.procedure,
            decision.issued_on,
            shown_on,
            chosen,
            decision.valid_to,
        )
        return penalty_end(decision.agency, penalty)
    if decision.kind == ActionKind.PERMIT:
        return _permit_end(decision.valid_to, decision.agency)
    return None


def until_record(
    record: ExternalRecord, *, shown_on: date | None = None, chosen: str = ""
) -> date | None:
    """The same for a received record.

    A date the sheet itself gives (公示截止期) counts, but no later than the longest the law allows;
    without one a penalty ends by its class. Older ones have no end that the law set.
    """
    fields: Mapping[str, Any] = record.fields
    given = _date(fields.get("publish_until"))
    agency, decided = record.agency, record.decided_on
    if record.kind == ActionKind.PENALTY and classed(agency, decided):
        if given is not None:
            return min(given, _after(agency, f"{CLASS}.{SERIOUS}.max", decided, decided))
        kinds = fields.get("penalty_kinds") or []
        valid_to = _date(fields.get("valid_to"))
        return penalty_end(agency, Penalty(kinds, "", decided, shown_on, chosen, valid_to))
    if given is not None or record.kind != ActionKind.PERMIT:
        return given
    return _permit_end(_date(fields.get("valid_to")), agency)


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
