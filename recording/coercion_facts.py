"""What is on record of a measure or an execution, label and value, in the order of the law."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.models import ForcedExecution, Measure, Substitution
from enforcement.services import substitution
from recording.measure_papers import yuan

Fact = tuple[str, str]


def _filled(rows: list[Fact]) -> list[Fact]:
    return [(label, value) for label, value in rows if value]


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _time(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _span(row: ForcedExecution | Substitution) -> str:
    return " — ".join(filter(None, (_time(row.started_at), _time(row.ended_at))))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def of_measure(row: Measure) -> list[Fact]:
    """Who approved it and when, where it was carried out, when the papers were handed over."""
    head = row.approved_by.name if row.approved_by else ""
    frozen = row.kind == Measure.Kind.FREEZE
    papers = _("冻结决定书交付当事人") if frozen else _("决定书、清单（一式二份）当场交付")
    return _filled(
        [
            (_("理由"), row.reason),
            (_("依据"), row.basis),
            (_("经法制审核的决定"), str(row.reviewed or "")),
            (_("审批"), _joined(_time(row.approved_at), head, row.opinion)),
            (_("实施"), _joined(_time(row.started_at), row.place)),
            (papers, _day(row.papers_on)),
            (_("延长"), _joined(_day(row.extended_on), row.extension_reason)),
            (_("移送或者处理情况"), row.end_note),
        ]
    )


def _ended(row: ForcedExecution | Substitution) -> str:
    return _joined(_day(row.terminated_on), row.get_termination_display() or "")


def of_forced(row: ForcedExecution) -> list[Fact]:
    """催告, what the party said to it, the decision to execute, the execution."""
    amount = yuan(row.amount_cents) if row.amount_cents else ""
    return _filled(
        [
            (_("强制执行方式"), row.get_way_display()),
            (_("催告"), _joined(_day(row.urged_on), row.urging_no)),
            (_("履行期限"), _day(row.perform_until)),
            (_("履行方式"), _joined(row.perform_how, amount)),
            (_("陈述申辩"), _joined(_day(row.defence_on), row.defence)),
            (_("复核意见"), _joined(_day(row.defence_answered_on), row.defence_answer)),
            (_("经法制审核的决定"), str(row.reviewed or "")),
            (_("强制执行决定"), _joined(_day(row.decided_on), row.doc_no)),
            (_("理由和依据"), _joined(row.reason, row.power_basis)),
            (_("方式和时间"), row.means),
            (_("执行时间"), _span(row)),
            (_("终结执行"), _ended(row)),
            (_("执行情况"), row.record),
        ]
    )


def of_substitution(row: Substitution) -> list[Fact]:
    """The order with its budget, the urging, the work, who watched and signed, what it cost."""
    last = substitution.latest_urging(row)
    urging = _day(row.urged_on) or _("最迟%(day)s") % {"day": last}
    return _filled(
        [
            (_("代履行决定"), _joined(_day(row.ordered_on), row.doc_no)),
            (_("理由和依据"), row.basis),
            (_("标的"), row.subject),
            (_("方式"), row.means),
            (_("代履行人"), row.performer),
            (_("代履行日期"), _day(row.planned_on)),
            (_("费用预算"), yuan(row.budget_cents)),
            (_("立即代履行的情况"), row.at_once_ground),
            (_("催告"), "" if row.at_once_ground else urging),
            (_("执行时间"), _span(row)),
            (_("到场监督的工作人员"), row.supervisors),
            (_("终结执行"), _ended(row)),
            (_("代履行情况"), row.record),
            (_("签名或者盖章情况"), row.signatures),
            (_("实际费用"), "" if row.cost_cents is None else yuan(row.cost_cents)),
        ]
    )
