"""Drafts without a record: all that the gates of a decision look at, and nothing that is rendered."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from core.models import AuditEntry, Deadline
from enforcement import gates
from enforcement.models import Agency, Case, Decision, Notice, Party, User
from enforcement.services import decisions, notices
from legal_review.models import Review, ReviewCheck
from tests import factories

ON = factories.DECIDED


def lead(row: Case) -> User:
    """The account that leads the case."""
    return factories.account_of(factories.lead_of(row))


def head(agency: Agency) -> User:
    """The head of the agency."""
    return factories.someone(agency, "head")


def draft(
    agency: Agency,
    *,
    on: date = ON,
    procedure: str = "ordinary",
    of: Party | None = None,
    case: Case | None = None,
    **changes: Any,
) -> Decision:
    """The draft of a filed case that is to be decided on `on`."""
    kind = factories.KIND_OF[procedure]
    row = case or factories.case(agency, kind=kind, procedure=procedure, filed=True, on=on, of=of)
    return decisions.draft(row, by=lead(row), content=factories.content(row.procedure, **changes))


def tell(decision: Decision, *, on: date, offered: bool | None = None) -> Notice:
    """The notice served on the day; a hearing is offered where the law asks for it."""
    due = bool(notices.hearing_required(decision, on))
    return notices.notify(
        decision,
        by=lead(decision.case),
        on=on,
        hearing_offered=due if offered is None else offered,
    )


def clear(decision: Decision) -> Decision:
    """The draft with the clearance of exactly its text, as a passed review leaves it."""
    by = lead(decision.case)
    decisions.clear(decision, version=decisions.freeze(decision, by=by), by=by)
    return again(decision)


def reviewed(decision: Decision, *, on: date = ON) -> Decision:
    """The draft with a passed review that has no paper: enough for the gates of the database."""
    by, told = lead(decision.case), notices.current(decision)
    review = Review.objects.create(
        agency=decision.agency,
        decision=decision,
        version=decisions.freeze(decision, by=by),
        round=Review.objects.of(decision).count() + 1,
        seal="0" * 64,
        notice=told,
        heard_on=told.hearing_closed_on if told else None,
        declared=True,
        submitted_by=by,
        submitted_on=on,
    )
    ReviewCheck.objects.create(review=review, head="facts", label="事实清楚", result="pass")
    Review.objects.filter(pk=review.pk).update(
        status=Review.Status.PASSED,
        reviewer=factories.someone(decision.agency, "reviewer"),
        decided_on=on,
        opinion="同意。",
        opinion_seal="0" * 64,
    )
    return clear(decision)


def again(decision: Decision) -> Decision:
    """The decision as the database has it now."""
    return Decision.objects.select_related("case__party", "agency").get(pk=decision.pk)


def codes(decision: Decision, on: date) -> list[str]:
    """The codes of the gates that are closed on the day."""
    return [gap.code for gap in gates.before_issue(again(decision), on)]


def audited(obj: Model, action: str) -> bool:
    """Whether the log has the action on the row."""
    rows = AuditEntry.objects.filter(action=action, object_type=obj._meta.label_lower)
    return rows.filter(object_id=str(obj.pk)).exists()


def clock(subject: Model, kind: str, key: str = "") -> Deadline:
    """The only deadline of a subject (of one key)."""
    rows = Deadline.objects.filter(subject_type=kind, subject_id=str(subject.pk))
    return rows.get(key=key) if key else rows.get()


def page(client: Client, name: str, *keys: object) -> str:
    """The text of a page that is there."""
    answer = client.get(reverse(name, args=keys))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def said(client: Client, name: str, data: dict[str, Any], *keys: object) -> str:
    """The form with what it says about data it refused."""
    answer = client.post(reverse(name, args=keys), data)
    assert answer.status_code == 200, (name, answer.status_code)
    text = answer.content.decode()
    assert "提交的内容有误，未保存" in text
    return text
