"""当场处罚决定报所属机关备案 (行政处罚法 52): a clock from the decision on, ended by the report.

The law sets no number of days; the profile names the rule it takes them from.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import audit, deadlines
from core.errors import RuleError
from core.models import Deadline
from core.permissions import demand
from enforcement.gates.content import PUNISHED
from enforcement.models import Case, Decision, User
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import cases

PERIOD = "proc.simple_record_days"
ARTICLE = "行政处罚法第五十二条第三款"
RECORD = "enforcement.record_step"
SUBJECT = "decision"
# Kept with the deadline, so Chinese whatever the language of the account that acts.
LABEL = gettext_noop("当场处罚决定报所属机关备案")


def start_clock(decision: Decision, on: date) -> None:
    """Start the days to report; nothing for other procedures and where no penalty was imposed."""
    case, rules = decision.case, decision.agency.rules()
    domain = cases.rules_domain(case)
    if not _is_reported(decision) or not rules.has(PERIOD, on, domain):
        return
    deadlines.open_deadline(
        key=PERIOD,
        label=LABEL,
        subject_type=SUBJECT,
        subject_id=str(decision.pk),
        agency_id=decision.agency_id,
        region=rules.region,
        period=rules.period(PERIOD, on=on, domain=domain),
        start_on=on,
    )


def _is_reported(decision: Decision) -> bool:
    on_spot = decision.case.procedure == Procedure.SIMPLE
    return on_spot and decision.kind == ActionKind.PENALTY and decision.outcome == PUNISHED


def clocks(case: Case) -> list[Deadline]:
    """The clock of each decision of the case, running or ended, the oldest first."""
    if case.procedure != Procedure.SIMPLE:
        return []
    made = [str(key) for key in case.decisions.values_list("pk", flat=True)]
    rows = Deadline.objects.filter(subject_type=SUBJECT, subject_id__in=made, key=PERIOD)
    return list(rows.order_by("pk"))


def awaited(decision: Decision) -> bool:
    """Whether the decision is in effect and was not reported yet."""
    in_effect = decision.status in (Decision.Status.ISSUED, Decision.Status.SERVED)
    rows = deadlines.for_subject(SUBJECT, str(decision.pk))
    return in_effect and rows.filter(key=PERIOD, outcome=Deadline.Outcome.OPEN).exists()


@transaction.atomic
def report(decision: Decision, *, by: User, on: date, receiver: str) -> Decision:
    """The officer reports the decision to his agency; `receiver`: who took it for the file.

    A late report is taken too: its clock says that it was late. RuleError when there is nothing to
    report, it was reported before, the day lies before the decision, or nobody took it.
    """
    demand(by, RECORD)
    cases.assert_handler(decision.case, by)
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not awaited(locked):
        raise RuleError(
            _("该决定不需要报备案，或者已经备案。"), article=ARTICLE, remedy=_("请刷新页面查看。")
        )
    if locked.issued_on is not None and on < locked.issued_on:
        raise RuleError(
            _("备案日期不能早于决定日期%(day)s。") % {"day": locked.issued_on},
            article=ARTICLE,
            remedy=_("请核对日期。"),
            field="on",
        )
    if not receiver.strip():
        raise RuleError(
            _("应当写明接收备案的机构或者人员。"),
            article=ARTICLE,
            remedy=_("请填写。"),
            field="receiver",
        )
    outcome = deadlines.close(SUBJECT, str(locked.pk), on=on, key=PERIOD)
    data = {"on": on, "receiver": receiver.strip(), "outcome": outcome}
    audit.append("decision.report", obj=locked, actor=by, data=data)
    return locked
