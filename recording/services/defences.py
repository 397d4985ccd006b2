"""Examining a defence again (陈述申辩复核), with its paper for the file (行政处罚法 45)."""

from datetime import date

from django.db import transaction

from core import fonts
from enforcement.models import Defence, User
from enforcement.services import notices
from recording import papers
from recording.models import Document
from recording.services import documents

# 〓 is what a printer sets for a character it does not have.
GETA = "\u3013"


@transaction.atomic
def answer(defence: Defence, *, by: User, on: date, adopted: bool, reasons: str) -> Defence:
    """Answer a defence and keep the opinion. RuleError as `enforcement.services.notices.answer`."""
    documents.refuse_archived(defence.notice.case)
    row = notices.answer(defence, by=by, on=on, adopted=adopted, reasons=reasons)
    _keep(row, by=by, on=on)
    return row


def _keep(row: Defence, *, by: User, on: date) -> Document:
    context = papers.reexamined(row, printable(row.text), on)
    decision = row.notice.decision
    return documents.keep(
        row.notice.case, kind=papers.REEXAMINED, context=context, by=by, on=on, decision=decision
    )


def printable(text: str) -> str:
    """What the party typed, with 〓 for what the font lacks: the answer must not fail for a sign."""
    return text.translate({ord(sign): GETA for sign in fonts.missing(text)})
