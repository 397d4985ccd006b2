"""The gates before a decision is made: what is still missing, in words, each with its article.

The same list serves the case page (what is missing), the head's page and `decisions.issue`, which
refuses while it is not empty. The database repeats the ones the law makes absolute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.identifiers import age_on
from enforcement import drafts, hearing, review_scope
from enforcement.models import Case, Decision, Defence, Notice
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.services import cases, notices

YUAN = 100
PUNISHED = "penalty"


@dataclass(frozen=True)
class Gap:
    """One thing that still stands between a case and its next step."""

    code: str
    message: str
    article: str
    remedy: str = ""

    def error(self) -> RuleError:
        """The same as a refusal."""
        return RuleError(self.message, article=self.article, remedy=self.remedy)


def yuan(cents: int) -> str:
    """Cents as 元 with two decimals."""
    return f"{cents // YUAN:,}.{cents % YUAN:02d}元"


def before_issue(decision: Decision, on: date) -> list[Gap]:
    """Everything that refuses the decision on the day; empty when it may be made."""
    checks: list[Callable[[Decision, date], list[Gap]]] = [_filed, _officers, _review]
    if decision.kind == ActionKind.PENALTY:
        checks += [_consistent, _age]
        if decision.case.procedure == Procedure.SIMPLE:
            checks.append(_simple)
        elif decision.outcome == PUNISHED:
            checks.append(_notice)
    return [gap for check in checks for gap in check(decision, on)]


def _filed(decision: Decision, on: date) -> list[Gap]:
    case = decision.case
    if case.status != Case.Status.FILED or case.filed_on is None:
        return [
            Gap("filed", _("案件尚未立案（受理）。"), "行政处罚法第五十四条", _("请先办理立案。"))
        ]
    if on < case.filed_on:
        return [
            Gap(
                "date",
                _("决定日期不能早于立案日期%(day)s。") % {"day": case.filed_on},
                "行政处罚法第六十条",
                _("请核对日期。"),
            )
        ]
    return []


def _officers(decision: Decision, on: date) -> list[Gap]:
    gaps: dict[str, Gap] = {}
    for day in sorted({decision.case.filed_on or on, on}):
        try:
            cases.assert_certified(decision.case, day)
        except RuleError as error:
            gap = Gap("officers", error.message, error.article, error.remedy)
            gaps[gap.message] = gap
    return list(gaps.values())


def _review(decision: Decision, on: date) -> list[Gap]:
    if not decision.review_required and not review_scope.match(decision, on):
        return []
    article = "行政处罚法第五十八条；国办发〔2018〕118号第十二条"
    if decision.clearance is None:
        return [
            Gap(
                "review",
                _("本决定应当经法制审核，尚未审核通过。"),
                article,
                _("请送法制审核；审核通过后草案如有修改，应当重新送审。"),
            )
        ]
    if not drafts.same(decision, decision.clearance):
        return [
            Gap("review", _("草案在审核通过后被修改。"), article, _("请将修改后的草案重新送审。"))
        ]
    return []


def _consistent(decision: Decision, on: date) -> list[Gap]:
    """Kinds, amounts and outcome say the same, however the draft was written."""
    kinds = set(decision.penalty_kinds)
    confiscates = bool(kinds & {PenaltyKind.CONFISCATE_INCOME, PenaltyKind.CONFISCATE_GOODS})
    agree = (
        bool(kinds) == (decision.outcome == PUNISHED)
        and (PenaltyKind.FINE in kinds) == bool(decision.fine_cents)
        and (confiscates or not decision.confiscated_cents)
    )
    if agree:
        return []
    return [
        Gap(
            "content",
            _("处罚种类、金额与处理结果不一致。"),
            "行政处罚法第九条、第五十九条",
            _("请修改草案，使处罚种类、罚没金额与处理结果一致。"),
        )
    ]


def _age(decision: Decision, on: date) -> list[Gap]:
    party = decision.case.party
    rules = decision.agency.rules()
    if party.kind != PartyKind.PERSON or decision.outcome != PUNISHED:
        return []
    if party.birth_date is None:
        return [
            Gap(
                "birth_date",
                _("当事人是自然人，没有登记出生日期，不能确认责任年龄。"),
                "行政处罚法第三十条",
                _("请在当事人信息中补充出生日期或者身份证件号码。"),
            )
        ]
    act = decision.case.act_to or decision.case.discovered_on
    age = age_on(party.birth_date, act)
    if age < int(rules.value("age.no_penalty_below", on=on)):
        return [
            Gap(
                "age",
                _("当事人行为时不满十四周岁，不予处罚。"),
                "行政处罚法第三十条",
                _("请改为不予处罚决定。"),
            )
        ]
    if age < int(rules.value("age.lighter_below", on=on)) and not decision.discretion.strip():
        return [
            Gap(
                "age",
                _("当事人行为时不满十八周岁，应当从轻或者减轻处罚，并说明理由。"),
                "行政处罚法第三十条",
                _("请在裁量说明中写明从轻或者减轻的理由。"),
            )
        ]
    return []


def _simple(decision: Decision, on: date) -> list[Gap]:
    gaps = []
    extra = set(decision.penalty_kinds) - {PenaltyKind.WARNING, PenaltyKind.FINE}
    if extra or decision.confiscated_cents:
        gaps.append(
            Gap(
                "simple_kind",
                _("简易程序只能处以警告或者罚款。"),
                "行政处罚法第五十一条",
                _("请改用普通程序。"),
            )
        )
    limit = decision.agency.rules().money(
        "simple.fine_limit",
        decision.case.party.kind,
        on=on,
        domain=cases.rules_domain(decision.case),
    )
    if hearing.exceeds(decision.fine_cents, limit):
        gaps.append(
            Gap(
                "simple_fine",
                _("罚款%(fine)s超过简易程序的限额%(limit)s。")
                % {"fine": yuan(decision.fine_cents), "limit": yuan(limit.amount_cents)},
                limit.article,
                _("请改用普通程序。"),
            )
        )
    return gaps


def _notice(decision: Decision, on: date) -> list[Gap]:
    notice = notices.current(decision)
    if notice is None:
        return [
            Gap(
                "notice",
                _("尚未告知当事人拟作出的处罚内容及事实、理由、依据。"),
                "行政处罚法第四十四条、第六十二条",
                _("请先送达事先告知书。"),
            )
        ]
    return [
        *_above_notice(decision, notice),
        *_defence(decision, notice, on),
        *_hearing(decision, notice, on),
    ]


def _above_notice(decision: Decision, notice: Notice) -> list[Gap]:
    article, remedy = "行政处罚法第四十四条、第四十五条", _("请重新告知，并重新送法制审核。")
    gaps = []
    if notices.heavier(decision, notice):
        gaps.append(Gap("above_notice", _("拟作出的处罚超出已告知的种类或数额。"), article, remedy))
    if notices.told_otherwise(decision, notice):
        gaps.append(Gap("above_notice", _("事实或者依据与已告知的不一致。"), article, remedy))
    return gaps


def _defence(decision: Decision, notice: Notice, on: date) -> list[Gap]:
    # A defence against an earlier notice is owed an answer too.
    rows = list(Defence.objects.filter(notice__decision=decision))
    if any(row.answered_on is None or row.answered_on > on for row in rows):
        return [
            Gap(
                "defence",
                _("陈述申辩尚未复核。"),
                "行政处罚法第四十五条",
                _("请填写复核意见及理由。"),
            )
        ]
    heard = any(row.notice_id == notice.pk for row in rows)
    if heard or _waived(notice, on) or on > notice.defence_until:
        return []
    return [
        Gap(
            "defence",
            _("陈述申辩期限至%(day)s届满，期限内不得作出决定。") % {"day": notice.defence_until},
            "行政处罚法第四十四条、第六十二条",
            _("请等待期限届满，或记录当事人的陈述申辩、书面放弃。"),
        )
    ]


def _waived(notice: Notice, on: date) -> bool:
    return notice.waived_on is not None and notice.waived_on <= on


def _hearing(decision: Decision, notice: Notice, on: date) -> list[Gap]:
    if notice.hearing_until is None:
        return _hearing_untold(decision, on)
    if notice.hearing_requested_on:
        if notice.hearing_closed_on and notice.hearing_closed_on <= on:
            return []
        return [
            Gap(
                "hearing",
                _("当事人已申请听证，听证尚未结束。"),
                "行政处罚法第六十五条",
                _("请先组织听证。"),
            )
        ]
    if on > notice.hearing_until or _waived(notice, on):
        return []
    return [
        Gap(
            "hearing",
            _("听证申请期限至%(day)s届满，期限内不得作出决定。") % {"day": notice.hearing_until},
            "行政处罚法第六十四条",
            _("请等待期限届满，或记录当事人的书面放弃。"),
        )
    ]


def _hearing_untold(decision: Decision, on: date) -> list[Gap]:
    grounds = notices.hearing_required(decision, on)
    if not grounds:
        return []
    return [
        Gap(
            "hearing",
            _("应当告知听证权利而未告知：%(why)s") % {"why": "；".join(grounds)},
            "行政处罚法第六十三条",
            _("请重新告知并载明听证权利。"),
        )
    ]
