"""Destroying items in a process of its own that kills itself at one point, for test_disposal_killed."""

import io
import os
import signal
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from core import audit, copies, files
from recording.models import EditedCopy
from recording.services import destruction
from recording.tasks import destroy_appraised
from tests.base import Cast
from tests.recording import edited
from tests.recording.over_time import approved, end, filed, paper

BEFORE_TOMBSTONE = "tombstone written, not committed"
BETWEEN = "tombstone committed, nothing removed"
SECOND = "second copy removed"
FIRST = "original removed"
LOGGED = "logged, not committed"
# In the order in which a run comes by them.
POINTS = (BEFORE_TOMBSTONE, BETWEEN, SECOND, FIRST, LOGGED)


def prepare() -> None:
    """Two items of an archived file, over their time, the first with an edited copy; to be destroyed."""
    cast = Cast.assemble()
    _case, rows = filed(cast, 甲=paper("a"), 乙=paper("b"))
    rows.sort(key=lambda row: row.pk)  # as the list of the appraisal has them
    for row in rows:
        end(row, cast)
    copy = edited.row(rows[0], cast)
    blob = files.store(io.BytesIO(b"\xff\xd8\xff\xe0 blurred"), content_type="image/jpeg")
    EditedCopy.objects.filter(pk=copy.pk).update(status="working")
    EditedCopy.objects.filter(pk=copy.pk).update(
        status="ready", blob=blob, ready_at=timezone.now(), tool="Pillow"
    )
    copies.run(seconds=600)
    approved(cast, *rows)


def die_after(what: Callable[..., Any]) -> Callable[..., Any]:
    """The same, and then kill -9 before anything else happens."""

    def fatal(*args: Any, **named: Any) -> None:
        what(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return fatal


def run(point: str) -> None:
    """A run of the worker's task that does not survive the point."""
    if point == BEFORE_TOMBSTONE:
        destruction._tombstone = die_after(destruction._tombstone)
    elif point == BETWEEN:
        destruction.finish = die_after(lambda _row: None)
    elif point == SECOND:
        copies.dispose = die_after(copies.dispose)
    elif point == FIRST:
        files.dispose = die_after(files.dispose)
    else:
        audit.append = die_after(audit.append)
    destroy_appraised()


def finish() -> None:
    """Two runs that nothing disturbs, and the checks that an operator would make then."""
    destroy_appraised()
    destroy_appraised()
    audit.seal(timezone.now())
    call_command("check_fixity", "--all")
    call_command("verify_audit")
