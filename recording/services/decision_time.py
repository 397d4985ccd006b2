"""More time to decide, and days left out of it, with their papers."""

from datetime import date

from django.db import transaction

from enforcement.models import Case, Exclusion, Extension, User
from enforcement.services import decision_time
from recording.contexts import Context, base_context, day, section
from recording.services import documents


def approval(extension: Extension) -> Context:
    """延长办案期限审批表: the request with its reasons, and the answer."""
    on = extension.decided_on
    if on is None:
        raise ValueError("the request was not answered")
    answer = "批准" if extension.approved else "不批准"
    until = [["延长至", day(extension.new_due_on)]] if extension.new_due_on else []
    fields = [
        ["案由", extension.case.cause],
        ["立案日期", day(extension.case.filed_on)] if extension.case.filed_on else ["", ""],
        ["第几次延长", str(extension.step)],
        ["原期限届满日", day(extension.old_due_on)],
        *until,
        ["决定方式", extension.get_body_display()],
    ]
    sections = [
        section("延长的理由", extension.reason),
        section("集体讨论情况或者上级批复", extension.minutes),
    ]
    opinion = {
        "label": "审批意见",
        "text": f"{answer}。{extension.opinion}",
        "name": str(extension.decided_by),
        "date": on.isoformat(),
    }
    return {
        **base_context(extension.case, on=on),
        "fields": [pair for pair in fields if pair[1]],
        "sections": [row for row in sections if row["paragraphs"]],
        "opinions": [opinion],
    }


def told(exclusion: Exclusion, on: date) -> Context:
    """期间扣除告知书: which days do not count, and from which paper on."""
    text = (
        f"你（单位）涉嫌“{exclusion.case.cause}”一案，因{exclusion.get_ground_display()}"
        f"（{exclusion.start_paper}），自{day(exclusion.started_on)}起的时间不计入办案期限。"
    )
    return {**base_context(exclusion.case, on=on), "opening": [text, "特此告知。"]}


@transaction.atomic
def answer(
    extension: Extension, *, by: User, on: date, approved: bool, opinion: str, minutes: str = ""
) -> Extension:
    """Answer the request and keep 延长办案期限审批表."""
    row = decision_time.answer(
        extension, by=by, on=on, approved=approved, opinion=opinion, minutes=minutes
    )
    context = approval(row)
    documents.keep(row.case, kind="extension_approval", context=context, by=by, on=on)
    return row


@transaction.atomic
def exclude(
    case: Case,
    *,
    by: User,
    on: date,
    ground: str,
    paper: str,
    told_on: date | None = None,
) -> Exclusion:
    """Begin days that do not count; where the party is told, keep the paper that tells it."""
    row = decision_time.exclude(case, by=by, on=on, ground=ground, paper=paper, told_on=told_on)
    if told_on is not None:
        context = told(row, told_on)
        documents.keep(row.case, kind="exclusion_notice", context=context, by=by, on=told_on)
    return row
