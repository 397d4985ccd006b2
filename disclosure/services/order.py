"""Whether a received penalty of a public security organ is one of 治安: a person says so, once.

Until then it is public nowhere (治安管理处罚法 136). Nothing but the organ speaks for it; the same
organs decide on traffic, drugs, entry and more, and what is not of 治安 is published.
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


def waits(row: Publication) -> bool:
    """Whether the row is a record that nobody has ruled on yet."""
    return (
        row.record_id is not None
        and row.status == Publication.Status.PENDING
        and row.shown_id is not None
    )


@transaction.atomic
def rule(
    publication: Publication, *, by: User, on: date, of_order: bool, reason: str
) -> Publication:
    """Withhold it as one of 治安, or publish it; the reason stays inside.

    RuleError for a blank reason and for what the law bars, StaleError when it was ruled on already.
    """
    demand_in(by, APPROVE, publication.agency_id)
    rows = Publication.objects.select_related("record__agency", "shown", "agency")
    row = rows.select_for_update(of=("self",)).get(pk=publication.pk)
    if not waits(row) or row.record is None or row.shown is None:
        raise StaleError(_("该记录已经办理。"), remedy=_("请刷新页面，查看最新状态后再操作。"))
    if not reason.strip():
        raise RuleError(
            _("应当说明是否属于违反治安管理的记录的理由。"),
            article=eligibility.SEALED,
            remedy=_("请写明处罚所依据的法律、法规。"),
            field="reason",
        )
    bar = eligibility.sealed() if of_order else eligibility.bar_record(row.record)
    data = {"note": reason.strip(), "of_order": of_order}
    audit.append("publication.order", obj=row, actor=by, data=data)
    if bar is None:
        records.keep_period(row, row.record, by=by, on=on)
        return records.release(row, row.record, row.shown, by=by, on=on, approved_by=by)
    # What else the law bars it for, nobody has said yet.
    return records.withhold(row, bar, by=by, ruled=of_order)
