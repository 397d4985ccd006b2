"""Numbers, papers and their service, shared by measures and forced execution."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import numbering
from core.errors import RuleError
from enforcement import remedies
from enforcement.models import Case, Measure, User
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import measure_course
from recording.contexts import Context
from recording.models import Document, Service
from recording.services import documents, service

RECORD = "enforcement.record_step"
SERVICE_ARTICLE = "行政强制法第三十八条"
# Papers of coercion that are handed over by an act of their own.
SERVED_LATER = (
    "measure_extension",
    "freeze_decision",
    "forced_decision",
    "substitution_decision",
)


def number(case: Case, series: str, on: date) -> str:
    """The next number of a series of coercion papers, for example "云市监强措〔2026〕3号"."""
    return numbering.take(
        agency_id=case.agency_id,
        kind=series,
        year=on.year,
        format=str(case.agency.rules().value(f"number.{series}", on=on)),
        prefix=case.agency.doc_prefix,
    )


@translation.override(settings.LANGUAGE_CODE)
def remedy_text(case: Case, on: date) -> str:
    """救济途径 against an act of coercion."""
    agency, above = case.agency, case.agency.parent()
    return remedies.remedies(
        kind=ActionKind.COERCION,
        procedure=Procedure.ORDINARY,
        on=on,
        rule=str(agency.remedy_rule),
        agency_name=str(agency.name),
        court_name=str(agency.court_name),
        government_name=str(agency.government_name),
        superior_name=str(above.name) if above else "",
    ).text


def keep(
    case: Case, kind: str, context: Context, *, by: User, on: date, number: str = ""
) -> Document:
    """Keep a paper of coercion under its number."""
    return documents.keep(case, kind=kind, context=context, by=by, on=on, number=number)


def hand_over(
    document: Document,
    *,
    by: User,
    on: date,
    receiver: str,
    place: str,
    method: str = Service.Method.DIRECT,
    note: str = "",
) -> Service:
    """Record that a paper of coercion reached the party; no publication is told with it."""
    return service.deliver(
        document,
        by=by,
        on=on,
        method=method,
        receiver=receiver,
        place=place,
        note=note,
        told_publication=False,
    )


@transaction.atomic
def serve(document: Document, *, by: User, on: date, **handed: str) -> Service:
    """Serve a paper that was kept before; a freezing decision ends its three working days."""
    row = service.deliver_later(
        document, by=by, on=on, among=SERVED_LATER, article=SERVICE_ARTICLE, **handed
    )
    if document.kind == "freeze_decision":
        measure = Measure.objects.get(case=document.case, doc_no=document.number)
        measure_course.serve_freeze(measure, by=by, on=row.effective_on)
    return row


def assert_paper_served(case: Case, doc_no: str, on: date) -> None:
    """Refuse to execute before the decision to execute reached the party (CL 38)."""
    served = Service.objects.filter(
        case=case, document__number=doc_no, effective_on__lte=on, document__kind__in=SERVED_LATER
    )
    if not served.exists():
        raise RuleError(
            _("强制执行（代履行）决定书尚未送达，不能执行。"),
            article="行政强制法第三十八条、第五十一条",
            remedy=_("请先直接送达当事人；拒绝接收的，依法留置送达。"),
        )
