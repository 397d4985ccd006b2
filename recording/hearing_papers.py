"""What the papers of a hearing say: plain contexts, keyed as core.pdf documents."""

from datetime import date

from core.chinese import number_text
from enforcement.models import Hearing
from enforcement.models.kinds import ActionKind
from enforcement.services.hearings import max_agents
from recording.contexts import Context, base_context, day, section

RIGHTS = (
    "你（单位）可以亲自参加听证，也可以委托{agents}代理；有权申请听证主持人、记录员回避，"
    "可以进行申辩和质证。无正当理由拒不出席或者未经许可中途退出的，视为放弃听证权利，本机关终止听证。"
)


def sitting(hearing: Hearing) -> str:
    """Day and time of the hearing in words."""
    if hearing.scheduled_on is None or hearing.starts_at is None:
        return ""
    minutes = f"{hearing.starts_at.minute:02d}分" if hearing.starts_at.minute else ""
    return f"{day(hearing.scheduled_on)}{hearing.starts_at.hour}时{minutes}"


def for_notice(hearing: Hearing, on: date) -> Context:
    """听证通知书: when, where, before whom, open or not and why, and the rights of the party."""
    case = hearing.case
    permit = case.kind == ActionKind.PERMIT
    law = (
        "《中华人民共和国行政许可法》第四十八条"
        if permit
        else "《中华人民共和国行政处罚法》第六十四条"
    )
    manner = "公开举行" if hearing.public else f"不公开举行（{hearing.private_reason}）"
    told = (
        f"你（单位）就“{case.title}”一案提出的听证申请，本机关已经收到。根据{law}的规定，"
        f"定于{sitting(hearing)}在{hearing.place}{manner}听证，本次听证不收取费用。"
    )
    people = f"听证主持人：{hearing.host}；记录员：{hearing.clerk}。"
    most = max_agents(case, on)
    people_allowed = "一人" if most == 1 else f"一至{number_text(most)}人"
    rights = RIGHTS.format(agents=people_allowed)
    before = hearing.previous
    moved = [f"原定于{sitting(before)}举行的听证改期（{before.note}）。"] if before else []
    return {**base_context(case, on=on), "opening": [*moved, told, people, rights, "特此通知。"]}


def for_record(hearing: Hearing) -> Context:
    """听证笔录: who was there, what was said, and that the party signed it or would not."""
    on = hearing.held_on
    if on is None:
        raise ValueError("the hearing was not held")
    signed = "" if hearing.signed else f"当事人或者其代理人拒绝签名：{hearing.unsigned_reason}"
    fields = [
        ["案由", hearing.case.cause],
        ["时间", sitting(hearing)],
        ["地点", hearing.place],
        ["方式", "公开" if hearing.public else f"不公开（{hearing.private_reason}）"],
        ["听证主持人", str(hearing.host)],
        ["记录员", str(hearing.clerk)],
        ["代理人", "、".join(hearing.agents)],
    ]
    return {
        **base_context(hearing.case, on=on),
        "fields": [pair for pair in fields if pair[1]],
        "opening": hearing.record.splitlines(),
        "closing": [signed] if signed else [],
        "signatures": [
            {"label": label, "name": "", "date": ""}
            for label in ("当事人或者其代理人", "听证主持人", "记录员")
        ],
    }


def for_report(hearing: Hearing) -> Context:
    """听证报告书: what the host found in the hearing and advises."""
    on = hearing.ended_on
    if on is None:
        raise ValueError("the hearing is not over")
    held = f"本次听证于{sitting(hearing)}在{hearing.place}举行，由{hearing.host}主持。"
    return {
        **base_context(hearing.case, on=on),
        "officers": [],
        "opening": [held],
        "sections": [section("听证情况和处理意见", hearing.report)],
    }
