"""What a draft says of its discretion and beside it is reviewed and fixed with the rest of it.

The two gates that compare columns are made again with those that came later. A case is not closed
over a review that nobody answered, even when its draft was given up meanwhile.
"""

from django.db import migrations

from core.triggers import Triggers, guard

DECISION = "enforcement_decision"
CONTENT = [
    *("kind", "outcome", "title", "violation", "facts", "evidence", "basis", "basis_refs"),
    *("result", "penalty_kinds", "fine_cents", "confiscated_cents", "order", "discretion"),
    *("performance", "permit_kind", "cert_title", "permit_no", "valid_from", "valid_to"),
    *("inspection_kind", "inspection_method", "benchmark_id", "tier_id", "base_cents"),
    *("weighing", "circumstances", "particulars"),
]
FIXED = [
    *CONTENT,
    *("case_id", "agency_id", "review_required", "clearance_id", "doc_no", "issued_on"),
    *("issued_by_id", "remedies", "drafted_by_id"),
]
OPEN = "('draft', 'abandoned')"
LEAVES_DRAFT = f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN}"


def same(left: str, right: str, names: list[str]) -> str:
    """SQL: two rows say the same in the named columns."""
    return " AND ".join(f'{left}."{n}" IS NOT DISTINCT FROM {right}."{n}"' for n in names)


PROCEDURE = "(SELECT k.procedure FROM enforcement_case k WHERE k.id = NEW.case_id)"
NEEDS_REVIEW = f"(NEW.review_required = TRUE OR (NEW.kind = 'penalty' AND {PROCEDURE} <> 'simple'))"
PASSED = (
    "EXISTS (SELECT 1 FROM legal_review_review r "
    "JOIN enforcement_draftversion v ON v.id = r.version_id "
    "WHERE r.decision_id = NEW.id AND v.decision_id = NEW.id AND v.id = NEW.clearance_id "
    "AND r.status = 'passed' AND r.decided_on <= NEW.issued_on "
    f"AND r.reviewer_id <> NEW.issued_by_id AND {same('v', 'NEW', CONTENT)})"
)

OPEN_REVIEW = (
    "EXISTS (SELECT 1 FROM legal_review_review r "
    "JOIN enforcement_decision d ON d.id = r.decision_id "
    "WHERE d.case_id = NEW.id AND r.status = 'open')"
)

GATES = [
    guard(
        "case_closed_after_review",
        "enforcement_case",
        ["UPDATE"],
        f"NEW.status = 'closed' AND OLD.status <> 'closed' AND {OPEN_REVIEW}",
        None,
        "本案的法制审核尚未办结，不能结案；请由审核人员审核，或者由承办人员撤回送审（行政处罚法第五十八条）。",
        code="REVIEW_OPEN",
    ),
    guard(
        "decision_reviewed",
        DECISION,
        ["UPDATE"],
        f"{LEAVES_DRAFT} AND {NEEDS_REVIEW} AND NOT {PASSED}",
        None,
        "未经法制审核或者审核未通过的，不得作出决定；审核必须针对同一份草案，审核人与决定人不得为同一人（行政处罚法第五十八条）。请送法制审核。",
        code="NOT_REVIEWED",
    ),
    guard(
        "decision_fixed",
        DECISION,
        ["UPDATE"],
        f"OLD.status NOT IN {OPEN} AND (NEW.status IN {OPEN} OR NOT ({same('OLD', 'NEW', FIXED)}) "
        "OR (OLD.status = 'revoked' AND NEW.status <> 'revoked') "
        "OR (OLD.status = 'served' AND NEW.status = 'issued'))",
        None,
        "决定作出后内容不得修改；确有错误的，请办理撤销或者变更（行政处罚法第四十八条）。",
        code="DECIDED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("legal_review", "0010_answers_are_one_of_three"),
        ("enforcement", "0014_weighing_of_a_draft"),
    ]

    operations = [Triggers(*GATES)]
