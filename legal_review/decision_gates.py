"""The gate of the decision as SQL: a passed review, or the heads' resolution, of exactly this draft.

What the profiles say (how many heads, which share of votes, who knows no approval with flaws) is
written in; `gates` checks that it still holds. `n`, `r`, `v`, `x`, `o` and `m` are the notice, review,
frozen version, discussion, objection and voting head; NEW is the decision or the review.
"""

from core.triggers import Gate, guard
from enforcement.profiles import NATIONAL, Profile, load
from legal_review.profile_sql import on_day, profile_of, says

MEMBERS, MAJORITY = "discussion.min_members", "discussion.majority"
STRICT = "review.no_conditional"
OPEN = "('draft', 'abandoned')"
LEAVES_DRAFT = f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN}"
NEEDS_REVIEW = (
    "(NEW.review_required = TRUE OR (NEW.kind = 'penalty' AND "
    "(SELECT k.procedure FROM enforcement_case k WHERE k.id = NEW.case_id) <> 'simple'))"
)
# The columns of enforcement.models.decision.DecisionContent, of which no model may be loaded here.
CONTENT = (
    *("kind", "outcome", "title", "violation", "facts", "evidence", "basis", "basis_refs"),
    *("result", "penalty_kinds", "fine_cents", "confiscated_cents", "order", "discretion"),
    *("performance", "permit_kind", "cert_title", "permit_no", "valid_from", "valid_to"),
    *("inspection_kind", "inspection_method", "benchmark_id", "tier_id", "base_cents"),
    *("weighing", "circumstances", "particulars"),
)
SAME_TEXT = " AND ".join(f'v."{name}" IS NOT DISTINCT FROM NEW."{name}"' for name in CONTENT)


def told(review: str, decision: str) -> str:
    """SQL: nothing was told, asked for or heard since the submission, nor is a hearing awaited."""
    return (
        "(NOT EXISTS (SELECT 1 FROM enforcement_notice n "  # noqa: S608  # our own columns
        f"WHERE n.decision_id = {decision} AND n.superseded = FALSE "
        f"AND (n.id IS DISTINCT FROM {review}.notice_id "
        f"OR n.hearing_closed_on IS DISTINCT FROM {review}.heard_on "
        "OR (n.hearing_requested_on IS NOT NULL AND n.hearing_closed_on IS NULL) "
        f"OR n.hearing_closed_on > {review}.submitted_on)) "
        f"AND ({review}.notice_id IS NULL OR EXISTS (SELECT 1 FROM enforcement_notice n "
        f"WHERE n.id = {review}.notice_id AND n.decision_id = {decision} AND n.superseded = FALSE)))"
    )


# A review older than the seal knew no notice: the rules of its own time hold for it.
STILL_TOLD = f"(r.seal IS NULL OR {told('r', 'NEW.id')})"
HANDLED = (
    "(NOT EXISTS (SELECT 1 FROM legal_review_reviewcheck c "
    "WHERE c.review_id = r.id AND c.result = 'flaw') "
    "OR EXISTS (SELECT 1 FROM legal_review_reviewhandling h "
    'WHERE h.review_id = r.id AND h."on" <= NEW.issued_on))'
)
# No later round has been opened or decided: what counts is the last word.
LAST_WORD = (
    "NOT EXISTS (SELECT 1 FROM legal_review_review w WHERE w.decision_id = NEW.id "
    "AND w.status <> 'withdrawn' AND w.round > r.round)"
)
PASSED = (
    "EXISTS (SELECT 1 FROM legal_review_review r "  # noqa: S608  # our own columns
    "JOIN enforcement_draftversion v ON v.id = r.version_id "
    "WHERE r.decision_id = NEW.id AND v.decision_id = NEW.id AND v.id = NEW.clearance_id "
    "AND r.status = 'passed' AND r.decided_on <= NEW.issued_on "
    f"AND r.reviewer_id <> NEW.issued_by_id AND {LAST_WORD} AND {STILL_TOLD} AND {HANDLED} "
    f"AND {SAME_TEXT})"
)
# Who handled, drafted, opened, submitted or reviewed it has no vote, by account or by name.
PARTIAL = (
    "EXISTS (SELECT 1 FROM enforcement_discussionmember m WHERE m.discussion_id = x.id AND ("
    "m.name IN (SELECT u.name FROM enforcement_user u WHERE u.id IN "
    "(r.reviewer_id, r.submitted_by_id, NEW.drafted_by_id)) "
    "OR m.name IN (SELECT f.name FROM enforcement_caseofficer a "
    "JOIN enforcement_officer f ON f.id = a.officer_id WHERE a.case_id = NEW.case_id)))"
)
VOTES = "(SELECT COUNT(*) FROM enforcement_discussionmember m WHERE m.discussion_id = x.id{0})"


def resolved(profile: Profile) -> str:
    """SQL: the heads resolved on an objection that negotiation had not settled."""
    day = "NEW.issued_on"
    votes, agreed = VOTES.format(""), VOTES.format(" AND m.vote = 'agree'")
    return (
        "EXISTS (SELECT 1 FROM enforcement_discussion x "  # noqa: S608  # our own columns
        "JOIN legal_review_reviewobjection o ON o.discussion_id = x.id "
        "JOIN legal_review_review r ON r.id = o.review_id "
        "JOIN enforcement_draftversion v ON v.id = x.version_id "
        "WHERE x.decision_id = NEW.id AND r.decision_id = NEW.id AND v.decision_id = NEW.id "
        "AND x.about = 'objection' AND x.status = 'held' AND x.result = 'agreed' "
        "AND o.status = 'upheld' AND r.status = 'returned' AND x.version_id = NEW.clearance_id "
        "AND x.version_id = r.version_id AND o.negotiated_on <= x.held_on "
        "AND x.held_on <= NEW.issued_on AND r.decided_on <= o.raised_on "
        f"AND {votes} >= {on_day(profile, MEMBERS, day)} "
        f"AND {agreed} > {on_day(profile, MAJORITY, day)} * {votes} AND NOT {PARTIAL} "
        f"AND r.reviewer_id <> NEW.issued_by_id AND r.reviewer_id <> x.recorded_by_id "
        f"AND {LAST_WORD} AND {STILL_TOLD} AND {SAME_TEXT})"
    )


def failed() -> str:
    """SQL: a head failed, or has a flaw where the rules know no approval with one."""
    strict = ", ".join(f"'{name}'" for name in says(STRICT)) or "''"
    return (
        "EXISTS (SELECT 1 FROM legal_review_reviewcheck c WHERE c.review_id = NEW.id "  # noqa: S608  # our own columns
        f"AND (c.result = 'fail' OR (c.result = 'flaw' AND {profile_of('NEW.agency_id')} "
        f"IN ({strict}))))"
    )


def conditions(profile: Profile) -> dict[str, str]:
    """Name of each gate of a review that holds something of a profile -> SQL of what it refuses."""
    return {
        "decision_reviewed": f"{LEAVES_DRAFT} AND {NEEDS_REVIEW} AND NOT {PASSED} "
        f"AND NOT {resolved(profile)}",
        "review_no_failed_head": f"OLD.status = 'open' AND NEW.status = 'passed' AND {failed()}",
    }


def review_gates() -> list[Gate]:
    """Both gates, with what the profiles say now."""
    sql = conditions(load(NATIONAL))
    return [
        guard(
            "decision_reviewed",
            "enforcement_decision",
            ["UPDATE"],
            sql["decision_reviewed"],
            None,
            "未经法制审核或者审核未通过的，不得作出决定；审核（或者负责人对异议的集体讨论决定）必须针对同一份草案，"
            "审核后没有重新告知或者听证，审核人与决定人不得为同一人（行政处罚法第五十八条）。请送法制审核。",
            code="NOT_REVIEWED",
        ),
        guard(
            "review_no_failed_head",
            "legal_review_review",
            ["UPDATE"],
            sql["review_no_failed_head"],
            None,
            "有审核内容不通过的，不得审核通过。请退回承办机构并说明理由。",
            code="REVIEWER",
        ),
    ]
