"""What the code of an inspection task tells the enterprise at its door, and nobody's private data.

The code is a capability: whoever has it is the enterprise that was handed the notice, or the officer
who shows it. Neither the party nor any natural person besides the officers is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from disclosure import verification
from enforcement.codes import CODE_LENGTH
from enforcement.models import CaseOfficer, Certificate, InspectionTask, Item, Officer, TaskRating
from enforcement.services.visits import AFTER_VISIT, SCANNABLE

Status = InspectionTask.Status


@dataclass(frozen=True)
class Inspector:
    """An officer of the visit, with the certificate of the day and how it stands."""

    officer: Officer
    certificate: Certificate | None
    words: str
    tone: str


@dataclass(frozen=True)
class Card:
    """One task as its code shows it on a day. `words` and `tone` say whether the code is good."""

    task: InspectionTask
    items: Sequence[Item]
    inspectors: Sequence[Inspector]
    words: str
    tone: str
    may_arrive: bool
    may_rate: bool


def find(code: str) -> InspectionTask | None:
    """The approved task of a code, however it was typed."""
    folded = code.strip().upper()
    if len(folded) != CODE_LENGTH:
        return None
    return InspectionTask.objects.filter(code=folded).select_related("agency", "case").first()


def card(task: InspectionTask, on: date) -> Card:
    """What the page of the code shows on the day."""
    words, tone = state(task, on)
    rated = TaskRating.objects.filter(task=task).exists()
    return Card(
        task=task,
        items=list(task.items.select_related("agency").prefetch_related("bases").order_by("pk")),
        inspectors=[inspector(row.officer, on) for row in _team(task)],
        words=words,
        tone=tone,
        may_arrive=tone == "good" and task.scanned_at is None and task.status in SCANNABLE,
        may_rate=task.status in AFTER_VISIT and not rated,
    )


def _team(task: InspectionTask) -> Sequence[CaseOfficer]:
    rows = task.case.assignments.filter(until=None).select_related("officer")
    return list(rows.order_by("part", "pk"))


def inspector(officer: Officer, on: date) -> Inspector:
    """The officer with the certificate valid on the day, or in words why there is none."""
    newest = officer.certificate_on(on) or officer.certificates.order_by("-valid_from").first()
    if newest is None:
        return Inspector(officer, None, _("没有执法证"), "bad")
    found = verification.state(newest, on)
    return Inspector(officer, newest, found.words, found.tone)


def state(task: InspectionTask, on: date) -> tuple[str, str]:
    """(words, tone): good only while a visit on the day is what was approved."""
    if task.status == Status.CANCELLED:
        return _("检查任务已取消，本码无效"), "bad"
    if task.status in (Status.RECORDED, Status.TOLD, Status.CLOSED):
        return _("检查已经结束，不得凭本码再次检查"), "warn"
    if on < task.visit_from:
        return _("尚未到批准的检查期间"), "warn"
    if task.visit_to is not None and on > task.visit_to:
        return _("已过批准的检查期间，本码无效"), "bad"
    return task.get_status_display(), "good"
