"""Whether the law bars a received record of which its texts leave a doubt: a person says so, once.

Until then it is public nowhere. Nothing but the organ speaks for a penalty of 治安 (治安管理处罚法 136): the
same organs decide on traffic, drugs, entry and more. Nothing but the words speaks for a minor
(未成年人保护法 103). What is neither is published.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError, StaleError
from core.permissions import demand_in
from disclosure import eligibility
from disclosure.models import Publication
from disclosure.services import records
from enforcement.models import User

APPROVE = "disclosure.approve"
PUBLIC = "public"
BARS = {"sealed": eligibility.sealed, "minor": eligibility.minor}


def waits(row: Publication) -> bool:
    """Whether the row is a record that nobody has ruled on yet."""
    return (
        row.record_id is not None
        and row.status == Publication.Status.PENDING
        and row.shown_id is not None
    )


@transaction.atomic
def rule(publication: Publication, *, by: User, on: date, answer: str, reason: str) -> Publication:
    """Withhold it as one of 治安 (`sealed`) or of a `minor`, or publish it (`public`).

    The reason stays inside. RuleError for a blank reason, for another answer and for what the law
    bars, StaleError when it was ruled on already.
    """
    demand_in(by, APPROVE, publication.agency_id)
    rows = Publication.objects.select_related("record__agency", "shown", "agency")
    row = rows.select_for_update(of=("self",)).get(pk=publication.pk)
    if not waits(row) or row.record is None or row.shown is None:
        raise StaleError(_("该记录已经办理。"), remedy=_("请刷新页面，查看最新状态后再操作。"))
    if answer not in {PUBLIC, *BARS}:
        raise RuleError(_("没有这种认定。"), remedy=_("请重新选择。"), field="answer")
    if not reason.strip():
        raise RuleError(
            _("应当说明认定的理由。"),
            article=f"{eligibility.SEALED}、{eligibility.MINORS}",
            remedy=_("请写明所依据的法律、法规，或者核实的情况。"),
            field="reason",
        )
    bar = BARS[answer]() if answer in BARS else eligibility.bar_record(row.record)
    data = {"note": reason.strip(), "answer": answer}
    audit.append("publication.order", obj=row, actor=by, data=data)
    if bar is None:
        records.keep_period(row, row.record, by=by, on=on)
        return records.release(row, row.record, row.shown, by=by, on=on, approved_by=by)
    # What else the law bars it for, nobody has said yet.
    return records.withhold(row, bar, by=by, ruled=answer in BARS)
