"""The clock of public lists: a change of an officer, a law or a function is in them in time.

The services that make such changes note them here; the list administrator answers for each one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit, deadlines
from core.errors import RuleError
from enforcement.models import Agency, EntryVersion, Item, ListChange, Statute, User
from enforcement.models.kinds import Register
from enforcement.services import citing
from enforcement.services.keeping import CHANGE as CHANGE
from enforcement.services.keeping import demand_kept

SUBJECT = "list_change"
CLOCK = "pub.update_basic_info_days"
LENGTH = ListChange._meta.get_field("what").max_length or 0
# The lists kept by hand that a change of each cause may be in; the registers of agencies, officers and
# items are what was changed.
CONCERNED = {
    ListChange.Cause.OFFICER: (Register.WINDOW,),
    ListChange.Cause.LAW: (
        *(Register.GUIDE, Register.SAMPLE, Register.DEVICE),
        *(Register.FLOWCHART, Register.REMEDY, Register.STANDARD, Register.RECORDING),
    ),
    ListChange.Cause.FUNCTION: (
        *(Register.GUIDE, Register.WINDOW, Register.CHANNEL),
        *(Register.FLOWCHART, Register.REMEDY),
    ),
}


@transaction.atomic
def note(
    agency: Agency,
    cause: ListChange.Cause,
    what: str,
    *,
    on: date,
    statute: Statute | None = None,
) -> ListChange:
    """Start the clock of a change on the day it happened; the same change is noted once."""
    row, created = ListChange.objects.get_or_create(
        agency=agency,
        cause=cause,
        what=what[:LENGTH],
        changed_on=on,
        defaults={"statute": statute},
    )
    if created:
        rules = agency.rules()
        period = rules.period(CLOCK, on=on)
        deadlines.open_deadline(
            key=CLOCK,
            label=period.label,
            subject_type=SUBJECT,
            subject_id=str(row.pk),
            agency_id=agency.pk,
            region=rules.region,
            period=period,
            start_on=on,
        )
    return row


@transaction.atomic
def enter(agency: Agency, *, by: User, cause: str, what: str, changed_on: date) -> ListChange:
    """Start the clock of a change that no service of the portal made: a law that the library lacks,
    a reform that moves a function.

    RuleError for another's agency, for one that is not announced, for a change that is noted already.
    """
    demand_kept(agency, by)
    article = agency.rules().article(CLOCK, on=changed_on)
    known = ListChange.objects.filter(
        agency=agency, cause=cause, what=what.strip(), changed_on=changed_on
    )
    if agency.status != Agency.Status.CONFIRMED:
        raise RuleError(
            _("该主体尚未公告或者已经撤销，没有公布的清单。"),
            article=article,
            remedy=_("请选择已公告的主体。"),
            field="agency",
        )
    if known.exists():
        raise RuleError(
            _("该变动已经登记。"), article=article, remedy=_("请在列表中办理。"), field="what"
        )
    row = note(agency, ListChange.Cause(cause), what.strip(), on=changed_on)
    audit.append("listchange.enter", obj=row, actor=by, data={"what": row.what, "on": changed_on})
    return row


def note_officer(agency: Agency, what: str, *, on: date) -> None:
    """Note a change of an officer of an announced agency; of others no list is public."""
    if agency.status == Agency.Status.CONFIRMED:
        note(agency, ListChange.Cause.OFFICER, what, on=on)


def note_law(statute: Statute, *, on: date, repealed: bool = False) -> list[ListChange]:
    """Note a new version of a statute, or its repeal, for every announced agency with a list citing it.

    The list of items, of benchmarks, of delegations, of what is reviewed, or of random checks.
    """
    items = Item.objects.in_force(on).filter(bases__statute=statute).values("agency")
    others = {row.agency_id for row in citing.rows(statute, on)}
    said = _("《%(title)s》废止") if repealed else _("《%(title)s》修订施行")
    words = said % {"title": statute.title}
    rows = Agency.objects.public().filter(Q(pk__in=items) | Q(pk__in=others)).order_by("pk")
    return [note(agency, ListChange.Cause.LAW, words, on=on, statute=statute) for agency in rows]


def cited(row: ListChange) -> list[Any]:
    """The rows of the lists that cite the statute whose change it is, as the lists stand that day."""
    if row.statute is None:
        return []
    return citing.rows(row.statute, row.changed_on, row.agency)


def concerned(row: ListChange) -> list[EntryVersion]:
    """The public entries that may have to change: of the registers the cause can be in."""
    registers = CONCERNED[ListChange.Cause(row.cause)]
    rows: Iterable[EntryVersion] = EntryVersion.objects.public(row.changed_on).filter(
        entry__agency=row.agency, entry__register__in=registers
    )
    return list(rows)


@transaction.atomic
def settle(change: ListChange, *, by: User, on: date, note: str) -> ListChange:
    """Confirm that every list concerned says the change; ends the clock as kept or as late.

    RuleError for another agency's, for one that was answered already, a day before the change, and without a word how.
    """
    row = (
        ListChange.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=change.pk)
    )
    demand_kept(row.agency, by)
    article = row.agency.rules().article(CLOCK, on=row.changed_on)
    if row.done_on is not None:
        raise RuleError(
            _("该变动已经办结。"), article=article, remedy=_("请刷新页面查看最新状态。")
        )
    if on < row.changed_on:
        raise RuleError(
            _("更新日期不能早于变动日期。"), article=article, remedy=_("请核对日期。"), field="on"
        )
    if not note.strip():
        raise RuleError(
            _("应当说明更新了哪些清单。"), article=article, remedy=_("请填写。"), field="note"
        )
    row.done_on, row.done_by, row.note = on, by, note.strip()
    row.save(update_fields=["done_on", "done_by", "note"])
    outcome = deadlines.close(SUBJECT, str(row.pk), on=on)
    audit.append("listchange.settle", obj=row, actor=by, data={"on": on, "outcome": outcome})
    return row
