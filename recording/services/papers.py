"""Writing a paper of the table papers.toml, and handing it to the party."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import numbering
from core.errors import RuleError
from core.permissions import demand
from enforcement.models import Case, User
from enforcement.services import cases, decisions, recusal
from recording import papers
from recording.models import Document, Service
from recording.services import documents, service

RECORD = "enforcement.record_step"
NUMBER = "number.paper"


@transaction.atomic
def write(case: Case, *, by: User, on: date, paper: papers.Paper, words: papers.Words) -> Document:
    """Keep a paper with the officer's words and the facts of the record; `words` by element.

    RuleError for a blank legal element, a paper of another procedure, an archived file.
    """
    demand(by, RECORD)
    cases.assert_handler(case, by)
    recusal.assert_not_recused(case, by)
    if case.procedure not in paper.procedures:
        raise RuleError(
            _("“%(procedure)s”没有这种文书：%(paper)s。")
            % {"procedure": case.get_procedure_display(), "paper": paper.label},
            article=paper.article,
            remedy=_("请从本程序的文书中选择。"),
        )
    documents.refuse_archived(case)
    context = papers.context(case, paper, words, on)
    return documents.keep(
        case,
        kind=paper.key,
        context=context,
        by=by,
        on=on,
        decision=decisions.live(case),
        number=_number(case, on) if paper.numbered else "",
    )


def _number(case: Case, on: date) -> str:
    return numbering.take(
        agency_id=case.agency_id,
        kind="paper",
        year=on.year,
        format=str(case.agency.rules().value(NUMBER)),
        prefix=case.agency.doc_prefix,
    )


def awaits_service(document: Document) -> bool:
    """Whether the paper is one the party is handed, and was not yet."""
    paper = papers.papers().get(document.kind)
    served = Service.objects.filter(document=document).exists()
    return paper is not None and paper.served and not served


def serve(document: Document, *, by: User, on: date, **handed: str) -> Service:
    """Record that the paper reached the party, once (see `service.deliver_later`)."""
    handed_over = {key for key, paper in papers.papers().items() if paper.served}
    return service.deliver_later(document, by=by, on=on, among=handed_over, **handed)
