"""Who had which part in a decision (责任链), read from rows that the database lets nobody rewrite."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import AuditEntry
from enforcement.models import Case, CaseOfficer, Decision, Discussion, User
from legal_review.models import Review


@dataclass(frozen=True)
class Part:
    """One part: what, who (`account` None: no account of the portal), when, and what was said."""

    part: str
    name: str
    account: int | None = None
    on: date | None = None
    said: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, to be kept; the day in ISO form."""
        return {**asdict(self), "on": self.on.isoformat() if self.on else ""}


def chain_of(decision: Decision) -> list[Part]:
    """Every part in the decision, in the order of the procedure."""
    return [
        *_filed(decision.case),
        *_handled(decision.case),
        *_drafted(decision),
        *_reviewed(decision),
        *_discussed(decision),
        *_decided(decision),
    ]


def cleared(decision: Decision) -> Review | None:
    """The review that opened the gate; None where none was due or the heads' resolution did."""
    if decision.clearance_id is None:
        return None
    rows = Review.objects.filter(decision=decision, version_id=decision.clearance_id)
    return rows.filter(status=Review.Status.PASSED).first()


def _filed(case: Case) -> Iterator[Part]:
    """Who approved the filing: the log knows it, the case does not."""
    label = Case._meta.label_lower
    rows = AuditEntry.objects.filter(object_type=label, object_id=str(case.pk), action="case.file")
    entry = rows.order_by("id").first()
    if entry is not None:
        names = User.objects.in_bulk([entry.actor_id] if entry.actor_id is not None else [])
        name = next((user.name for user in names.values()), "")
        yield Part(_("批准立案"), name or entry.actor, entry.actor_id, case.filed_on)


def _handled(case: Case) -> Iterator[Part]:
    rows = CaseOfficer.objects.filter(case=case).select_related("officer")
    for row in rows.order_by("part", "pk"):
        said = _("至%(day)s") % {"day": row.until} if row.until else ""
        label = str(row.get_part_display())
        yield Part(label, row.officer.name, row.officer.account_id, row.since, said)


def _drafted(decision: Decision) -> Iterator[Part]:
    who = decision.drafted_by
    if who is not None:
        yield Part(_("拟稿"), who.name, who.pk, timezone.localtime(decision.created_at).date())


def _reviewed(decision: Decision) -> Iterator[Part]:
    rows = Review.objects.of(decision).select_related("submitted_by", "reviewer")
    for row in rows:
        sender, times = row.submitted_by, {"round": row.round}
        vow = _("承诺材料真实、准确、完整")
        yield Part(_("第%(round)s次送审") % times, sender.name, sender.pk, row.submitted_on, vow)
        if row.reviewer is not None:
            said = f"{row.get_status_display()} {row.number}".strip()
            yield Part(
                _("第%(round)s次法制审核") % times,
                row.reviewer.name,
                row.reviewer.pk,
                row.decided_on,
                said,
            )


def _discussed(decision: Decision) -> Iterator[Part]:
    held = Discussion.objects.filter(decision=decision, status=Discussion.Status.HELD)
    for row in held.prefetch_related("members").order_by("pk"):
        for member in row.members.all():
            yield Part(
                _("集体讨论（%(post)s）") % {"post": member.post},
                member.name,
                None,
                row.held_on,
                member.opinion,
            )


def _decided(decision: Decision) -> Iterator[Part]:
    who = decision.issued_by
    if who is not None:
        yield Part(_("作出决定"), who.name, who.pk, decision.issued_on, decision.doc_no)
