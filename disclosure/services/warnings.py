"""Warnings of running publication duties: 3 and 1 working days left, then up the line."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import audit, deadlines
from core.models import Alert, Deadline
from core.sentences import told
from disclosure.models import Publication
from enforcement.models import User
from enforcement.services.audience import Level, People, levels

__all__ = ["Level", "due", "levels", "send", "waiting"]

WAITING = ("pending", "redacted", "approved")
# Who hears of it at each level, besides the handlers of the case; overdue goes up the line.
AUDIENCE = {
    Level.WARN_3: ("publisher",),
    Level.WARN_1: ("publisher", "unithead"),
    Level.UNIT_HEAD: ("publisher", "unithead"),
    Level.SUPERVISOR: ("supervisor",),
}
READS_QUEUE = "disclosure.view_publication"


@dataclass(frozen=True)
class Warned:
    """One warning to be given: about which publication, to whom, at which level."""

    publication: Publication
    deadline: Deadline
    recipient: User
    level: Level
    left: int

    def __str__(self) -> str:
        return f"{self.publication.pk} {self.level} {self.recipient.pk}"


def waiting() -> list[Publication]:
    """Publications whose clock runs and which the public cannot read yet, the next due first."""
    rows = Publication.objects.filter(
        deadline__outcome=Deadline.Outcome.OPEN,
        deadline__suspended_on=None,
        status__in=WAITING,
    )
    return list(
        rows.select_related("deadline", "agency", "decision").order_by("deadline__due_on", "pk")
    )


def due(on: date) -> list[Warned]:
    """Every warning due on the day that has not been given; few queries however many rows."""
    rows = [(row, row.deadline) for row in waiting() if row.deadline is not None]
    left = deadlines.remaining_of([clock for _row, clock in rows], on)
    people = People.of(
        (row.agency_id for row, _clock in rows),
        (row.decision.case_id for row, _clock in rows if row.decision is not None),
    )
    given = set(
        Alert.objects.filter(deadline__in=[clock for _row, clock in rows]).values_list(
            "deadline_id", "recipient_id", "level"
        )
    )
    return [
        Warned(row, clock, account, level, left[clock.pk])
        for row, clock in rows
        for level in levels(left[clock.pk], people.days(row.agency))
        for account in people.audience(row.agency, _case_of(row), level, AUDIENCE[level])
        if (clock.pk, account.pk, level.value) not in given
    ]


def _case_of(row: Publication) -> UUID | None:
    return row.decision.case_id if row.decision is not None else None


@transaction.atomic
def send(warned: Warned) -> bool:
    """Give one warning, once: the unique key makes a repeated or parallel sweep harmless."""
    alert, created = Alert.objects.get_or_create(
        deadline=warned.deadline,
        recipient=warned.recipient,
        level=warned.level,
        defaults={**text(warned), "url": link(warned)},
    )
    if created:
        audit.append(
            "alert.raise",
            obj=alert,
            agency_id=warned.publication.agency_id,
            data={"level": alert.level, "recipient": alert.recipient_id, "left": warned.left},
        )
    return created


def text(warned: Warned) -> dict[str, str]:
    """The warning in a sentence, in each language: text fields of an Alert."""
    words = {
        "doc": str(warned.publication.decision or warned.publication.pk),
        "due": warned.deadline.due_on,
        "n": abs(warned.left),
    }
    said = _("%(doc)s应当在%(due)s前公开，剩余%(n)d个工作日。")
    if warned.left < 0:
        said = _("%(doc)s应当在%(due)s前公开，已逾期%(n)d个工作日。")
    if warned.left == 0:
        said = _("%(doc)s应当在%(due)s前公开，今日到期。")
    return told(said, words)


def link(warned: Warned) -> str:
    """Where the recipient can act or look: the publication, or the case for its handlers."""
    row = warned.publication
    if warned.recipient.has_perm(READS_QUEUE) or row.decision is None:
        return reverse("publication-detail", args=[row.pk])
    return reverse("case-publication", args=[row.decision.case_id])
