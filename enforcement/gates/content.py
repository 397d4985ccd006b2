"""A penalty: what it says agrees with itself, with the party's age and with the procedure."""

from datetime import date

from django.utils.translation import gettext as _

from core.identifiers import age_on
from enforcement import hearing
from enforcement.gates.gap import Gap, yuan
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind
from enforcement.services import cases

PUNISHED = "penalty"
# Decisions that claim no money at all.
FREE = (ActionKind.INSPECTION, ActionKind.PERMIT)
MINOR = "minor"  # in circumstances.toml


def consistent(decision: Decision, on: date) -> list[Gap]:
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


def unpunished(decision: Decision, on: date) -> list[Gap]:
    """Nobody is punished by a decision of another kind, round notice, review and hearing.

    Published inspections do so: docs/review_catalogue_backtest.md.
    """
    fined = decision.kind in FREE and decision.fine_cents
    if not (decision.penalty_kinds or decision.confiscated_cents or fined):
        return []
    return [
        Gap(
            "kind",
            _("%(kind)s决定中不能给予行政处罚。") % {"kind": decision.get_kind_display()},
            "行政处罚法第四十四条、第五十四条、第五十八条",
            _("请删去处罚种类和罚没金额；应当处罚的，另立行政处罚案件，依法告知并经法制审核。"),
        )
    ]


def age(decision: Decision, on: date) -> list[Gap]:
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
    stated = str((decision.circumstances or {}).get(MINOR, "")).strip()
    if age < int(rules.value("age.lighter_below", on=on)) and not stated:
        return [
            Gap(
                "age",
                _("当事人行为时不满十八周岁，应当从轻或者减轻处罚，并说明理由。"),
                "行政处罚法第三十条",
                _("请在“裁量”中选择该法定情节，写明从轻或者减轻的理由。"),
            )
        ]
    return []


def simple(decision: Decision, on: date) -> list[Gap]:
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
