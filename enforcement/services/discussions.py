"""Asking for a collective discussion and recording it (行政处罚法 57)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from enforcement import discussions, flows
from enforcement.models import Decision, Discussion, DiscussionMember, User
from enforcement.services import assignment, decisions, recusal

ARTICLE = "行政处罚法第五十七条第二款"
DECIDE = "enforcement.decide"
MEMBERS = "discussion.min_members"
ON_OBJECTION = "discussion.on_objection"
About = Discussion.About


@dataclass(frozen=True)
class Voice:
    """One head who took part: name, post, what he or she said, and the vote where one was taken."""

    name: str
    post: str
    opinion: str
    vote: str = ""


def may_call(decision: Decision, user: User) -> bool:
    """A handler of the case or a head of the agency."""
    heads = user.agency_id == decision.agency_id and user.has_perm(DECIDE)
    return heads or assignment.is_handler(decision.case, user)


def usual_ground(decision: Decision, on: date) -> str:
    """The rules of the profile that demand the discussion, in words; "" when none does."""
    return "；".join(f"{hit.reason}（{hit.article}）" for hit in discussions.grounds(decision, on))


@transaction.atomic
def call(
    decision: Decision, *, by: User, on: date, ground: str, about: str = About.SERIOUS
) -> Discussion:
    """Ask the heads to discuss the draft; from then on it is not issued without their agreement.

    RuleError when the decision is made, a discussion is asked for already, the ground is blank, or
    the local rules know no discussion of an objection to the review.
    """
    if not may_call(decision, by):
        raise PermissionDenied(DECIDE)
    locked = _draft(decision)
    _assert_callable(locked, on, ground, about)
    row = Discussion.objects.create(
        decision=locked, about=about, ground=ground.strip(), called_by=by, called_on=on
    )
    if about == About.SERIOUS:
        locked.discussion_required = True
        locked.save(update_fields=["discussion_required", "updated_at"])
    audit.append("discussion.call", obj=row, actor=by, data={"about": about, "ground": ground})
    return row


def _draft(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("case", "agency")
    locked = rows.get(pk=decision.pk)
    if locked.status != Decision.Status.DRAFT:
        raise RuleError(
            _("决定已经作出或者草案已经放弃，不能再提请或者记录集体讨论。"),
            article=ARTICLE,
            remedy=_("请在作出决定前办理。"),
        )
    return locked


def _assert_callable(decision: Decision, on: date, ground: str, about: str) -> None:
    rules = decision.agency.rules()
    if about == About.OBJECTION and not rules.value(ON_OBJECTION, on=on):
        raise RuleError(
            _("本地规则没有规定以集体讨论处理对法制审核意见的异议。"),
            article=rules.article(ON_OBJECTION, on=on),
            remedy=_("请与法制审核机构协商，或者修改后重新送审。"),
            field="about",
        )
    if not ground.strip():
        raise RuleError(
            _("提请集体讨论应当说明理由。"),
            article=ARTICLE,
            remedy=_("请填写理由。"),
            field="ground",
        )
    if decision.discussions.filter(about=about, status=Discussion.Status.CALLED).exists():
        raise RuleError(
            _("已提请集体讨论，尚未讨论。"), article=ARTICLE, remedy=_("请先记录讨论结果。")
        )


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
    """Record a discussion of the draft exactly as it stands.

    `voices`: everybody who took part. RuleError for too few people, one without an opinion, a blank
    conclusion, or a day before it was asked for.
    """
    recusal.demand_in_case(by, DECIDE, discussion.case)
    draft = _draft(discussion.decision)
    _assert_members(draft, on, voices)
    if on < discussion.called_on or not conclusion.strip():
        raise RuleError(
            _("集体讨论应当在提请之后，并写明结论意见。"),
            article=ARTICLE,
            remedy=_("请核对日期，并填写结论意见。"),
            field="conclusion" if not conclusion.strip() else "on",
        )
    changes = {
        "version": decisions.freeze(draft, by=by),
        "held_on": on,
        "place": place.strip(),
        "result": result,
        "conclusion": conclusion.strip(),
        "recorded_by": by,
    }
    moved = flows.DISCUSSION.move(discussion, "hold", by=by, note=result, changes=changes)
    for voice in voices:
        parts = {name: text.strip() or None for name, text in asdict(voice).items()}
        DiscussionMember.objects.create(discussion=moved, **parts)
    return moved


def _assert_members(decision: Decision, on: date, voices: Sequence[Voice]) -> None:
    needed = int(decision.agency.rules().value(MEMBERS, on=on))
    if len({voice.name.strip() for voice in voices}) < max(needed, len(voices)):
        raise RuleError(
            _("参加集体讨论的负责人应当是至少%(needed)s名不同的人员。") % {"needed": needed},
            article=decision.agency.rules().article(MEMBERS, on=on),
            remedy=_("请补充参加讨论的负责人。"),
            field="voices",
        )
    if any(not (v.name.strip() and v.post.strip() and v.opinion.strip()) for v in voices):
        raise RuleError(
            _("集体讨论笔录应当记明每名参加人的姓名、职务和意见。"),
            article=ARTICLE,
            remedy=_("请逐人填写姓名、职务、意见。"),
            field="voices",
        )
