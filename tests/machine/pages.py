"""The pages on which a case is handled: whose row each takes, and where its form is shown.

An act brings its form along; of any other page the form is taken from the page as it is shown.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from core.acts import Act
from disclosure.models import Publication
from enforcement.models import Case, Decision, Notice, User
from legal_review.models import Review

# How many pages somebody looks at who takes whatever there is.
LOOK = 6
ROWS = 40
TO_CASE = (
    *("case", "decision", "notice", "draw", "task", "measure", "hearing", "review", "licence"),
    *("drawn", "special", "application", "discussion", "incident"),
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that is no act; `shown` names the page with its form, `form` the form among others."""

    name: str
    permission: str
    rows: Callable[[Any], Any]
    open: Callable[[Any], bool] = bool
    shown: str = ""
    form: str = ""


def in_state(*states: str) -> Callable[[Any], bool]:
    """Whether a row is in one of the states."""
    return lambda row: row.status in states


def of_publication(move: str, permission: str, *states: str) -> Page:
    """The page of a move of a publication."""
    return Page(
        name=f"publication-{move}",
        permission=f"disclosure.{permission}",
        rows=lambda user: Publication.objects.visible_to(user).select_related("decision"),
        open=in_state(*states),
        shown="publication-detail",
        form=move,
    )


def _cases(user: User) -> Any:
    return Case.objects.visible_to(user)


def _decisions(user: User) -> Any:
    return Decision.objects.visible_to(user).select_related("case")


def _reviews(user: User) -> Any:
    return Review.objects.visible_to(user).select_related("decision")


def _to_review(case: Case) -> bool:
    rows = case.decisions.filter(status="draft")
    return rows.exclude(pk__in=Review.objects.filter(status="open").values("decision")).exists()


def _undecided(notice: Notice) -> bool:
    return notice.decision.status == "draft" and not notice.superseded


OPEN, DRAFT = in_state("open"), in_state("draft")
# Acts whose page says itself what is wrong; where the state allows them.
STATES: dict[str, Callable[[Any], bool]] = {
    "notice-serve": DRAFT,
    "defence-record": _undecided,
    "notice-waive": _undecided,
    "hearing-request": _undecided,
    "decision-serve": in_state("issued"),
    "case-close": in_state("decided"),
    "departure-approve": DRAFT,
}
OTHERS: tuple[Page, ...] = (
    Page(name="step-create", permission="enforcement.record_step", rows=_cases),
    Page(name="decision-draft", permission="enforcement.draft_decision", rows=_cases),
    Page(
        name="review-submit",
        permission="legal_review.submit",
        rows=_cases,
        open=_to_review,
        shown="case-review",
    ),
    Page(name="review-detail", permission="legal_review.review", rows=_reviews, open=OPEN),
    Page(name="review-withdraw", permission="legal_review.submit", rows=_reviews, open=OPEN),
    Page(name="decision-issue", permission="enforcement.decide", rows=_decisions, open=DRAFT),
    Page(
        name="decision-issue-on-spot",
        permission="enforcement.draft_decision",
        rows=_decisions,
        open=DRAFT,
    ),
    Page(
        name="decision-abandon",
        permission="enforcement.draft_decision",
        rows=_decisions,
        open=DRAFT,
    ),
    Page(
        name="decision-revoke",
        permission="enforcement.decide",
        rows=_decisions,
        open=in_state("issued", "served"),
    ),
    Page(
        name="case-archive",
        permission="recording.archive",
        rows=_cases,
        open=in_state("closed"),
    ),
    of_publication("redact", "redact", "pending", "redacted"),
    of_publication("approve", "approve", "redacted"),
    of_publication("return", "approve", "redacted"),
    of_publication("publish", "approve", "approved"),
    of_publication("withhold", "approve", "pending", "redacted"),
    of_publication("withdraw", "withdraw", "published"),
)


def belongs(row: Any, key: Any, depth: int = 3) -> bool:
    """Whether the row is, or hangs on, the subject."""
    if not isinstance(row, Model) or depth < 0:
        return False
    if row.pk == key:
        return True
    return any(
        belongs(getattr(row, name, None), key, depth - 1)
        for name in TO_CASE
        if hasattr(type(row), name)
    )


@dataclass(frozen=True)
class Visit:
    """One page of one row, and the name of who is on it."""

    page: Any
    row: Any
    who: str


def may(page: Any, who: str, people: Mapping[str, User]) -> str:
    """The first after `who` in the list of people who has the right; `who` when nobody has."""
    names = list(people)
    place = names.index(who)
    able = (
        name for name in (*names[place:], *names[:place]) if people[name].has_perm(page.permission)
    )
    return next(able, who)


def chosen(
    pages: Sequence[Any],
    key: Any,
    who: str,
    people: Mapping[str, User],
    dice: random.Random,
    *,
    careful: bool,
) -> Visit | None:
    """A page on which a row of the case is seen; None when none is found.

    Who is careful goes where the right and the state allow what the page is for.
    """
    for page in dice.sample(pages, len(pages) if careful else min(LOOK, len(pages))):
        name = may(page, who, people) if careful else who
        rows = [row for row in page.rows(people[name])[:ROWS] if belongs(row, key)]
        allowed = STATES.get(page.name, page.open) if careful else bool
        own = [row for row in rows if allowed(row)]
        if own:
            return Visit(page, dice.choice(own), name)
    return None


def form_of(page: Any, row: Any, client: Client, on: date) -> forms.BaseForm | None:
    """The form the page shows; None when it shows none."""
    if isinstance(page, Act):
        return page.form(row=row, on=on)
    context = client.get(reverse(page.shown or page.name, args=[row.pk])).context
    if context is None:
        return None
    found = context.get("forms", {}).get(page.form) if page.form else context.get("form")
    return found if isinstance(found, forms.BaseForm) else None
