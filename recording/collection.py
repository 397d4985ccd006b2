"""What the papers of collecting a penalty say: payment, deferral, surcharge, 催告, the court.

Words of a document are Chinese whatever language the interface speaks, so nothing here is
translated.
"""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from core.chinese import money_text
from enforcement.models import CourtApplication, Decision, Deferral, Payment, Urging
from enforcement.services.execution import Balance
from recording.contexts import Context, base_context, day, section
from recording.penalty_paper import surcharge_words

CENTS = 100
NAMES = {"fine": "罚款", "confiscation": "没收款", "surcharge": "加处罚款"}


def money(cents: int) -> str:
    """An amount in figures and capitals."""
    return money_text(Decimal(cents) / CENTS)


def _cited(decision: Decision) -> str:
    issued = day(decision.issued_on) if decision.issued_on else ""
    return f"本机关于{issued}作出的{decision.doc_no}行政处罚决定书"


def _owed(balance: Balance) -> list[str]:
    return [
        f"应缴{NAMES[kind]}余额：{money(balance.owed(kind))}。"
        for kind in NAMES
        if balance.owed(kind)
    ]


def _letter(decision: Decision, on: date, opening: str, sections: list[Context]) -> Context:
    return {
        **base_context(decision.case, on=on),
        "opening": [opening],
        "sections": [row for row in sections if row["paragraphs"]],
    }


@translation.override(settings.LANGUAGE_CODE)
def for_payment(payment: Payment) -> Context:
    """The record of money received (缴款记录), with the number of its receipt (行政处罚法 70)."""
    decision = payment.decision
    fields = [
        ["决定文号", decision.doc_no],
        ["款项", NAMES[payment.kind]],
        ["金额", money(payment.cents)],
        ["缴纳日期", day(payment.paid_on)],
        ["缴纳方式", str(payment.get_way_display())],
        ["当场收缴的理由", str(payment.get_ground_display()) if payment.ground else ""],
        ["票据编号", payment.receipt_no],
        ["说明", payment.note],
    ]
    return {
        **base_context(decision.case, on=payment.paid_on),
        "fields": [pair for pair in fields if pair[1]],
    }


def for_deferral(deferral: Deferral, on: date) -> Context:
    """延期（分期）缴纳罚款通知书: granted with its days, or refused with reasons (行政处罚法 66)."""
    decision = deferral.decision
    opening = (
        f"{_cited(decision)}已经送达。你（单位）于{day(deferral.applied_on)}以确有经济困难为由，"
        f"申请延期（分期）缴纳罚款。"
    )
    if deferral.status == Deferral.Status.REFUSED:
        result = "经审查，不予批准。请按照行政处罚决定书的要求缴纳罚款。"
        return _letter(
            decision, on, opening, [section("审查结果", result), section("理由", deferral.opinion)]
        )
    parts = [
        f"第{number}期：{day(date.fromisoformat(part['due_on']))}前缴纳{money(part['cents'])}。"
        for number, part in enumerate(deferral.schedule, 1)
    ]
    granted = f"经批准，同意缴纳期限延至{day(deferral.until)}。"
    after = f"期限届满仍未缴清的，自次日起{surcharge_words(decision, on)}"
    return _letter(
        decision,
        on,
        opening,
        [
            section("审批结果", granted, deferral.opinion),
            section("分期安排", *parts),
            section("逾期后果", after),
        ],
    )


def for_surcharge(decision: Decision, balance: Balance, on: date) -> Context:
    """加处罚款决定书: the standard, the days and the amount so far (行政处罚法 72, 行政强制法 45)."""
    due = day(balance.due_on) if balance.due_on else ""
    facts = f"缴纳罚款的期限于{due}届满，你（单位）至今逾期{balance.days_late}日（不含依法不计算的期间）。"
    result = (
        f"{surcharge_words(decision, on)}"
        f"截至{day(on)}，加处罚款{money(balance.due['surcharge'])}，并计算至缴清之日或者达到上限之日。"
    )
    basis = "《中华人民共和国行政处罚法》第七十二条第一款第一项、《中华人民共和国行政强制法》第四十五条。"
    return {
        **_letter(
            decision,
            on,
            f"{_cited(decision)}已经依法送达。",
            [section("事实", facts), section("依据", basis), section("决定", result)],
        ),
        "remedies": decision.remedies,
    }


def for_urging(urging: Urging, balance: Balance, on: date) -> Context:
    """履行催告书: time, way, amount and the right to answer (行政强制法 35)."""
    decision = urging.decision
    ask = f"请于{day(urging.until)}前将上列款项缴至行政处罚决定书载明的银行账户。"
    rights = "你（单位）收到本催告书后有权进行陈述和申辩。"
    then = "逾期仍不履行的，本机关将依法申请人民法院强制执行。"
    return _letter(
        decision,
        on,
        f"{_cited(decision)}已经依法送达，你（单位）在规定的期限内没有履行。",
        [
            section("应当履行的义务", *_owed(balance)),
            section("履行期限和方式", ask),
            section("陈述和申辩", rights),
            section("逾期后果", then),
        ],
    )


def for_court(application: CourtApplication, balance: Balance) -> Context:
    """强制执行申请书, signed by the head (行政强制法 55)."""
    decision, urging = application.decision, application.urging
    urged = f"本机关于{day(urging.served_on)}送达履行催告书，催告期限于{day(urging.until)}届满，被执行人仍未履行。"
    heard = f"被执行人的意见：{urging.defence}复核意见：{urging.answer}" if urging.defence else ""
    asked = f"请求{application.court}强制执行下列款项："
    basis = "《中华人民共和国行政处罚法》第七十二条、《中华人民共和国行政强制法》第五十三条、第五十四条、第五十五条。"
    return {
        **_letter(
            decision,
            application.applied_on,
            f"{application.court}：",
            [
                section(
                    "被执行的行政决定", f"{_cited(decision)}。", decision.facts, decision.basis
                ),
                section("催告情况", urged, heard or "被执行人没有提出意见。"),
                section("申请执行的标的", asked, *_owed(balance)),
                section("申请依据", basis),
            ],
        ),
        "attachments": ["行政处罚决定书", "履行催告书", "送达回证"],
        "signatures": [{"label": "行政机关负责人", "name": "", "date": ""}],
    }
