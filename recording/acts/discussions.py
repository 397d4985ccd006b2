"""Asking for a collective discussion of a draft, and recording it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.models import Case, Decision, Discussion, User
from enforcement.models.kinds import ActionKind
from enforcement.services import decisions
from enforcement.services import discussions as enforcement_discussions
from recording.acts.hearings import procedure_of
from recording.forms.discussion import CallForm, DiscussionForm
from recording.services import discussions

SEE, DECIDE = "enforcement.view_case", "enforcement.decide"


def _drafts(user: Any) -> QuerySet[Decision]:
    return Decision.objects.visible_to(user).select_related("case__party", "agency")


def _discussions(user: Any) -> QuerySet[Discussion]:
    rows = Discussion.objects.visible_to(user)
    return rows.select_related("decision__case__party", "decision__agency")


def _is_draft(decision: Decision) -> bool:
    return decision.kind == ActionKind.PENALTY and decision.status == Decision.Status.DRAFT


def _awaits(discussion: Discussion) -> bool:
    """One of an objection is recorded where the objection is (legal_review.acts)."""
    serious = discussion.about == Discussion.About.SERIOUS
    called = discussion.status == Discussion.Status.CALLED
    return serious and called and _is_draft(discussion.decision)


def _ground(discussion: Discussion, on: date) -> str:
    return discussion.ground


DISCUSSION_CALL = Act(
    name="discussion-call",
    permission=SEE,
    title=gettext_lazy("提请集体讨论"),
    done=gettext_lazy("已提请集体讨论。"),
    rows=_drafts,
    form=CallForm,
    do=enforcement_discussions.call,
    home=procedure_of,
    open=_is_draft,
)
DISCUSSION_HOLD = Act(
    name="discussion-hold",
    permission=DECIDE,
    title=gettext_lazy("记录集体讨论"),
    done=gettext_lazy("已记录，集体讨论笔录已保存。"),
    rows=_discussions,
    form=DiscussionForm,
    do=discussions.hold,
    home=procedure_of,
    lead=_ground,
    open=_awaits,
    papers=True,
)


def offered(case: Case, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do about the discussion of a case."""
    draft = decisions.live(case)
    if draft is None:
        return []
    found: list[tuple[Act[Any], Any]] = []
    if enforcement_discussions.may_call(draft, user) and DISCUSSION_CALL.offered(draft, user):
        found.append((DISCUSSION_CALL, draft))
    rows = draft.discussions.select_related("decision")
    found += [(DISCUSSION_HOLD, row) for row in rows if DISCUSSION_HOLD.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act, row in found]
