"""What the papers of a permit case say, in Chinese whatever language the interface speaks."""

from datetime import date

from enforcement import licence_grounds
from enforcement.models import (
    Application,
    Case,
    Licence,
    PermitHearing,
    Proceeding,
    SpecialProcedure,
    ThirdParty,
)
from recording.contexts import Context, base_context, day, section

CORRECTED = "请一次提交需要补正的全部材料；提交全部补正材料的，本机关将予以受理。"


def letter(case: Case, on: date, *paragraphs: str, remedies: str = "") -> Context:
    """A letter of the agency to the party of the case."""
    opening = [line for text in paragraphs for line in text.splitlines() if line]
    return {**base_context(case, on=on), "opening": opening, "remedies": remedies}


def _numbered(items: list[str]) -> list[str]:
    return [f"{place}. {item}" for place, item in enumerate(items, start=1)]


def receipt(row: Application, on: date, fixed: str = "") -> Context:
    """材料接收凭证: what was received, and what was corrected on the spot."""
    case = row.case
    text = f"本机关于{day(on)}收到你（单位）“{case.cause}”申请的下列材料。"
    lists = [section("收到的材料", *_numbered(list(row.materials)))] if row.materials else []
    if fixed:
        lists.append(section("当场更正的内容", fixed))
    return {**letter(case, on, text), "sections": lists}


def correction(row: Application, on: date) -> Context:
    """一次告知补正: every item that is missing."""
    text = (
        f"你（单位）于{day(row.received_on)}提出的“{row.case.cause}”申请，材料不齐全或者不符合法定形式。"
        "依照《中华人民共和国行政许可法》第三十二条，现一次告知需要补正的全部内容。"
    )
    items = section("需要补正的内容", *_numbered(list(row.correction_items)))
    return {**letter(row.case, on, text), "sections": [items], "closing": [CORRECTED]}


def refusal(row: Application, on: date, remedies: str) -> Context:
    """不予受理: the ground, the reasons, the organ that decides, the remedies."""
    grounds = {
        Application.Ground.NOT_NEEDED: "该事项依法不需要取得行政许可，本机关不受理该申请。",
        Application.Ground.NO_POWER: "该事项依法不属于本机关职权范围，本机关不予受理，"
        f"请向{row.told_organ}申请。",
        Application.Ground.INCOMPLETE: "你（单位）未按照告知的内容补正全部材料，本机关不予受理。",
        Application.Ground.FALSE: "你（单位）隐瞒有关情况或者提供虚假材料，"
        "依照《中华人民共和国行政许可法》第七十八条，本机关不予受理，并给予警告。",
    }
    text = f"你（单位）于{day(row.received_on)}提出“{row.case.cause}”申请。"
    words = grounds[Application.Ground(row.ground)]
    return letter(row.case, on, text, words, f"理由：{row.reason}", remedies=remedies)


def extension(row: Application, on: date, due_on: date) -> Context:
    """延长期限: until when, and why (行政许可法 42)."""
    text = (
        f"你（单位）“{row.case.cause}”申请（受理编号{row.case.number}），经本机关负责人批准，"
        f"作出决定的期限延长至{day(due_on)}。"
    )
    return letter(row.case, on, text, f"延长期限的理由：{row.extension_reasons}")


def special(row: SpecialProcedure, on: date, name: str) -> Context:
    """特别程序所需时间 (行政许可法 45)."""
    body = f"，由{row.body}实施" if row.body else ""
    text = (
        f"你（单位）“{row.case.cause}”申请（受理编号{row.case.number}）依法需要进行{name}{body}，"
        f"自{day(row.started_on)}起所需时间为{row.days_needed}个工作日，该时间不计算在作出决定的期限内。"
    )
    return letter(row.case, on, text)


def third_party(row: ThirdParty) -> Context:
    """利害关系人告知 (行政许可法 36, 47), to the person and to the applicant."""
    case = row.case
    text = (
        f"{row.name}、{case.party.name}：本机关正在审查{case.party.name}的“{case.cause}”申请，"
        f"该许可事项直接关系{row.name}的下列重大利益：{row.interest}"
    )
    rights = (
        "你（单位）有权进行陈述和申辩，并有权要求听证；要求听证的，"
        f"应当在{day(row.hearing_until)}前向本机关提出申请。"
    )
    return letter(case, row.told_on, text, rights)


def announcement(row: PermitHearing) -> Context:
    """听证公告 (行政许可法 46)."""
    case = row.case
    text = f"本机关决定就{case.party.name}的“{case.cause}”申请依法举行听证，现予公告。"
    return letter(case, row.opened_on, text, f"听证事项：{row.subject}")


def hearing_notice(row: PermitHearing, on: date) -> Context:
    """听证通知: day, place, host (行政许可法 48)."""
    host = row.host.name if row.host is not None else ""
    held = day(row.scheduled_on) if row.scheduled_on is not None else ""
    text = f"本机关定于{held}在{row.place}就“{row.case.cause}”申请公开举行听证，主持人{host}。"
    right = "认为主持人与该许可事项有直接利害关系的，有权申请回避。"
    return letter(row.case, on, text, f"听证事项：{row.subject}", right)


def hearing_record(row: PermitHearing, on: date) -> Context:
    """听证笔录 (行政许可法 48)."""
    host = row.host.name if row.host is not None else ""
    fields = [["听证日期", day(on)], ["地点", row.place], ["主持人", host]]
    fields.append(["听证事项", row.subject])
    return {
        **base_context(row.case, on=on),
        "fields": fields,
        "opening": row.record.splitlines(),
    }


def deemed(row: Proceeding, licence: Licence, on: date) -> Context:
    """视为准予延续 (行政许可法 50)."""
    until = day(licence.valid_to) if licence.valid_to is not None else "长期"
    text = (
        f"你（单位）于{day(row.case.discovered_on)}申请延续“{licence.title}”（{licence.number}）。"
        "本机关在该许可有效期届满前未作出是否准予延续的决定，依照《中华人民共和国行政许可法》"
        f"第五十条第二款，视为准予延续，有效期至{until}。"
    )
    return letter(row.case, on, text)


def end_ground(row: Proceeding) -> str:
    """The statutory ground of an end, with its article."""
    article = licence_grounds.article(row.kind, row.ground)
    return f"{licence_grounds.words(row.kind, row.ground)}（{article}）" if article else ""
