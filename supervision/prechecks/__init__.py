"""The automatic pre-check of a file: what the record itself can answer, with the reason and the row.

A check proposes a number of findings; the reviewer confirms it or departs from it with a reason. Its
words are kept with the sheet, so they are Chinese whatever the language of the account.
"""

from collections.abc import Callable
from datetime import date
from typing import TypedDict

from django.utils import translation

from enforcement.models import Case
from supervision.prechecks import papers, people, procedure
from supervision.prechecks.facts import Facts, Found
from supervision.sheets import Item, Sheet

KEPT_IN = "zh-hans"
Check = Callable[[Facts, Item], Found]
CHECKS: dict[str, Check] = {
    "officers": people.officers,
    "party": people.party,
    "apart": people.apart,
    "approved": people.approved,
    "told_publication": people.told_publication,
    "filing_time": procedure.filing_time,
    "filed_first": procedure.filed_first,
    "notice": procedure.notice,
    "notice_served": procedure.notice_served,
    "window": procedure.window,
    "defences": procedure.defences,
    "hearing": procedure.hearing,
    "legal_review": procedure.legal_review,
    "review_opinion": procedure.review_opinion,
    "discussed": procedure.discussed,
    "decision_time": procedure.decision_time,
    "service_time": procedure.service_time,
    "receipt": procedure.receipt,
    "paid": procedure.paid,
    "closed": procedure.closed,
    "archive_time": procedure.archive_time,
    "publication_time": procedure.publication_time,
    "measures": procedure.measures,
    "limitation": procedure.in_limitation,
    "papers": papers.papers,
    "steps": papers.steps,
    "papers_or_steps": papers.papers_or_steps,
    "source": papers.source,
    "decision_paper": papers.decision_paper,
    "remedy": papers.remedy,
    "number": papers.number,
    "weighed": papers.weighed,
    "coverage": papers.covered,
    "late_storage": papers.late_storage,
    "whole": papers.whole,
    "complete": papers.complete,
    "archived": papers.archived,
}


class Answer(TypedDict):
    """One row as it is kept with the file."""

    item: str
    findings: int | None
    reason: str
    anchor: str


def run(case: Case, sheet: Sheet, on: date) -> list[Answer]:
    """What the record answers of the sheet; a line without a check is left to the reviewer."""
    with translation.override(KEPT_IN):
        facts = Facts.of(case, on)
        return [_answer(facts, line) for line in sheet.of_kind(case.kind) if line.check]


def _answer(facts: Facts, line: Item) -> Answer:
    found = CHECKS[line.check](facts, line)
    # A veto ends the file at 0: the record may say that nothing speaks for it, never that it holds.
    count = None if line.veto and found.findings else found.findings
    return Answer(item=line.key, findings=count, reason=found.reason, anchor=found.anchor)
