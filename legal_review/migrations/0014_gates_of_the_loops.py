"""What a review was given on, and how it may end, is held by the database (行政处罚法 58).

A submission is sealed over draft and materials and names what the party had been told; an outcome
rests on that seal, a return names its problem and every failed head its reason. Supplements, the
unit's handling, an objection and its negotiation are written once. The decision is made on a passed
review that is the last word, or on the heads' resolution of an objection; a new notice or hearing
takes either away.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only
from legal_review.decision_gates import review_gates, told

REVIEW, CHECK = "legal_review_review", "legal_review_reviewcheck"
PROBLEM, HANDLING = "legal_review_reviewproblem", "legal_review_reviewhandling"
SUPPLEMENT, OBJECTION = "legal_review_reviewsupplement", "legal_review_reviewobjection"
SENT = [
    *("agency_id", "round", "materials", "reasons", "created_at"),
    *("seal", "notice_id", "heard_on"),
]
ENDS = "OLD.status = 'open' AND NEW.status IN ('passed', 'returned')"
LAST_SEAL = (
    "COALESCE((SELECT s.seal FROM legal_review_reviewsupplement s WHERE s.review_id = NEW.id "
    "AND s.status = 'answered' ORDER BY s.id DESC LIMIT 1), NEW.seal)"
)
AWAITED = (
    "EXISTS (SELECT 1 FROM legal_review_reviewsupplement s WHERE s.review_id = NEW.id "
    "AND s.status = 'asked')"
)
NOT_OPEN = (
    "NOT EXISTS (SELECT 1 FROM legal_review_review r WHERE r.id = NEW.review_id "
    "AND r.status = 'open')"
)
AGREED, OTHERWISE = "= 'agreed'", "<> 'agreed'"
NEGOTIATED = [
    *("negotiated_on", "place", "present", "unit_view", "review_view", "outcome"),
    "recorded_by_id",
]


def changed(*names: str) -> str:
    """SQL: one of the columns is written anew."""
    return " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in names)


def decided(states: str, day: str) -> str:
    """SQL: the review has not ended in one of the states by the day."""
    return (
        "NOT EXISTS (SELECT 1 FROM legal_review_review r WHERE r.id = NEW.review_id "  # noqa: S608  # our own columns
        f'AND r.status IN ({states}) AND r.decided_on <= NEW."{day}")'
    )


def discussed(result: str) -> str:
    """SQL: no discussion of the objection to this decision was held with such a result."""
    return (
        "NOT EXISTS (SELECT 1 FROM enforcement_discussion x JOIN legal_review_review r "  # noqa: S608  # our own columns
        "ON r.decision_id = x.decision_id WHERE x.id = NEW.discussion_id AND r.id = NEW.review_id "
        f"AND x.about = 'objection' AND x.status = 'held' AND x.result {result})"
    )


SUBMISSION = [
    guard(
        "review_sealed",
        REVIEW,
        ["INSERT"],
        "NEW.seal IS NULL OR LENGTH(NEW.seal) <> 64 OR NEW.opinion_seal IS NOT NULL "
        f"OR NOT {told('NEW', 'NEW.decision_id')}",
        message="送审应当连同材料目录一并封存，并以当事人最近一次告知和已经结束的听证为准（行政处罚法第五十八条、第六十五条）。"
        "请在听证结束后重新送审。",
        code="SEALED",
    ),
    guard(
        "review_rounds_in_order",
        REVIEW,
        ["INSERT"],
        "EXISTS (SELECT 1 FROM legal_review_review w WHERE w.decision_id = NEW.decision_id "
        "AND w.round >= NEW.round)",
        message="送审次数应当依次递增，不能插在以前的送审之前。请重新送审。",
        code="OPEN_FIRST",
    ),
    guard(
        "review_as_sent",
        REVIEW,
        ["UPDATE"],
        changed(*SENT),
        message="送审的机关、次数、材料目录、校验值、告知情况和审核理由不得修改；请撤回后重新送审。",
        code="REVIEWED",
    ),
]
OUTCOME = [
    guard(
        "review_outcome_sealed",
        REVIEW,
        ["UPDATE"],
        f"({ENDS} AND NEW.seal IS NOT NULL AND NEW.opinion_seal IS DISTINCT FROM {LAST_SEAL}) "
        "OR (NEW.status = 'open' AND NEW.opinion_seal IS NOT NULL)",
        message="审核意见应当针对封存的送审稿和材料目录出具；请按最近一次补正后的材料审核。",
        code="SEALED",
    ),
    guard(
        "review_passed_as_told",
        REVIEW,
        ["UPDATE"],
        "OLD.status = 'open' AND NEW.status = 'passed' AND NEW.seal IS NOT NULL AND "
        f"({AWAITED} OR NOT {told('NEW', 'NEW.decision_id')})",
        message="补正材料尚未收到，或者送审后重新告知、举行了听证，不能审核通过（行政处罚法第五十八条、第六十五条）。"
        "请退回承办机构重新送审。",
        code="SEALED",
    ),
    guard(
        "review_returned_for_a_problem",
        REVIEW,
        ["UPDATE"],
        "OLD.status = 'open' AND NEW.status = 'returned' AND NOT EXISTS (SELECT 1 FROM "
        "legal_review_reviewproblem p WHERE p.review_id = NEW.id)",
        message="退回的，应当写明存在问题的类型（国办发〔2018〕118号第十三条）。请选择。",
        code="PROBLEM",
        timing="AFTER",
    ),
    guard(
        "review_answer_known",
        CHECK,
        ["INSERT"],
        "NEW.result NOT IN ('pass', 'fail', 'none', 'flaw') OR (NEW.result IN ('fail', 'flaw') "
        "AND (NEW.code IS NULL OR NEW.code = ''))",
        message="审核内容应当选择通过、不通过、有瑕疵或者不适用；不通过的应当写明原因代码。请逐项填写。",
        code="ANSWER",
    ),
    guard(
        "review_answer_in_time",
        CHECK,
        ["INSERT"],
        NOT_OPEN,
        message="审核已经办结，审核内容不得再补写。请重新送审。",
        code="REVIEWED",
    ),
    guard(
        "review_problem_in_time",
        PROBLEM,
        ["INSERT"],
        NOT_OPEN,
        message="审核已经办结，存在问题的类型不得再补写。请重新送审。",
        code="REVIEWED",
    ),
    *append_only(PROBLEM, unique=[("review_id", "kind")]),
]
LOOPS = [
    *append_only(
        SUPPLEMENT,
        frozen=["id", "review_id", "items", "asked_by_id", "asked_on", "created_at"],
    ),
    guard(
        "supplement_answered_once",
        SUPPLEMENT,
        ["UPDATE"],
        "OLD.status <> 'asked'",
        message="补正已经办结，不得修改。需要再行补正的，请重新提出。",
        code="REVIEWED",
    ),
    guard(
        "supplement_in_time",
        SUPPLEMENT,
        ["INSERT"],
        NOT_OPEN,
        message="只能在审核期间要求补正材料。请先查看审核的状态。",
        code="REVIEWED",
    ),
    guard(
        "supplement_asked_once",
        SUPPLEMENT,
        ["INSERT"],
        "EXISTS (SELECT 1 FROM legal_review_reviewsupplement s WHERE s.review_id = NEW.review_id "
        "AND s.status = 'asked')",
        message="已要求补正材料，尚未补正。请等待补正。",
        code="NO_REPLACE",
    ),
    *append_only(HANDLING, unique=[("review_id",)]),
    guard(
        "handling_of_an_opinion",
        HANDLING,
        ["INSERT"],
        decided("'passed', 'returned'", "on"),
        message="承办机构应当在审核意见出具之后办理并记录处理情况。请核对日期。",
        code="REVIEWED",
    ),
    *append_only(
        OBJECTION,
        frozen=["id", "review_id", "grounds", "raised_by_id", "raised_on", "created_at"],
        unique=[("review_id",)],
    ),
    guard(
        "objection_to_a_return",
        OBJECTION,
        ["INSERT"],
        decided("'returned'", "raised_on"),
        message="只能对已经出具的存在问题的审核意见提出异议（国办发〔2018〕118号第十三条）。请核对日期。",
        code="REVIEWED",
    ),
    guard(
        "objection_negotiated_once",
        OBJECTION,
        ["UPDATE"],
        "OLD.status IN ('settled', 'upheld', 'rejected') OR (OLD.status <> 'raised' AND "
        f"({changed(*NEGOTIATED)})) OR (OLD.discussion_id IS NOT NULL AND "
        f"({changed('discussion_id')})) OR (OLD.status = 'raised' AND NEW.discussion_id IS NOT NULL)",
        message="异议的协商记录和集体讨论不得修改；协商未达成一致的，才提请集体讨论。",
        code="REVIEWED",
    ),
    guard(
        "objection_was_discussed",
        OBJECTION,
        ["UPDATE"],
        f"(NEW.status = 'upheld' AND {discussed(AGREED)}) "
        f"OR (NEW.status = 'rejected' AND {discussed(OTHERWISE)})",
        message="异议应当由负责人集体讨论并记录结论后办结。请先记录集体讨论。",
        code="NOT_DISCUSSED",
    ),
]
MOVES = [
    *moves_only(
        SUPPLEMENT,
        {"": [("asked", "answered"), ("asked", "lapsed")]},
        starts=("asked",),
    ),
    *moves_only(
        OBJECTION,
        {
            "": [
                ("raised", "settled"),
                ("raised", "unresolved"),
                ("unresolved", "rejected"),
                ("unresolved", "upheld"),
            ]
        },
        starts=("raised",),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("legal_review", "0013_loops_of_a_review"),
        ("enforcement", "0036_votes_of_a_discussion"),
    ]

    operations = [
        Triggers(*SUBMISSION, *OUTCOME, *LOOPS, *MOVES, *review_gates()),
    ]
