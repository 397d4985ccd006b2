"""Hearings, discussions and more time in made-up cases; and refusals that leave no trace."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from core.errors import RuleError
from core.models import AuditEntry, Deadline
from core.triggers import refusal
from enforcement.models import (
    Agency,
    Case,
    Decision,
    Discussion,
    DiscussionMember,
    DraftVersion,
    Exclusion,
    Extension,
    Hearing,
    Notice,
    User,
)
from enforcement.services import decision_time, discussions, hearings
from enforcement.services.discussions import Voice
from recording.models import Document, Service, ServiceConsent, Step
from tests import factories
from tests import hearings as sessions
from tests.base import Cast, day
from tests.enforcement.dossier import draft, head, lead, tell
from tests.incidents import asked as incident_asked
from tests.incidents import decided as incident_decided

# Told and asked on a Monday; seven working days later is Wednesday 2026-03-18.
TOLD, HELD = day(3, 9), day(3, 18)
ON = factories.DECIDED
# Filed on 2026-03-03; ninety days end on Monday 2026-06-01.
FILED, DUE = day(3, 3), day(6, 1)
LARGE = 5_000_000
KEPT: tuple[type[Model], ...] = (
    AuditEntry,
    Deadline,
    Hearing,
    Discussion,
    DiscussionMember,
    DraftVersion,
    Extension,
    Exclusion,
    Document,
    Step,
    Service,
    ServiceConsent,
)
VOICES = (
    Voice("江以宁", "局长", "同意拟处罚意见。"),
    Voice("石承方", "副局长", "同意，裁量适当。"),
    Voice("顾清和", "总工程师", "同意。"),
)


# ------------------------------------------------------------------------------- refusals
def trace() -> list[list[dict[str, Any]]]:
    """Everything that a step of these procedures could have written."""
    return [list(model._default_manager.order_by("pk").values()) for model in KEPT]


def refused(
    act: Callable[[], object], says: str, *, field: str = "", article: str = ""
) -> RuleError:
    """The rule that refused the act, which wrote nothing and says what to do instead."""
    before = trace()
    with pytest.raises(RuleError) as caught:
        act()
    error = caught.value
    assert says in error.message
    assert error.field == field
    assert article in error.article
    assert error.article
    assert error.remedy
    assert trace() == before
    return error


def denied(act: Callable[[], object]) -> None:
    """The act is not for this account, and nothing was written."""
    before = trace()
    with pytest.raises(PermissionDenied):
        act()
    assert trace() == before


def gate(statement: str, *params: Any) -> str:
    """The code of the trigger that refused the statement."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, params)
    found = refusal(caught.value)
    assert found is not None, caught.value
    return found[0]


def entries(obj: Model) -> list[str]:
    """What the log says was done with the row, in order."""
    rows = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return list(rows.order_by("pk").values_list("action", flat=True))


def recuse(case: Case, person: User, *, on: date) -> None:
    """The account stays away from the case from now on."""
    row = incident_asked(case, "recusal", on=on, person=person)
    own = "head" in person.roles
    by = factories.someone(case.agency, "unithead") if own else None
    how: dict[str, Any] = {"body": "collective", "note": "副局长二人"} if own else {}
    incident_decided(row, on=on, by=by, **how)


# ------------------------------------------------------------------------------- hearings
def told(agency: Agency, *, on: date = TOLD) -> Notice:
    """A large fine of which the party was told with the right to a hearing."""
    return tell(draft(agency, fine_cents=LARGE), on=on)


def asked(agency: Agency, *, on: date = TOLD) -> Notice:
    """The party asked for a hearing."""
    return sessions.ask(told(agency), on=on)


def brought(notice: Notice, state: str, cast: Cast) -> Hearing:
    """A hearing of the notice in the state."""
    row = sessions.schedule(notice)
    if state in ("held", "closed"):
        row = sessions.hold(row)
    if state == "closed":
        return sessions.close(row)
    if state == "terminated":
        sessions.withdraw(notice, on=TOLD)
    if state == "rescheduled":
        moved(row, cast)
    return Hearing.objects.get(pk=row.pk)


def moved(row: Hearing, cast: Cast, **changes: Any) -> Hearing:
    """The hearing set for another day, told a day later."""
    values: dict[str, Any] = {
        "by": cast.unithead,
        "notified_on": day(3, 10),
        "sitting": sessions.sitting(row.case, day(3, 25)),
        "reason": "证人出差。",
        **changes,
    }
    return hearings.reschedule(row, **values)


# ------------------------------------------------------------------------------- discussions
def called(decision: Decision, **changes: Any) -> Discussion:
    """A discussion a handler asked for."""
    values: dict[str, Any] = {"by": lead(decision.case), "on": ON, "ground": "案情复杂。"}
    return discussions.call(decision, **{**values, **changes})


def discussed(row: Discussion, **changes: Any) -> Discussion:
    """The discussion held and recorded by the head."""
    values: dict[str, Any] = {
        "by": head(row.case.agency),
        "on": ON,
        "place": "三楼会议室",
        "voices": VOICES,
        "result": "agreed",
        "conclusion": "一致同意按拟处罚意见作出决定。",
    }
    return discussions.hold(row, **{**values, **changes})


# ------------------------------------------------------------------------------- the time
def requested(case: Case, **changes: Any) -> Extension:
    """More time asked for by a handler."""
    values: dict[str, Any] = {"by": lead(case), "on": ON, "reason": "案情复杂，尚待取证。"}
    return decision_time.request(case, **{**values, **changes})


def answered(row: Extension, **changes: Any) -> Extension:
    """More time given by the head."""
    values: dict[str, Any] = {
        "by": head(row.case.agency),
        "on": ON,
        "approved": True,
        "opinion": "情况属实。",
    }
    return decision_time.answer(row, **{**values, **changes})


def excluded(case: Case, **changes: Any) -> Exclusion:
    """Days of a test that do not count."""
    values: dict[str, Any] = {
        "by": lead(case),
        "on": ON,
        "ground": "testing",
        "paper": "云检委〔2026〕1号",
    }
    return decision_time.exclude(case, **{**values, **changes})


def ended(row: Exclusion, **changes: Any) -> Exclusion:
    """The report of the test came."""
    values: dict[str, Any] = {"by": lead(row.case), "on": ON, "paper": "检测报告2026-11号"}
    return decision_time.end_exclusion(row, **{**values, **changes})
