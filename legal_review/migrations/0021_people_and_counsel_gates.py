"""Assignments, trainings, counsel and what they were shown stay; an assigned review is decided by whom it
was given to; advice comes after the undertaking, and only while the review is open."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

ASSIGNMENT, FIELD = "legal_review_reviewassignment", "legal_review_reviewerfield"
TRAINING, COUNSEL = "legal_review_reviewertraining", "legal_review_counsel"
REQUEST, VIEW = "legal_review_counselrequest", "legal_review_counselview"

DECIDED = "OLD.status = 'open' AND NEW.status IN ('passed', 'returned')"
GIVEN = (
    f"EXISTS (SELECT 1 FROM {ASSIGNMENT} a WHERE a.review_id = NEW.id "  # noqa: S608  # our own names
    "AND a.ended_on IS NULL AND a.reviewer_id <> NEW.reviewer_id)"
)
QUALIFIED = (
    "NOT EXISTS (SELECT 1 FROM legal_review_review r JOIN legal_review_qualification q "
    "ON q.agency_id = r.agency_id WHERE r.id = NEW.review_id AND r.status = 'open' "
    "AND q.account_id = NEW.reviewer_id)"
)
PART = " OR ".join(
    (
        "EXISTS (SELECT 1 FROM legal_review_review r JOIN enforcement_decision d "
        "ON d.id = r.decision_id WHERE r.id = NEW.review_id AND (r.submitted_by_id = "
        "NEW.reviewer_id OR d.drafted_by_id = NEW.reviewer_id))",
        "EXISTS (SELECT 1 FROM legal_review_review r JOIN enforcement_decision d "
        "ON d.id = r.decision_id JOIN enforcement_caseofficer o ON o.case_id = d.case_id "
        "JOIN enforcement_officer p ON p.id = o.officer_id WHERE r.id = NEW.review_id "
        "AND p.account_id = NEW.reviewer_id)",
    )
)
FROZEN = (
    "NOT EXISTS (SELECT 1 FROM legal_review_review r JOIN enforcement_draftversion v "
    "ON v.id = r.version_id WHERE r.id = NEW.review_id AND r.status = 'open' "
    "AND v.sha256 = NEW.version_sha256)"
)
STAYS = (
    "(OLD.binding_hash <> '' AND (NEW.binding_hash <> OLD.binding_hash OR NEW.bound_at IS NULL OR "
    "NEW.bound_at <> OLD.bound_at)) OR (OLD.undertaking <> '' AND (NEW.undertaking <> "
    "OLD.undertaking OR NEW.accepted_at IS NULL OR NEW.accepted_at <> OLD.accepted_at)) OR "
    "(OLD.advice <> '' AND (NEW.advice <> OLD.advice OR NEW.document_id IS NULL OR "
    "NEW.document_id <> OLD.document_id))"
)
UNSEEN = (
    f"NOT EXISTS (SELECT 1 FROM {REQUEST} r WHERE r.id = NEW.request_id "  # noqa: S608  # our own names
    "AND r.accepted_at IS NOT NULL AND r.ended_at IS NULL)"
)

GATES = [
    *append_only(
        ASSIGNMENT,
        frozen=["id", "review_id", "reviewer_id", "by_id", "on", "reason", "loads"],
    ),
    guard(
        "review_assignment_over",
        ASSIGNMENT,
        ["UPDATE"],
        "OLD.ended_on IS NOT NULL",
        message="该分派已经结束，不能修改；需要更换的，请重新改派。",
        code="ASSIGNMENT",
    ),
    guard(
        "review_assignment_qualified",
        ASSIGNMENT,
        ["INSERT"],
        QUALIFIED,
        message="只能将审核中的送审分派给本机关登记了法制审核资格的人员（行政处罚法第五十八条）。",
        code="ASSIGNMENT",
    ),
    guard(
        "review_assignment_apart",
        ASSIGNMENT,
        ["INSERT"],
        PART,
        message="不得将审核分派给本案的承办、拟稿或者送审人员（市场监督管理行政处罚程序规定第四十九条）。",
        code="ASSIGNMENT",
    ),
    guard(
        "review_by_the_assigned",
        "legal_review_review",
        ["UPDATE"],
        f"{DECIDED} AND {GIVEN}",
        message="本次审核已分派给其他审核人员，请由其办理或者先行改派。",
        code="ASSIGNED",
        timing="AFTER",
    ),
    *append_only(FIELD),
    *append_only(
        TRAINING,
        frozen=[
            *("id", "qualification_id", "topic", "organiser", "hours", "held_on"),
            *("valid_until", "certificate", "kept_by_id"),
        ],
    ),
    guard(
        "reviewer_training_void",
        TRAINING,
        ["UPDATE"],
        "OLD.voided_on IS NOT NULL",
        message="该培训记录已经作废，不能修改；请另行登记。",
        code="TRAINING",
    ),
    *append_only(
        COUNSEL,
        frozen=[
            *("id", "agency_id", "kind", "name", "organisation", "licence", "account_id"),
            *("valid_from", "valid_to"),
        ],
    ),
    guard(
        "counsel_over",
        COUNSEL,
        ["UPDATE"],
        "OLD.ended_on IS NOT NULL",
        message="该聘任已经终止，不能修改；再次聘任的，请另行登记。",
        code="COUNSEL",
    ),
    *append_only(
        REQUEST,
        unique=[("token_hash",)],
        frozen=[
            *("id", "review_id", "counsel_id", "version_sha256", "question", "asked_by_id"),
            *("asked_at", "token_hash", "code_hash", "expires_at"),
        ],
    ),
    guard(
        "counsel_request_frozen",
        REQUEST,
        ["INSERT"],
        FROZEN,
        message="只能就审核中的送审稿请求法律意见，链接应当与其校验值一致。",
        code="COUNSEL",
    ),
    guard(
        "counsel_request_over",
        REQUEST,
        ["UPDATE"],
        "OLD.ended_at IS NOT NULL",
        message="该链接已经停用，不得恢复；请重新出具。",
        code="COUNSEL",
    ),
    guard(
        "counsel_request_stays",
        REQUEST,
        ["UPDATE"],
        STAYS,
        message="首次启用、保密承诺和法律意见一经作出不能修改。",
        code="COUNSEL",
    ),
    *append_only(VIEW),
    guard(
        "counsel_view_after_undertaking",
        VIEW,
        ["INSERT"],
        UNSEEN,
        message="作出保密承诺之后、链接停用之前，才能查阅。",
        code="COUNSEL",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("legal_review", "0020_counsel"),
        ("enforcement", "0001_initial"),
    ]

    operations = [Triggers(*GATES)]
