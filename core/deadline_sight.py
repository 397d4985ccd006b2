"""Whose clock an account may look at: those of its agencies, and those of sealed matters it handles.

A clock without an agency belongs to a matter that nobody may find by the agency it is about. The room
that seals such matters says here who handles them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from core.models import Deadline

Rows = Callable[[Any], QuerySet[Any]]
_SEALED: dict[str, Rows] = {}


def sealed(subject_type: str, rows: Rows) -> None:
    """Let the clocks of a type of matter be read by whoever finds the matter itself in `rows`."""
    _SEALED[subject_type] = rows


def may_see(user: Any, deadline: Deadline) -> bool:
    """Whether the account may look at the clock."""
    if deadline.agency_id is not None:
        return deadline.agency_id in user.visible_agency_ids()
    rows = _SEALED.get(deadline.subject_type)
    return rows is not None and rows(user).filter(pk=deadline.subject_id).exists()
