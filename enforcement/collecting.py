"""What an unpaid penalty waits for, and who must act: the order of 行政处罚法 66-73, 行政强制法 53-55."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.workdays import ONE_DAY
from enforcement.models import Case, Decision, Deferral, Stay
from enforcement.services import compulsion, execution


@dataclass(frozen=True)
class Awaited:
    """The next act, who does it, its article; `head`: the head of the agency must act."""

    label: str
    actor: str
    article: str
    head: bool = False


def awaited(decision: Decision, on: date) -> Awaited | None:
    """What the execution of a penalty of money waits for on the day; None when nothing is owed."""
    if decision.case.status != Case.Status.DECIDED:
        return None
    if execution.balance(decision, on).total == 0:
        return None
    return _relief(decision, on) or _force(decision, on)


def _relief(decision: Decision, on: date) -> Awaited | None:
    """What stands before any force: a request to pay later, time still left, 复议 or 诉讼."""
    if decision.deferrals.filter(status=Deferral.Status.APPLIED).exists():
        return Awaited(
            _("审批延期、分期缴纳罚款的申请"),
            _("行政机关负责人"),
            "行政处罚法第六十六条",
            head=True,
        )
    last = execution.last_day(decision)
    if last is not None and on <= last:
        label = _("等待当事人缴纳，截止%(day)s") % {"day": last}
        return Awaited(label, _("当事人"), "行政处罚法第六十六条、第六十七条")
    if decision.stays.filter(status=Stay.Status.RUNNING).exists():
        return Awaited(
            _("等待复议、诉讼终结，期间不计算加处罚款"), _("承办人"), "行政处罚法第七十三条"
        )
    return None


def _force(decision: Decision, on: date) -> Awaited:
    """催告, its ten days, the end of the remedies, the court."""
    if decision.courtapplications.filter(status__in=compulsion.OPEN).exists():
        return Awaited(_("等待人民法院处理"), _("人民法院"), "行政强制法第五十六条、第五十七条")
    urging = compulsion.urged(decision)
    if urging is None:
        return Awaited(_("催告当事人履行"), _("承办人"), compulsion.URGE_ARTICLE)
    window = compulsion.court_window(decision)
    if window is None:
        return Awaited(_("等待复议、诉讼终结"), _("承办人"), compulsion.COURT_ARTICLE)
    first, last = max(window[0], urging.until + ONE_DAY), window[1]
    if on < first:
        label = _("自%(day)s起可以申请人民法院强制执行") % {"day": first}
        return Awaited(label, _("承办人"), compulsion.COURT_ARTICLE)
    if on > last:
        label = _("申请人民法院强制执行的期限已于%(day)s届满") % {"day": last}
        return Awaited(label, _("行政机关负责人"), compulsion.COURT_ARTICLE, head=True)
    label = _("申请人民法院强制执行，截止%(day)s") % {"day": last}
    return Awaited(label, _("行政机关负责人"), compulsion.COURT_ARTICLE, head=True)
