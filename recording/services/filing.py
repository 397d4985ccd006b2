"""Not filing a case, with the 不予立案审批表 of it."""

from datetime import date

from django.db import transaction

from enforcement.models import Case, User
from enforcement.models.kinds import Procedure
from enforcement.services import cases
from recording import contexts, wording
from recording.services import documents

REFUSAL = "filing_refusal"


@transaction.atomic
def reject(case: Case, *, by: User, on: date, reason: str) -> Case:
    """不予立案; a penalty case keeps its approval form. RuleError as `cases.reject`."""
    rejected = cases.reject(case, by=by, on=on, reason=reason)
    if rejected.procedure == Procedure.ORDINARY:
        context = _context(rejected, by=by, on=on, reason=reason)
        documents.keep(rejected, kind=REFUSAL, context=context, by=by, on=on)
    return rejected


def _context(case: Case, *, by: User, on: date, reason: str) -> contexts.Context:
    filing = contexts.for_filing(case, on)
    sections = [
        wording.section("线索和核查情况", case.summary),
        wording.section("不予立案的理由和依据", reason),
    ]
    answer = "不符合《中华人民共和国行政处罚法》第五十四条第二款规定的立案标准，不予立案。"
    opinion = {"label": "审批意见", "text": answer, "name": by.name, "date": on.isoformat()}
    return {
        **filing,
        "fields": [pair for pair in filing["fields"] if pair[0] != "简要情况" and pair[1]],
        "sections": wording.filled(sections),
        "opinions": [opinion],
    }
