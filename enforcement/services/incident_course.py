"""The course of a procedural measure: moved along its table, each move with its clock."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import deadlines
from core.errors import RuleError
from core.models import Deadline
from core.permissions import demand
from enforcement import flows
from enforcement.incidents import Measure, ending, measures
from enforcement.models import Case, Decision, Incident, User
from enforcement.models.incident import OPEN
from enforcement.services import assignment, cases

RECORD = "enforcement.record_step"
Kind, Status = Incident.Kind, Incident.Status
SUBJECT = "incident"


def measure_of(incident: Incident) -> Measure:
    """The row of the table the incident follows."""
    return measures()[incident.kind]


@transaction.atomic
def advance(
    incident: Incident,
    name: str,
    *,
    by: User,
    on: date,
    changes: Mapping[str, Any],
    note: str = "",
) -> Incident:
    """Move the incident along its table and turn its clock. RuleError for a date out of order."""

    def in_order(row: Incident) -> None:
        if on < row.latest:
            raise RuleError(
                _("日期不能早于上一环节的日期%(day)s。") % {"day": row.latest},
                article=measure_of(row).article,
                remedy=_("请核对日期。"),
                field="on",
            )

    flow = flows.INCIDENT[incident.kind]
    moved = flow.move(incident, name, by=by, check=in_order, changes=dict(changes), note=note)
    turn(moved, name, on=on)
    return moved


def turn(incident: Incident, name: str, *, on: date) -> None:
    """End the clock that ran and start the one that begins with the move."""
    stop = deadlines.void if name == "end" else deadlines.close
    stop(SUBJECT, str(incident.pk), on=on)
    key = measure_of(incident).clocks.get(name)
    if not key:
        return
    rules = incident.case.agency.rules()
    period = rules.period(key, on=on, domain=cases.rules_domain(incident.case))
    deadlines.open_deadline(
        key=key,
        label=period.label,
        subject_type=SUBJECT,
        subject_id=str(incident.pk),
        agency_id=incident.agency_id,
        region=rules.region,
        period=period,
        start_on=on,
    )


@transaction.atomic
def go_on(incident: Incident, *, by: User, on: date, result: str) -> Incident:
    """案件继续办理: a transfer came back or was not taken, so the case goes on here."""
    assert_carrier(incident, by)
    require(result, _("应当写明案件继续办理的原因。"), measure_of(incident).article, "result")
    changes = {"ended_on": on, "result": result.strip()}
    return advance(incident, "end", by=by, on=on, changes=changes, note=result)


def assert_carrier(incident: Incident, by: User) -> None:
    """Only a handler of the case carries an approved measure out."""
    demand(by, RECORD)
    assignment.assert_handler(incident.case, by)


def assert_closable(case: Case, ground: str) -> None:
    """Refuse closing while a measure is pending, or on a ground whose measure is not done."""
    row = case.incidents.open().first()
    if row is not None:
        raise RuleError(
            _("本案的“%(kind)s”尚未办结，不能结案。") % {"kind": row.get_kind_display()},
            article=measure_of(row).article,
            remedy=_("请先办结该事项。"),
        )
    kinds = ending(ground)
    if kinds and not case.incidents.filter(kind__in=kinds, status=Status.DONE).exists():
        raise RuleError(
            _("以该事由结案，应当先办结：%(list)s。")
            % {"list": "、".join(str(Kind(key).label) for key in kinds)},
            article=measures()[kinds[0]].article,
            remedy=_("请在案件的程序事项中提出申请，经批准后办理。"),
            field="ground",
        )


def window(incident: Incident, name: str) -> date | None:
    """The last day of the clock that started with the move; None when the move starts none."""
    key = measure_of(incident).clocks.get(name, "")
    rows = Deadline.objects.filter(subject_type=SUBJECT, subject_id=str(incident.pk), key=key)
    row = rows.order_by("-pk").first()
    return row.due_on if row else None


def require(text: str, message: str, article: str, name: str) -> None:
    """Refuse a blank text where the law wants it written."""
    if not text.strip():
        raise RuleError(message, article=article, remedy=_("请填写后再保存。"), field=name)


def assert_no_decision(case: Case, article: str) -> None:
    """Refuse what may only happen to a case without a draft or a decision in force."""
    live = [Decision.Status.DRAFT, Decision.Status.ISSUED, Decision.Status.SERVED]
    if case.decisions.filter(status__in=live).exists():
        raise RuleError(
            _("本案已有决定草案或者决定。"),
            article=article,
            remedy=_("有草案的请先放弃草案；决定已经作出的不能终止调查、撤销立案或者移送管辖。"),
        )


def may_move(incident: Incident, name: str) -> bool:
    """Whether the table of the kind allows the move from the present state."""
    return any(move.name == name for move in flows.INCIDENT[incident.kind].allowed(incident))


def awaited(incident: Incident) -> str:
    """Who must act next; "" when the measure is over."""
    if incident.status == Status.APPLIED:
        return _("行政机关负责人（审批）")
    if incident.status in (Status.SENT, Status.OBJECTED):
        return incident.target_name
    return _("承办人") if incident.status in OPEN else ""


def clocks(rows: Iterable[Incident]) -> list[Deadline]:
    """The clocks of the measures that still run, the next due first."""
    keys = [str(row.pk) for row in rows]
    found = Deadline.objects.filter(subject_type=SUBJECT, subject_id__in=keys)
    return list(found.filter(outcome=Deadline.Outcome.OPEN).order_by("due_on", "pk"))
