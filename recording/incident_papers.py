"""What the papers of procedural measures say: plain contexts, keyed as core.pdf documents."""

from datetime import date

from django.conf import settings
from django.utils import translation

from enforcement.incidents import attachments
from enforcement.models import Incident
from enforcement.services.incident_course import measure_of
from recording.contexts import Context, base_context, day, section

Status = Incident.Status
TITLE_OF_FORM = "{measure}审批表"


def basis(incident: Incident) -> str:
    """The ground of the measure as the rule words it, with its article."""
    ground = measure_of(incident).grounds[incident.ground]
    return f"{ground.label_zh}（{ground.article}）"


def decider(incident: Incident) -> str:
    """Who decided, and the names or the number behind it."""
    with translation.override(settings.LANGUAGE_CODE):
        body = str(Incident.Body(incident.decided_as).label)
    return f"{body}（{incident.decided_note}）" if incident.decided_note else body


def for_form(incident: Incident) -> Context:
    """程序事项审批表: what is asked for and why, whom it concerns, what was decided by whom."""
    on = incident.decided_on or incident.applied_on
    with translation.override(settings.LANGUAGE_CODE):
        applicant = str(Incident.Applicant(incident.applicant).label)
    verdict = "不予批准。" if incident.status == Status.REFUSED else "同意。"
    fields = [
        ["事项", measure_of(incident).label_zh],
        ["提出方式", applicant],
        ["提出日期", day(incident.applied_on)],
        ["回避人员", incident.subject_name],
        ["受移送机关", incident.target_name],
        ["核实人员", "、".join(row.name for row in incident.verified_by.order_by("pk"))],
        ["事由", basis(incident)],
    ]
    return {
        **base_context(incident.case, on=on),
        "title": TITLE_OF_FORM.format(measure=measure_of(incident).label_zh),
        "fields": [pair for pair in fields if pair[1]],
        "sections": [section("事实和理由", incident.reason)],
        "opinions": [
            {
                "label": "审批意见",
                "text": f"{verdict}{incident.opinion}（{decider(incident)}）",
                "name": str(incident.decided_by or ""),
                "date": on.isoformat(),
            }
        ],
    }


def for_recusal(incident: Incident) -> Context:
    """回避决定书, whether granted or not: who, on which ground, by whom it was decided and why."""
    on = incident.decided_on or incident.applied_on
    granted = incident.status == Status.DONE
    asked = (
        f"就“{incident.case.title}”一案，{day(incident.applied_on)}提出{incident.subject_name}回避，"
        f"事由：{basis(incident)}。"
    )
    decided = (
        f"经{decider(incident)}决定，{incident.subject_name}回避，自即日起不再参与本案的办理、审核和决定。"
        if granted
        else f"经{decider(incident)}决定，驳回该回避申请。决定作出之前，不停止调查。"
    )
    lines = [asked, f"理由：{incident.opinion}", decided]
    return {**base_context(incident.case, on=on), "opening": lines}


def for_suspension(incident: Incident) -> Context:
    """案件中止调查决定书."""
    on = incident.started_on or incident.applied_on
    return _told(
        incident,
        on,
        f"经本机关负责人批准，决定自{day(on)}起中止调查。中止的原因消除后，本机关将恢复调查；"
        "中止期间不计入办案期限。",
    )


def for_resumption(incident: Incident) -> Context:
    """案件恢复调查决定书."""
    on = incident.ended_on or incident.applied_on
    began = day(incident.started_on) if incident.started_on else ""
    lines = [
        f"“{incident.case.title}”一案自{began}起中止调查。",
        f"中止的原因已经消除：{incident.result}",
        f"本机关决定自{day(on)}起恢复调查，办案期限继续计算。",
    ]
    return {**base_context(incident.case, on=on), "opening": lines}


def for_termination(incident: Incident) -> Context:
    """案件终止调查决定书."""
    on = incident.decided_on or incident.applied_on
    return _told(incident, on, f"经本机关负责人批准，决定自{day(on)}起终止调查。")


def _told(incident: Incident, on: date, decided: str) -> Context:
    ground = measure_of(incident).grounds[incident.ground]
    lines = [
        f"本机关办理的“{incident.case.title}”一案，因{ground.label_zh.removeprefix('因')}。",
        f"依据：{ground.article}。",
        f"具体情况：{incident.reason}",
        decided,
    ]
    return {**base_context(incident.case, on=on), "opening": lines}


def for_crime_report(incident: Incident) -> Context:
    """涉嫌犯罪案件情况的调查报告, by the officers who verified it (国务院令第310号第五条、第六条)."""
    case = incident.case
    sections = [
        section("案件来源和基本情况", case.source, case.summary),
        section("核实的事实和涉嫌犯罪的理由", incident.reason),
        section("移送依据", basis(incident)),
        section("处理建议", f"建议移送{incident.target_name}。"),
    ]
    staff = incident.verified_by.order_by("pk")
    return {
        **base_context(case, on=incident.applied_on, officers=staff),
        "sections": sections,
    }


def for_crime_letter(incident: Incident) -> Context:
    """涉嫌犯罪案件移送书, with the list of everything that goes with it."""
    on = incident.started_on or incident.applied_on
    sent = [
        f"{row.label}：{incident.attachments[row.key]}"
        for row in attachments()
        if incident.attachments.get(row.key)
    ]
    report = next(row.label for row in attachments() if row.key == "report")
    lines = [
        f"{incident.target_name}：",
        f"本机关在办理“{incident.case.title}”一案中发现，{basis(incident)}。",
        f"主要事实：{incident.reason}",
        "根据《中华人民共和国行政处罚法》第二十七条和《行政执法机关移送涉嫌犯罪案件的规定》，"
        "现将该案移送你单位。请在规定期限内作出是否立案的决定，并书面通知本机关。",
    ]
    return {
        **base_context(incident.case, on=on),
        "opening": lines,
        "attachments": [report, *sent],
    }


def for_objection(incident: Incident) -> Context:
    """提请复议书, to the organ that did not file the case (国务院令第310号第九条)."""
    on = incident.objected_on or incident.applied_on
    lines = [
        f"{incident.target_name}：",
        f"本机关以{incident.number}移送的“{incident.case.title}”一案，你单位不予立案：{incident.answer}",
        f"本机关认为应当立案，理由：{incident.objection}",
        "根据《行政执法机关移送涉嫌犯罪案件的规定》第九条，现提请复议。",
    ]
    return {**base_context(incident.case, on=on), "opening": lines}


def for_case_letter(incident: Incident) -> Context:
    """案件移送函, to the organ that has jurisdiction."""
    on = incident.started_on or incident.applied_on
    lines = [
        f"{incident.target_name}：",
        f"本机关办理的“{incident.case.title}”一案（案号{incident.case.number}），因{basis(incident)}。",
        f"具体情况：{incident.reason}",
        "经本机关负责人批准，现将该案及全部案卷材料移送你单位处理。认为不属于你单位管辖的，"
        "应当报请共同的上一级行政机关指定管辖，不得再自行移送。请将处理情况函告本机关。",
    ]
    return {**base_context(incident.case, on=on), "opening": lines}
