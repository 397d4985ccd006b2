"""What a penalty decision says (行政处罚法 59), section by section, from the draft and the record."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation

from core.chinese import number_text
from enforcement import particulars, weighing
from enforcement.gates import PUNISHED
from enforcement.models import Decision, Defence, Notice
from enforcement.models.kinds import Procedure
from enforcement.services.execution import RATE
from recording import kinds
from recording.models import Document, Service
from recording.wording import Section, day, section

GOODS_HEAD = ["序号", "没收物品", "数量", "备注"]
ENFORCED = "逾期不申请行政复议、不提起行政诉讼又不履行本决定的，本机关将依法强制执行或者申请人民法院强制执行。"
TOLD = "告知了拟作出的处罚内容及事实、理由、依据和依法享有的权利。"


def sections(decision: Decision) -> list[Section]:
    """In the order of published decisions: how it came about, what was done, told, found, decided."""
    said = particulars.said
    return [
        section("案件来源和调查经过", said(decision, particulars.COURSE)),
        section("违法事实", decision.facts),
        section("证据", decision.evidence),
        section("陈述、申辩及听证情况", *_heard(decision)),
        section("违法行为的认定和理由", said(decision, particulars.REASONS)),
        section(
            "处罚依据和裁量",
            decision.basis,
            decision.discretion,
            *weighing.applied(decision).lines,
        ),
        section(
            "决定" if decision.outcome == kinds.SPARED else "处罚决定",
            decision.result,
            _term(decision),
            decision.order,
        ),
        section(
            "履行方式和期限",
            decision.performance,
            said(decision, particulars.PAYEE),
            _surcharge(decision),
        ),
    ]


def around(decision: Decision) -> dict[str, Any]:
    """What is printed around the sections; only what there is."""
    goods = [particulars.cells(row, 3) for row in particulars.lines(decision, particulars.GOODS)]
    copies = particulars.lines(decision, particulars.COPIES)
    values: dict[str, Any] = {
        "identity": [_pair(row) for row in particulars.lines(decision, particulars.QUALIFICATION)],
        "opening": _course(decision),
        "columns": GOODS_HEAD if goods else [],
        "rows": [[str(number), *row] for number, row in enumerate(goods, 1)],
        "attachments": particulars.lines(decision, particulars.ATTACHMENTS),
        "after": [*_enforced(decision), *_contact(decision)],
        "notes": ["抄送：" + "；".join(copies)] if copies else [],
    }
    return {name: value for name, value in values.items() if value}


def _pair(line: str) -> list[str]:
    label, _, value = line.replace(":", "：", 1).partition("：")
    return [label.strip(), value.strip()] if value else ["登记信息", label.strip()]


def _course(decision: Decision) -> list[str]:
    """The case and the day it was filed, unless the draft tells the course itself."""
    case = decision.case
    told = particulars.said(decision, particulars.COURSE)
    if told or case.filed_on is None or case.procedure == Procedure.SIMPLE:
        return []
    return [f"{case.title}，本机关于{day(case.filed_on)}立案调查，现已调查终结。"]


def _term(decision: Decision) -> str:
    """How long a penalty of a limited time lasts."""
    if decision.valid_from is None:
        return ""
    end = f"至{day(decision.valid_to)}止" if decision.valid_to else "起"
    return f"处罚期限自{day(decision.valid_from)}{end}。"


def _contact(decision: Decision) -> list[str]:
    """As the draft says, else where the agency is registered to be found."""
    typed = particulars.lines(decision, particulars.CONTACT)
    agency = decision.agency
    if typed or decision.case.procedure == Procedure.SIMPLE:
        return typed
    known = [("本机关地址", agency.office_addr), ("联系电话", agency.phone)]
    return [f"{label}：{value}" for label, value in known if value]


def surcharge_words(decision: Decision, on: date | None) -> str:
    """The daily rate in words, with its cap; the newest rate when the day is None."""
    rate = Decimal(decision.agency.rules().value(RATE, on=on)) * 100
    words = f"每日按罚款数额的百分之{number_text(int(rate))}加处罚款"
    return f"{words}，加处罚款的数额不超过罚款的数额。"


def _surcharge(decision: Decision) -> str:
    """What a late fine costs, unless the draft says so itself."""
    told = "加处" in decision.performance or decision.case.procedure == Procedure.SIMPLE
    if told or not decision.fine_cents:
        return ""
    return f"到期不缴纳罚款的，{surcharge_words(decision, decision.issued_on)}"


def _enforced(decision: Decision) -> list[str]:
    """What follows when nothing is done and nothing is asked (行政强制法 53)."""
    ordinary = decision.case.procedure != Procedure.SIMPLE
    return [ENFORCED] if ordinary and decision.outcome == PUNISHED else []


def _heard(decision: Decision) -> list[str]:
    notice = decision.notices.filter(superseded=False).order_by("-pk").first()
    if notice is None:
        return []
    lines = [_told(notice)]
    if notice.waived_on:
        lines.append("当事人明确放弃陈述、申辩和要求听证的权利。")
    lines.extend(_answered(row) for row in notice.defences.exclude(answered_on=None))
    if notice.hearing_closed_on:
        lines.append(f"本机关依当事人申请组织了听证，听证于{day(notice.hearing_closed_on)}结束。")
    if len(lines) == 1:
        lines.append("当事人在规定期限内未提出陈述、申辩。")
    return lines


def _told(notice: Notice) -> str:
    """The notice with its number and how it was served, where its paper is kept."""
    papers = Document.objects.filter(decision=notice.decision, kind="prior_notice")
    paper = papers.exclude(number="").order_by("-pk").first()
    if paper is None:
        return f"本机关于{day(notice.served_on)}{TOLD}"
    return f"本机关于{day(notice.served_on)}向当事人{_served(paper)}《{paper.title}》（{paper.number}），{TOLD}"


def _served(paper: Document) -> str:
    row = Service.objects.filter(document=paper).order_by("-pk").first()
    with translation.override(settings.LANGUAGE_CODE):
        return f"{row.get_method_display()}了" if row is not None else "送达了"


def _answered(row: Defence) -> str:
    verdict = "予以采纳" if row.adopted else "不予采纳"
    return f"当事人于{day(row.received_on)}提出陈述、申辩，经复核，{verdict}。理由：{row.reasons}"
