"""The inspection of an object that was drawn, by the officers drawn for it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.permissions import demand_in
from enforcement.models import DrawnObject, DrawObject, InspectionTask, Party, User
from enforcement.models.kinds import PartyKind
from enforcement.services import inspection_tasks, parties
from enforcement.services.draws import PREPARE


@transaction.atomic
def open_task(
    drawn: DrawnObject,
    *,
    by: User,
    on: date,
    visit_from: date,
    visit_to: date | None = None,
    place: str = "",
) -> InspectionTask:
    """Plan the inspection of a drawn object by the officers drawn for it; all items in one visit.

    RuleError when it was planned already, or where `inspection_tasks.plan` refuses.
    """
    demand_in(by, PREPARE, drawn.agency_id)
    row = DrawnObject.objects.select_for_update().select_related("draw", "listed").get(pk=drawn.pk)
    if row.task_id is not None:
        raise RuleError(_("该对象的检查任务已经建立。"), remedy=_("请打开该检查任务办理。"))
    plans = row.draw.plans.select_related("check_item__item").order_by("pk")
    visit = inspection_tasks.Visit(
        party=_party(row.listed, by),
        kind=inspection_tasks.Kind.RANDOM,
        source=inspection_tasks.Source.DRAW,
        source_note=row.draw.title,
        draw_ref=f"{row.draw_id}#{row.ordinal}",
        items=list(dict.fromkeys(plan.check_item.item for plan in plans)),
        officers=[each.listed.officer for each in row.team.select_related("listed__officer")],
        visit_from=visit_from,
        visit_to=visit_to,
        grade=row.listed.group,
        place=place,
    )
    row.task = inspection_tasks.plan(visit, by=by, agency=row.draw.agency, on=on)
    row.save(update_fields=["task"])
    audit.append("draw.open_task", obj=row, actor=by, data={"task": row.task.pk})
    return row.task


def _party(listed: DrawObject, by: User) -> Party:
    """The agency's own party of that code or, lacking a code, of that name; made when there is
    none."""
    agency = listed.draw.agency
    known = Party.objects.filter(agency=agency, kind=listed.kind)
    if listed.kind == PartyKind.PERSON:
        names, found = {"id_no": listed.code}, known.filter(id_hash=listed.lookup).first()
    else:
        names = {"uscc": listed.code}
        same = {"uscc": listed.code} if listed.code else {"name": listed.name}
        found = known.filter(**same).first()
    return found or parties.create(
        by=by,
        agency=agency,
        kind=listed.kind,
        name=listed.name,
        uscc=names.get("uscc", ""),
        id_no=names.get("id_no", ""),
    )
