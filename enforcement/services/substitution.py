"""Performance by substitute (代履行): decision, urging three days before, signatures (CL 50-52)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, calendar, periods
from core.errors import RuleError
from core.permissions import demand
from enforcement import flows
from enforcement.models import Decision, Substitution, User
from enforcement.services import cases, forced, measures, recusal
from enforcement.services.measures import DECIDE, RECORD

URGE = "coerce.substitute_urge_days"
DANGER = "行政强制法第五十条"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the decision must say (CL 51): grounds, way and time, object, budget, who performs."""

    basis: str
    means: str
    subject: str
    planned_on: date
    budget_cents: int
    performer: str
    at_once_ground: str = ""


@transaction.atomic
def order(decision: Decision, *, by: User, on: date, number: str, what: Order) -> Substitution:
    """代履行决定 by the head. RuleError when an element of the decision is blank."""
    row = Decision.objects.select_for_update().select_related("case__agency").get(pk=decision.pk)
    recusal.demand_in_case(by, DECIDE, row.case)
    measures.assert_own_power(row.case, on)
    forced.assert_served(row, on)
    _assert_complete(what, on)
    forced.assert_humane(row.case, what.means, residents=False)
    made = Substitution.objects.create(
        case=row.case,
        decision=row,
        doc_no=number,
        ordered_on=on,
        ordered_by=by,
        basis=what.basis.strip(),
        means=what.means.strip(),
        subject=what.subject.strip(),
        planned_on=what.planned_on,
        budget_cents=what.budget_cents,
        performer=what.performer.strip(),
        at_once_ground=what.at_once_ground.strip(),
        created_by=by,
    )
    audit.append("substitution.order", obj=made, actor=by, data={"on": on, "number": number})
    return made


def _assert_complete(what: Order, on: date) -> None:
    texts = {
        "basis": what.basis,
        "means": what.means,
        "subject": what.subject,
        "performer": what.performer,
    }
    blank = next((name for name, text in texts.items() if not text.strip()), "")
    if blank or what.budget_cents < 0 or what.planned_on < on:
        raise RuleError(
            _("代履行决定书应当载明理由和依据、方式和时间、标的、费用预算以及代履行人。"),
            article="行政强制法第五十一条第一项",
            remedy=_("请补全，并核对代履行日期。"),
            field=blank or ("budget" if what.budget_cents < 0 else "planned_on"),
        )


def latest_urging(row: Substitution) -> date:
    """The last day on which the urging is in time for the planned day."""
    rules = row.case.agency.rules()
    period = rules.period(URGE, on=row.ordered_on)
    return periods.latest_notice(period, row.planned_on, calendar.load(rules.region)).date


@transaction.atomic
def urge(row: Substitution, *, by: User, on: date) -> Substitution:
    """催告, three working days before the work (CL 51, 69)."""
    demand(by, RECORD)
    cases.assert_handler(row.case, by)
    locked = flows.SUBSTITUTION.lock(row, "urge")
    last = latest_urging(locked)
    if not locked.ordered_on <= on <= last:
        raise RuleError(
            _("代履行三个工作日前应当催告：代履行定于%(day)s，最迟于%(last)s催告。")
            % {"day": locked.planned_on, "last": last},
            article=locked.case.agency.rules().article(URGE, on=on),
            remedy=_("请重新作出代履行决定，另定代履行日期。"),
            field="on",
        )
    return flows.SUBSTITUTION.move(row, "urge", by=by, changes={"urged_on": on})


@transaction.atomic
def carry_out(
    row: Substitution,
    *,
    by: User,
    started_at: datetime,
    ended_at: datetime,
    record: str,
    supervisors: str,
    signatures: str,
    cost_cents: int,
    urgency: str = "",
) -> Substitution:
    """The work itself, under the eyes of the agency, signed by all (CL 51); at once only by CL 52."""
    demand(by, RECORD)
    cases.assert_handler(row.case, by)
    locked = Substitution.objects.select_for_update().select_related("case").get(pk=row.pk)
    at_once = bool(locked.at_once_ground) and locked.urged_on is None
    name = "carry_out_at_once" if at_once else "carry_out"
    on = timezone.localtime(started_at).date()
    if not at_once:
        flows.SUBSTITUTION.lock(row, name)
        _assert_day(locked, on)
    measures.assert_own_power(locked.case, on)
    cases.assert_certified(locked.case, on)
    forced.assert_hours(locked.case, started_at, ended_at, urgency or locked.at_once_ground)
    _assert_signed(supervisors, signatures, record)
    changes = {
        "started_at": started_at,
        "ended_at": ended_at,
        "record": record.strip(),
        "supervisors": supervisors.strip(),
        "signatures": signatures.strip(),
        "cost_cents": cost_cents,
        "urgency": urgency.strip(),
    }
    return flows.SUBSTITUTION.move(row, name, by=by, changes=changes)


def _assert_day(row: Substitution, on: date) -> None:
    if on < row.planned_on:
        raise RuleError(
            _("代履行不能早于决定书载明的日期%(day)s。") % {"day": row.planned_on},
            article="行政强制法第五十一条",
            remedy=_("请核对时间；需要立即清除的，应当在决定中写明情况。"),
            field="started_at",
        )


def _assert_signed(supervisors: str, signatures: str, record: str) -> None:
    if supervisors.strip() and signatures.strip() and record.strip():
        return
    raise RuleError(
        _("代履行应当派员到场监督；完毕后，监督人员、代履行人和当事人或者见证人应当签名或者盖章。"),
        article="行政强制法第五十一条第三项、第四项",
        remedy=_("请填写到场监督人员、代履行情况和签名情况。"),
        field="supervisors" if not supervisors.strip() else "signatures",
    )
