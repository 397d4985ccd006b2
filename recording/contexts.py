"""What documents say: plain JSON contexts, keyed as core.pdf documents.

Words of a document are Chinese whatever language the interface speaks, so nothing here is
translated.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from enforcement import weighing
from enforcement.models import Case, Decision, Notice, Officer, Party
from enforcement.models.kinds import ActionKind
from enforcement.services import intake
from recording import kinds, penalty_paper
from recording.models import Service, Step
from recording.wording import day as day
from recording.wording import filled
from recording.wording import moment as moment
from recording.wording import section as section

Context = dict[str, Any]


def officer_lines(officers: Iterable[Officer], on: date) -> list[dict[str, str]]:
    """Name and the number of the certificate valid on the day, for each officer."""
    rows = []
    for officer in officers:
        certificate = officer.certificate_on(on)
        rows.append({"name": officer.name, "cert_no": certificate.number if certificate else ""})
    return rows


def party_block(party: Party) -> dict[str, str]:
    """The party as documents name it (行政处罚法 59: name and address)."""
    return {
        "kind": party.kind,
        "name": party.name,
        "code": party.uscc or party.id_no,
        "legal_rep": party.legal_rep,
        "address": party.address,
        "phone": "",
    }


def handlers(case: Case) -> list[Officer]:
    """The officers now on the case, the leading one first."""
    rows = Officer.objects.filter(assignments__case=case, assignments__until=None)
    return list(rows.order_by("assignments__pk"))


def base_context(case: Case, *, on: date, officers: Iterable[Officer] = ()) -> Context:
    """What every document of the case says: organ, party, officers with certificates, date.

    `officers` defaults to the handlers of the case.
    """
    return {
        "agency_name": case.agency.name,
        "case_no": case.number,
        "case_title": case.title,
        "party": party_block(case.party),
        "officers": officer_lines(list(officers) or handlers(case), on),
        "date": on.isoformat(),
    }


def for_filing(case: Case, on: date) -> Context:
    """The paper of the filing: source, cause and summary, and the day it was approved."""
    base = base_context(case, on=on)
    application = intake.of(case)
    if application is not None:
        return {**base, "opening": [_accepted(case, on, deemed=application.deemed)]}
    approved = f"经批准，于{day(on)}立案（开展检查），编号{case.number}。"
    return {
        **base,
        "fields": [
            ["案由", case.cause],
            ["案件来源", case.source],
            ["发现日期", day(case.discovered_on)],
            ["简要情况", case.summary],
        ],
        "opinions": [{"label": "审批结果", "text": approved, "name": "", "date": on.isoformat()}],
    }


def _accepted(case: Case, on: date, *, deemed: bool) -> str:
    asked = f"你（单位）于{day(case.discovered_on)}提出的“{case.cause}”申请，"
    if deemed:
        return (
            f"{asked}本机关未在法定期限内一次告知补正，依照《中华人民共和国行政许可法》"
            f"第三十二条第一款第四项，自收到申请材料之日{day(on)}起即为受理，受理编号{case.number}。"
        )
    return (
        f"{asked}经审查属于本机关职权范围，"
        f"材料齐全、符合法定形式，本机关于{day(on)}予以受理，受理编号{case.number}。"
    )


def for_step(step: Step, officers: list[Officer]) -> Context:
    """The record (笔录) of a step: time, place, people, what was said and done."""
    on = timezone.localtime(step.at).date()
    fields = [["环节", kinds.step_kinds()[step.kind].label_zh], ["时间", moment(step.at)]]
    fields += [["地点", step.place], ["不进行音像记录的理由", step.av_exemption]]
    absent = kinds.absence_counts(step.kind, party_present=step.party_present)
    present = ["当事人未到场或者拒绝签名，情况已在记录中注明。"] if absent else []
    return {
        **base_context(step.case, on=on, officers=officers),
        "step": step.pk,
        "fields": [pair for pair in fields if pair[1]],
        "opening": step.text.splitlines(),
        "closing": present,
    }


def for_notice(notice: Notice) -> Context:
    """The notice before a penalty: what is proposed and why, and the last days of the rights."""
    decision = notice.decision
    sections = [
        section("拟认定的事实", notice.facts),
        section("证据", decision.evidence),
        section("拟适用的依据", notice.basis),
        section(
            "拟作出的处罚",
            decision.result,
            decision.discretion,
            *weighing.applied(decision).lines,
        ),
    ]
    return {
        **base_context(notice.case, on=notice.served_on),
        "sections": filled(sections),
        "defence_until": notice.defence_until.isoformat(),
        "hearing_until": notice.hearing_until.isoformat() if notice.hearing_until else "",
    }


def for_decision(decision: Decision) -> Context:
    """The decision as it is printed (行政处罚法 59); a draft is marked as one."""
    on = decision.issued_on or timezone.localtime(decision.updated_at).date()
    sections = {
        ActionKind.PENALTY: penalty_paper.sections,
        ActionKind.PERMIT: _permit_sections,
        ActionKind.INSPECTION: _inspection_sections,
    }.get(ActionKind(decision.kind), _plain_sections)(decision)
    return {
        **base_context(decision.case, on=on),
        "title": kinds.decision_document(decision).label_zh,
        "doc_no": decision.doc_no,
        "draft": decision.status == Decision.Status.DRAFT,
        "fields": _scene(decision),
        "sections": filled(sections),
        "remedies": decision.remedies,
        **(penalty_paper.around(decision) if decision.kind == ActionKind.PENALTY else {}),
    }


def _scene(decision: Decision) -> list[list[str]]:
    """Where and when: what an on-the-spot decision and an inspection result must say (PL 52)."""
    case = decision.case
    pairs = [["地点", case.place], ["时间", day(case.act_to or case.discovered_on)]]
    return [pair for pair in pairs if pair[1]]


def _permit_sections(decision: Decision) -> list[Context]:
    terms = [
        f"许可类别：{decision.permit_kind}" if decision.permit_kind else "",
        f"许可证书名称：{decision.cert_title}" if decision.cert_title else "",
        f"许可编号：{decision.permit_no}" if decision.permit_no else "",
        f"有效期自：{day(decision.valid_from)}" if decision.valid_from else "",
        f"有效期至：{day(decision.valid_to)}" if decision.valid_to else "",
    ]
    ended = decision.outcome in kinds.PERMIT_DOCUMENTS
    return [
        section("事实和理由" if ended else "申请和审查情况", decision.facts),
        section("依据" if ended else "许可依据", decision.basis),
        section("决定" if ended else "许可决定", decision.result),
        section("许可事项", *terms),
    ]


def _inspection_sections(decision: Decision) -> list[Context]:
    return [
        section("检查情况", decision.facts),
        section("检查依据", decision.basis),
        section("检查结果", decision.result, decision.order),
    ]


def _plain_sections(decision: Decision) -> list[Context]:
    return [
        section("事实", decision.facts),
        section("依据", decision.basis),
        section("决定", decision.result, decision.order),
        section("履行方式和期限", decision.performance),
    ]


def for_service(service: Service) -> Context:
    """The receipt of service (送达回证)."""
    document = service.document
    with translation.override(settings.LANGUAGE_CODE):
        method = str(Service.Method(service.method).label)
    fields = [
        ["受送达人", service.case.party.name],
        ["收件人", service.receiver],
        ["送达方式", method],
        ["与受送达人的关系", service.relation],
        ["送达地点", service.place],
        ["见证人", service.witness],
        ["送达过程", "已录像" if service.recorded else ""],
        ["邮件号", service.tracking],
        ["送达日期", day(service.served_on)],
        ["生效日期", day(service.effective_on)],
        ["备注", service.note],
        ["不进行音像记录的理由", service.av_exemption],
        ["公开告知", "已告知当事人本决定将依法公开。" if service.told_publication else ""],
    ]
    return {
        **base_context(service.case, on=service.served_on),
        "fields": [pair for pair in fields if pair[1]],
        "columns": ["送达文书", "文号", "页数"],
        "rows": [[document.title, document.number, str(document.pages)]],
        "signatures": [
            {"label": "收件人", "name": "", "date": ""},
            {"label": "送达人", "name": "", "date": ""},
        ],
    }


def for_closing(case: Case, *, on: date, ground: str) -> Context:
    """The closing form (结案审批表)."""
    decision = case.decisions.filter(status=Decision.Status.SERVED).first()
    fields = [
        ["案由", case.cause],
        ["立案（受理）日期", day(case.filed_on) if case.filed_on else ""],
        ["决定文号", decision.doc_no if decision else ""],
        ["决定日期", day(decision.issued_on) if decision and decision.issued_on else ""],
        ["送达日期", day(decision.served_on) if decision and decision.served_on else ""],
        ["结案事由", ground],
        ["结案日期", day(on)],
    ]
    return {
        **base_context(case, on=on),
        "fields": [pair for pair in fields if pair[1]],
        "opinions": [{"label": "审批意见", "text": "", "name": "", "date": ""}],
    }
