"""What the papers of coercion say: plain contexts, keyed as core.pdf documents (行政强制法 24-53).

A paper whose legal element is blank is refused, and the element named.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import (
    ForcedExecution,
    Measure,
    MeasureItem,
    MeasureRelease,
    MeasureTest,
    Substitution,
)
from enforcement.services.measures import approval_hours
from recording.contexts import Context, base_context, day, moment, section

CENTS = Decimal(100)
COLUMNS = ["序号", "名称", "编号（坐落）", "数量", "状况", "存放地点", "所有人"]
ACCOUNTS = ["序号", "名称", "账号", "数额", "状况", "金融机构", "户名"]
HEARD = "你（单位）有权陈述和申辩。"
GOODS = "财物（场所、设施）"


def refuse_blank(title: str, elements: Mapping[str, object], article: str) -> None:
    """RuleError that names the legal elements a paper lacks."""
    blank = [name for name, value in elements.items() if not str(value or "").strip()]
    if blank:
        raise RuleError(
            _("《%(title)s》缺少法定内容：%(names)s。")
            % {"title": title, "names": "、".join(blank)},
            article=article,
            remedy=_("请补全后再生成文书。"),
        )


@translation.override(settings.LANGUAGE_CODE)
def verb(measure: Measure) -> str:
    """查封, 扣押 or 冻结."""
    return str(Measure.Kind(measure.kind).label)


def columns(measure: Measure) -> list[str]:
    """The heads of its inventory: of goods, or of accounts."""
    return ACCOUNTS if measure.kind == Measure.Kind.FREEZE else COLUMNS


@translation.override(settings.LANGUAGE_CODE)
def label(choice: object) -> str:
    """The Chinese words of a choice."""
    return str(getattr(choice, "label", choice))


def yuan(cents: int) -> str:
    """An amount as papers write it."""
    return f"{Decimal(cents) / CENTS:,.2f}元"


def rows(measure: Measure) -> list[list[str]]:
    """The inventory, one line an object."""
    return [row_of(no, item) for no, item in enumerate(measure.items.order_by("pk"), start=1)]


def row_of(no: int, item: MeasureItem) -> list[str]:
    """One line of the inventory."""
    amount = f"{item.quantity.normalize():f}{item.unit}"
    return [str(no), item.name, item.mark, amount, item.state, item.place, item.owner]


def term(measure: Measure) -> str:
    """The period in words."""
    if measure.from_on is None or measure.until_on is None:
        return ""
    return f"{measure.days}日，自{day(measure.from_on)}起至{day(measure.until_on)}止"


def for_decision(measure: Measure, *, remedies: str) -> Context:
    """查封（扣押）决定书, 冻结决定书: grounds, period, names and quantities, remedies (CL 24, 31)."""
    case, title, done = measure.case, f"{verb(measure)}决定书", verb(measure)
    frozen = measure.kind == Measure.Kind.FREEZE
    kept = "转移" if frozen else "使用、损毁或者擅自转移、处置"
    elements = {
        "当事人": case.party.name,
        "理由": measure.reason,
        "依据": measure.basis,
        "期限": term(measure),
        "账号和数额" if frozen else "名称、数量": rows(measure),
        "救济途径": remedies,
    }
    refuse_blank(title, elements, "行政强制法第二十四条、第三十一条")
    on = measure.from_on or case.discovered_on
    opening = [
        f"因你（单位）涉嫌{case.cause}一案，{measure.reason}",
        f"依据{measure.basis}，本机关决定对下列{_held(measure)}予以{done}，期限{term(measure)}。",
        f"{HEARD}{done}期间，任何单位和个人不得{kept}。",
    ]
    if measure.emergency and measure.approved_at is None:
        hours = approval_hours(case, on)
        opening.append(f"因情况紧急当场实施，将在{hours}小时内补办批准手续。")
    return {
        **base_context(case, on=on),
        "title": title,
        "opening": opening,
        "columns": columns(measure),
        "rows": rows(measure),
        "remedies": remedies,
    }


def for_inventory(measure: Measure) -> Context:
    """财物清单, in duplicate: one for the party, one for the organ (CL 24)."""
    refuse_blank("财物清单", {"名称、数量": rows(measure)}, "行政强制法第二十四条")
    on = measure.from_on or measure.case.discovered_on
    labels = ("当事人", "见证人", "执法人员", "执法人员")
    return {
        **base_context(measure.case, on=on),
        "opening": [f"{verb(measure)}决定书文号：{measure.doc_no}"],
        "columns": COLUMNS,
        "rows": rows(measure),
        "signatures": [{"label": name, "name": "", "date": ""} for name in labels],
        "notes": ["本清单一式二份，由当事人和本机关分别保存。"],
    }


def for_bank(measure: Measure, on: date, receiver: str = "") -> Context:
    """冻结通知书, or 解除冻结通知书 once it was lifted, to the bank (CL 30, 33)."""
    lifted = measure.status == Measure.Status.RELEASED
    title = "解除冻结通知书" if lifted else "冻结通知书"
    asked = (
        f"本机关以{measure.doc_no}冻结的下列存款、汇款，自{day(on)}起解除冻结，请立即办理。"
        if lifted
        else f"本机关以{measure.doc_no}决定冻结下列存款、汇款，期限{term(measure)}。"
        "请收到本通知书后立即予以冻结，不得拖延，不得在冻结前向当事人泄露信息。"
    )
    return {
        **base_context(measure.case, on=on),
        "title": title,
        "addressee": measure.place,
        "opening": [asked],
        "columns": ACCOUNTS,
        "rows": rows(measure),
        "signatures": [{"label": "金融机构签收人", "name": receiver, "date": ""}],
    }


def for_test(row: MeasureTest) -> Context:
    """检测期间告知书: which test, by whom, from when to when; its days do not count (CL 25)."""
    elements = {"检测事项": row.subject, "检测机构": row.body}
    refuse_blank("检测期间告知书", elements, "行政强制法第二十五条第三款")
    measure = row.measure
    return {
        **base_context(measure.case, on=row.notified_on),
        "opening": [
            f"本机关以{measure.doc_no}{verb(measure)}的财物（场所、设施）需要进行{row.subject}，"
            f"由{row.body}实施，期间为{day(row.from_on)}至{day(row.until_on)}。",
            f"上述期间不计入{verb(measure)}的期限，检测、检验、检疫或者技术鉴定的费用由本机关承担。",
        ],
    }


def for_approval(measure: Measure) -> Context:
    """行政强制措施审批表: what was asked, and the head's answer with its time (CL 18, 19)."""
    at = measure.approved_at
    if at is None:
        raise ValueError("nobody answered yet")
    fields = [
        ["案由", measure.case.cause],
        ["措施种类", verb(measure)],
        ["依据", measure.basis],
        ["理由", measure.reason],
        ["期限", f"{measure.days}日"],
        ["情况紧急当场实施", _moment(measure.started_at) if measure.emergency else ""],
    ]
    name = measure.approved_by.name if measure.approved_by else ""
    answer = "不同意" if measure.status in ("refused", "due_release") else "同意"
    opinion = {
        "label": "行政机关负责人意见",
        "text": f"{answer}。{measure.opinion}",
        "name": name,
        "date": timezone.localtime(at).date().isoformat(),
    }
    return {
        **base_context(measure.case, on=timezone.localtime(at).date()),
        "fields": [pair for pair in fields if pair[1]],
        "opinions": [opinion],
        "notes": [f"审批时间：{moment(at)}"],
    }


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""


def for_extension(measure: Measure) -> Context:
    """延长查封（扣押、冻结）期限决定书, with its reasons (CL 25, 32)."""
    title = f"延长{verb(measure)}期限决定书"
    elements = {"理由": measure.extension_reason, "延长至": measure.extended_until}
    refuse_blank(title, elements, "行政强制法第二十五条、第三十二条")
    until = day(measure.extended_until) if measure.extended_until else ""
    return {
        **base_context(measure.case, on=measure.extended_on or measure.case.discovered_on),
        "title": title,
        "opening": [
            f"本机关以{measure.doc_no}对你（单位）的{_held(measure)}予以{verb(measure)}。",
            f"因{measure.extension_reason}，经本机关负责人批准，期限延长至{until}。{HEARD}",
        ],
    }


def for_release(release: MeasureRelease) -> Context:
    """解除查封（扣押、冻结）决定书, with the return of the goods (CL 28, 33)."""
    measure = release.measure
    title = f"解除{verb(measure)}决定书"
    elements = {"理由": release.reason, "领取人": release.receiver, "退还情况": release.receipt}
    refuse_blank(title, elements, "行政强制法第二十八条、第三十三条")
    ground = label(MeasureRelease.Ground(release.ground))
    frozen = measure.kind == Measure.Kind.FREEZE
    back, taker = ("", "签收人") if frozen else ("，立即退还", "领取人")
    return {
        **base_context(measure.case, on=release.released_on),
        "title": title,
        "opening": [
            f"本机关以{measure.doc_no}对你（单位）的下列{_held(measure)}予以{verb(measure)}。",
            f"因{ground}（{release.reason}），自{day(release.released_on)}起予以解除{back}。",
        ],
        "columns": columns(measure),
        "rows": rows(measure),
        "closing": [f"{taker}：{release.receiver}。{release.receipt}"],
        "signatures": [{"label": taker, "name": "", "date": ""}],
    }


def _held(measure: Measure) -> str:
    return "存款、汇款" if measure.kind == Measure.Kind.FREEZE else GOODS


def for_handover(measure: Measure) -> Context:
    """财物移送告知书 (CL 21)."""
    refuse_blank("财物移送告知书", {"接收机关、交接情况": measure.end_note}, "行政强制法第二十一条")
    return {
        **base_context(measure.case, on=measure.ended_on or measure.case.discovered_on),
        "opening": [
            f"因案件涉嫌犯罪移送，本机关以{measure.doc_no}{verb(measure)}的下列财物一并移送。",
            measure.end_note,
        ],
        "columns": COLUMNS,
        "rows": rows(measure),
    }


def for_urging(row: ForcedExecution) -> Context:
    """催告书: until when and how to perform, the amount, the right to be heard (CL 35)."""
    elements = {"履行义务的期限": row.perform_until, "履行义务的方式": row.perform_how}
    refuse_blank("催告书", elements, "行政强制法第三十五条")
    paid = f"应当给付的金额：{yuan(row.amount_cents)}。" if row.amount_cents else ""
    return {
        **base_context(row.case, on=row.urged_on),
        "opening": [
            f"本机关作出的{row.decision.doc_no}已经送达，你（单位）逾期未履行。现予催告：",
            f"请于{day(row.perform_until)}前履行义务。方式：{row.perform_how}",
            f"{paid}{HEARD}逾期仍不履行且无正当理由的，本机关将依法强制执行。",
        ],
    }


def for_forced(row: ForcedExecution, *, remedies: str) -> Context:
    """强制执行决定书 (CL 37)."""
    elements = {
        "当事人": row.case.party.name,
        "理由": row.reason,
        "依据": row.power_basis,
        "方式和时间": row.means,
        "救济途径": remedies,
    }
    refuse_blank("强制执行决定书", elements, "行政强制法第三十七条")
    heard = f"对你（单位）的陈述、申辩，复核意见：{row.defence_answer}" if row.defence else ""
    sections = [
        section("强制执行的理由和依据", row.reason, row.power_basis, heard),
        section("强制执行的方式和时间", label(ForcedExecution.Way(row.way)), row.means),
    ]
    return {
        **base_context(row.case, on=row.decided_on or row.urged_on),
        "opening": [f"你（单位）未履行{row.decision.doc_no}，经{row.urging_no}催告仍不履行。"],
        "sections": sections,
        "remedies": remedies,
    }


def for_execution_record(row: ForcedExecution) -> Context:
    """强制执行笔录: when, why at that hour, what was done."""
    fields = [
        ["强制执行决定书文号", row.doc_no],
        ["开始时间", _moment(row.started_at)],
        ["结束时间", _moment(row.ended_at)],
        ["情况紧急的理由", row.urgency],
    ]
    return {
        **base_context(row.case, on=_day_of(row.started_at, row.urged_on)),
        "fields": [pair for pair in fields if pair[1]],
        "opening": row.record.splitlines(),
    }


def _day_of(at: datetime | None, other: date) -> date:
    return timezone.localtime(at).date() if at else other


def for_substitution(row: Substitution, *, remedies: str) -> Context:
    """代履行决定书: grounds, way and time, object, budget, who performs (CL 51)."""
    elements = {
        "理由和依据": row.basis,
        "方式": row.means,
        "标的": row.subject,
        "代履行人": row.performer,
        "救济途径": remedies,
    }
    refuse_blank("代履行决定书", elements, "行政强制法第五十一条")
    at_once = [section("立即代履行的情况", row.at_once_ground)] if row.at_once_ground else []
    sections = [
        section("理由和依据", row.basis),
        section("方式和时间", row.means, f"代履行日期：{day(row.planned_on)}"),
        section("标的", row.subject),
        section("费用预算", f"{yuan(row.budget_cents)}，按照成本合理确定，由当事人承担。"),
        section("代履行人", row.performer),
        *at_once,
    ]
    return {
        **base_context(row.case, on=row.ordered_on),
        "opening": [f"你（单位）逾期不履行{row.decision.doc_no}，本机关决定代履行。"],
        "sections": sections,
        "remedies": remedies,
    }


def for_substitution_urging(row: Substitution, on: date) -> Context:
    """催告书 before the work (CL 51): performing now stops it."""
    return {
        **base_context(row.case, on=on),
        "opening": [
            f"本机关以{row.doc_no}决定于{day(row.planned_on)}代履行。现予催告，请立即履行义务。",
            f"履行的，停止代履行。履行的内容：{row.subject}。{HEARD}",
        ],
    }


def for_substitution_record(row: Substitution) -> Context:
    """代履行笔录, signed by the supervisors, the performer and the party or a witness (CL 51)."""
    fields = [
        ["代履行决定书文号", row.doc_no],
        ["开始时间", _moment(row.started_at)],
        ["结束时间", _moment(row.ended_at)],
        ["代履行人", row.performer],
        ["到场监督的工作人员", row.supervisors],
        ["实际费用", yuan(row.cost_cents or 0)],
        ["情况紧急的理由", row.urgency],
    ]
    labels = ("到场监督的工作人员", "代履行人", "当事人或者见证人")
    return {
        **base_context(row.case, on=_day_of(row.started_at, row.ordered_on)),
        "fields": [pair for pair in fields if pair[1]],
        "opening": row.record.splitlines(),
        "closing": [f"签名或者盖章情况：{row.signatures}"],
        "signatures": [{"label": name, "name": "", "date": ""} for name in labels],
    }
