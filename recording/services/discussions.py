"""A collective discussion with its paper (集体讨论笔录)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from enforcement.models import Discussion, DiscussionMember, User
from enforcement.services import discussions
from enforcement.services.discussions import Voice
from recording.contexts import Context, base_context, section
from recording.services import documents


def paper(discussion: Discussion) -> Context:
    """集体讨论笔录: what was discussed and why, what each head said, the conclusion."""
    decision, on = discussion.decision, discussion.held_on
    if on is None:
        raise ValueError("the discussion was not held")
    members = list(discussion.members.order_by("pk"))
    fields = [
        ["案由", decision.case.cause],
        ["讨论地点", discussion.place],
        ["讨论事项", discussion.get_about_display()],
        ["记录人", str(discussion.recorded_by)],
        ["草案校验值", discussion.version.sha256 if discussion.version else ""],
    ]
    sections = [
        section("提请讨论的理由", discussion.ground),
        section("拟作出的决定", decision.facts, decision.basis, decision.result),
        section("讨论意见", *(_said(row) for row in members)),
        section("结论", f"{discussion.get_result_display()}。{discussion.conclusion}"),
    ]
    return {
        **base_context(decision.case, on=on),
        "officers": [],
        "fields": [pair for pair in fields if pair[1]],
        "sections": sections,
        "signatures": [{"label": row.name, "name": "", "date": ""} for row in members],
    }


def _said(member: DiscussionMember) -> str:
    voted = f"（表决：{member.get_vote_display()}）" if member.vote else ""
    return f"{member.name}（{member.post}）：{member.opinion}{voted}"


@transaction.atomic
def hold(
    discussion: Discussion,
    *,
    by: User,
    on: date,
    place: str,
    voices: Sequence[Voice],
    result: str,
    conclusion: str,
) -> Discussion:
    """Record the discussion and keep its paper. RuleError as `enforcement.services.discussions`."""
    row = discussions.hold(
        discussion,
        by=by,
        on=on,
        place=place,
        voices=voices,
        result=result,
        conclusion=conclusion,
    )
    documents.keep(
        row.case,
        kind="collective_record",
        context=paper(row),
        by=by,
        on=on,
        decision=row.decision,
    )
    return row
