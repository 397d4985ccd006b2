"""Inspection tasks put into any state at once, and proof that a refusal wrote nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db.models import Model

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import (
    Case,
    InspectionCap,
    InspectionPlan,
    InspectionTask,
    Party,
    TaskRating,
    User,
)
from enforcement.services import inspection_lists
from recording.models import Document, Step
from tests import factories
from tests.base import Cast
from tests.enforcement import visits as made
from tests.enforcement.visits import FIRST, ON, SINCE
from tests.incidents import asked, decided
from tests.moving import put
from tests.retold import told_once

ARTICLE = "国办发〔2024〕54号"
STATES = tuple(InspectionTask.Status.values)
KEPT: tuple[type[Model], ...] = (
    *(Case, InspectionTask, TaskRating, InspectionPlan, InspectionCap, Party),
    *(AuditEntry, Document, Step),
)
NOTICE: dict[str, Any] = {"notice_on": FIRST}
THERE = {**NOTICE, "arrived_on": FIRST}
KNOWN: dict[str, dict[str, Any]] = {
    "planned": {},
    "approved": {},
    "notified": NOTICE,
    "arrived": THERE,
    "recorded": THERE,
    "told": {**THERE, "result": "rectify", "told_on": FIRST},
    "closed": {**THERE, "result": "clean", "told_on": FIRST},
    "cancelled": {"cancel_reason": "企业停业。"},
}


@told_once
def in_state(cast: Cast, status: str, **changes: Any) -> InspectionTask:
    """A task in the state, with what its row must hold there; the paper of no step is kept."""
    before = made.planned if status == "planned" else made.approved
    task = before(cast, **changes)
    put(task, status, **KNOWN[status])
    return made.fresh(task)


def written() -> dict[str, int]:
    """How many rows there are of everything an inspection writes."""
    return {model.__name__: model._default_manager.count() for model in KEPT}


@contextmanager
def refused(
    words: str,
    *,
    article: str = ARTICLE,
    field: str = "",
    error: type[RuleError] = RuleError,
) -> Iterator[None]:
    """The block is refused in these words, with a rule and a way out, and writes no row at all."""
    before = written()
    with pytest.raises(error) as caught:
        yield
    said = caught.value
    assert words in said.message
    assert article in said.article
    assert said.remedy
    assert said.field == field
    assert written() == before


def entry(action: str, row: Model) -> AuditEntry:
    """The only entry of the log about the action on the row."""
    return AuditEntry.objects.get(action=action, object_id=str(row.pk))


def stranger(cast: Cast) -> User:
    """A certified officer of the bureau who does not inspect."""
    return factories.account_of(factories.officer(cast.bureau, name="安试三"))


def recuse(cast: Cast, task: InspectionTask, person: User, *, on: date = ON) -> None:
    """Keep a person away from the case of the task for good."""
    decided(asked(task.case, "recusal", on=on, person=person), on=on)


def cap(cast: Cast, times: int, **fields: Any) -> InspectionCap:
    """A limit the bureau announced for everything it inspects."""
    values: dict[str, Any] = {
        "agency": cast.bureau,
        "item": None,
        "basis": "云市监公告〔2026〕1号",
        "published_on": SINCE,
        "valid_from": SINCE,
        **fields,
    }
    return inspection_lists.add_cap(by=cast.listadmin, times=times, **values)


def line(cast: Cast, **changes: Any) -> InspectionPlan:
    """A line of the bureau's plan for the whole of 2026, not published."""
    fields: dict[str, Any] = {
        "agency": cast.bureau,
        "item": factories.inspection_item(cast.bureau, on=ON),
        "year": 2026,
        "target": "食品经营企业",
        "count": 20,
        "first_month": 1,
        "last_month": 12,
        **changes,
    }
    return inspection_lists.add_plan(by=cast.listadmin, **fields)
