"""The gates of a decision, held by the database against pages, API, ORM and raw SQL alike.

A decision leaves its draft only with a passed review of exactly its text (行政处罚法 58), by a
qualified reviewer who has no other part in the case, and with two officers certified on the day
(行政处罚法 42); what was decided is never rewritten.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

DECISION = "enforcement_decision"
CONTENT = [
    "kind",
    "outcome",
    "title",
    "violation",
    "facts",
    "evidence",
    "basis",
    "basis_refs",
    "result",
    "penalty_kinds",
    "fine_cents",
    "confiscated_cents",
    "order",
    "discretion",
    "performance",
    "permit_kind",
    "cert_title",
    "permit_no",
    "valid_from",
    "valid_to",
    "inspection_kind",
    "inspection_method",
]
FIXED = [
    *CONTENT,
    "case_id",
    "agency_id",
    "review_required",
    "clearance_id",
    "doc_no",
    "issued_on",
    "issued_by_id",
    "remedies",
    "drafted_by_id",
]
OPEN = "('draft', 'abandoned')"
LEAVES_DRAFT = f"OLD.status IN {OPEN} AND NEW.status NOT IN {OPEN}"


def same(left: str, right: str, names: list[str]) -> str:
    return " AND ".join(f'{left}."{n}" IS NOT DISTINCT FROM {right}."{n}"' for n in names)


def certified(case: str, day: str) -> str:
    """Number of handlers of the case whose certificate was valid on the day."""
    return (
        "(SELECT COUNT(DISTINCT a.officer_id) FROM enforcement_caseofficer a "
        "JOIN enforcement_certificate c ON c.officer_id = a.officer_id "
        f"WHERE a.case_id = {case} AND a.until IS NULL AND c.valid_from <= {day} "
        f"AND c.valid_to >= {day} AND (c.ended_on IS NULL OR c.ended_on > {day}))"
    )


PROCEDURE = "(SELECT k.procedure FROM enforcement_case k WHERE k.id = NEW.case_id)"
NEEDS_REVIEW = f"(NEW.review_required = TRUE OR (NEW.kind = 'penalty' AND {PROCEDURE} <> 'simple'))"
PASSED = (
    "EXISTS (SELECT 1 FROM legal_review_review r JOIN enforcement_draftversion v ON v.id = r.version_id "
    "WHERE r.decision_id = NEW.id AND v.decision_id = NEW.id AND v.id = NEW.clearance_id "
    "AND r.status = 'passed' AND r.decided_on <= NEW.issued_on AND r.reviewer_id <> NEW.issued_by_id "
    f"AND {same('v', 'NEW', CONTENT)})"
)
TOUCHED = (
    "(NEW.reviewer_id = NEW.submitted_by_id "
    "OR EXISTS (SELECT 1 FROM enforcement_decision d JOIN enforcement_case k ON k.id = d.case_id "
    "WHERE d.id = NEW.decision_id AND (d.drafted_by_id = NEW.reviewer_id OR k.created_by_id = NEW.reviewer_id)) "
    "OR EXISTS (SELECT 1 FROM enforcement_decision d JOIN enforcement_caseofficer a ON a.case_id = d.case_id "
    "JOIN enforcement_officer o ON o.id = a.officer_id "
    "WHERE d.id = NEW.decision_id AND o.account_id = NEW.reviewer_id))"
)
QUALIFIED = (
    "EXISTS (SELECT 1 FROM legal_review_qualification q WHERE q.account_id = NEW.reviewer_id "
    "AND q.valid_from <= NEW.decided_on AND (q.ended_on IS NULL OR q.ended_on > NEW.decided_on))"
)
FAILED = "EXISTS (SELECT 1 FROM legal_review_reviewcheck c WHERE c.review_id = NEW.id AND c.result = 'fail')"
CHECKED = "EXISTS (SELECT 1 FROM legal_review_reviewcheck c WHERE c.review_id = NEW.id)"
SAME_CASE = (
    "EXISTS (SELECT 1 FROM enforcement_draftversion v WHERE v.id = NEW.version_id "
    "AND v.decision_id = NEW.decision_id)"
)
TO_FILED = "OLD.status = 'draft' AND NEW.status NOT IN ('draft', 'rejected')"

GATES = [
    guard(
        "decision_starts_as_draft",
        DECISION,
        ["INSERT"],
        "NEW.status <> 'draft'",
        None,
        "决定应当从拟稿开始，不能直接写入已作出的决定（行政处罚法第五十七条）。",
        code="DRAFT_FIRST",
    ),
    guard(
        "decision_not_replaced",
        DECISION,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {DECISION} d WHERE d.id = NEW.id)",
        None,
        "不能覆盖已有的决定。",
        code="NO_REPLACE",
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
        "decision_two_officers",
        DECISION,
        ["UPDATE"],
        f"{LEAVES_DRAFT} AND {certified('NEW.case_id', 'NEW.issued_on')} < 2",
        None,
        "决定之日持有效执法证的承办人员不足两名（行政处罚法第四十二条）。请更换或增加执法人员。",
        code="TWO_OFFICERS",
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
    guard(
        "decision_kept",
        DECISION,
        ["DELETE"],
        f"OLD.status NOT IN {OPEN}",
        None,
        "已作出的决定不能删除。",
        code="DECIDED",
    ),
    guard(
        "case_starts_as_draft",
        "enforcement_case",
        ["INSERT"],
        "NEW.status <> 'draft'",
        None,
        "案件应当从立案审批开始（行政处罚法第五十四条）。",
        code="DRAFT_FIRST",
    ),
    guard(
        "case_not_replaced",
        "enforcement_case",
        ["INSERT"],
        "EXISTS (SELECT 1 FROM enforcement_case d WHERE d.id = NEW.id)",
        None,
        "不能覆盖已有的案件。",
        code="NO_REPLACE",
    ),
    guard(
        "case_two_officers",
        "enforcement_case",
        ["UPDATE"],
        f"{TO_FILED} AND {certified('NEW.id', 'NEW.filed_on')} < 2",
        None,
        "立案之日持有效执法证的承办人员不足两名（行政处罚法第四十二条）。请更换或增加执法人员。",
        code="TWO_OFFICERS",
    ),
    guard(
        "case_fixed",
        "enforcement_case",
        ["UPDATE"],
        "(OLD.status <> 'draft' AND (NEW.status = 'draft' OR NEW.procedure <> OLD.procedure "
        "OR NEW.kind <> OLD.kind OR NEW.agency_id <> OLD.agency_id OR NEW.number <> OLD.number "
        "OR NEW.party_id <> OLD.party_id OR NEW.filed_on IS DISTINCT FROM OLD.filed_on)) "
        "OR (OLD.sealed = TRUE AND NEW.sealed = FALSE) "
        "OR (OLD.status = 'archived' AND NEW.status <> 'archived')",
        None,
        "立案后程序、类别、机关、当事人和案号不得更改；归档后不得变动；依法封存的不得解除（治安管理处罚法第一百三十六条）。",
        code="FILED",
    ),
    guard(
        "case_kept",
        "enforcement_case",
        ["DELETE"],
        "OLD.status <> 'draft'",
        None,
        "已立案的案件不能删除。",
        code="FILED",
    ),
    guard(
        "review_starts_open",
        "legal_review_review",
        ["INSERT"],
        f"NEW.status <> 'open' OR NOT {SAME_CASE}",
        None,
        "法制审核应当从送审开始，送审稿应当属于同一决定。",
        code="OPEN_FIRST",
    ),
    guard(
        "review_not_replaced",
        "legal_review_review",
        ["INSERT"],
        "EXISTS (SELECT 1 FROM legal_review_review d WHERE d.id = NEW.id)",
        None,
        "不能覆盖已有的审核记录。",
        code="NO_REPLACE",
    ),
    guard(
        "review_independent",
        "legal_review_review",
        ["UPDATE"],
        "OLD.status = 'open' AND NEW.status IN ('passed', 'returned') AND "
        f"({TOUCHED} OR NOT {QUALIFIED} OR NOT {CHECKED} OR NOT EXISTS (SELECT 1 FROM enforcement_user u "
        "WHERE u.id = NEW.reviewer_id AND u.agency_id = NEW.agency_id))",
        None,
        "审核人应当具备法制审核资格、属于本机关且未参与本案，并逐项填写审核内容（行政处罚法第五十八条）。",
        code="REVIEWER",
    ),
    guard(
        "review_no_failed_head",
        "legal_review_review",
        ["UPDATE"],
        f"OLD.status = 'open' AND NEW.status = 'passed' AND {FAILED}",
        None,
        "有审核内容不通过的，不得审核通过。",
        code="REVIEWER",
    ),
    guard(
        "review_fixed",
        "legal_review_review",
        ["UPDATE"],
        "OLD.status <> 'open' OR NEW.version_id <> OLD.version_id OR NEW.decision_id <> OLD.decision_id "
        "OR NEW.submitted_by_id <> OLD.submitted_by_id OR NEW.submitted_on <> OLD.submitted_on",
        None,
        "送审稿和已出具的审核意见不得修改；请重新送审。",
        code="REVIEWED",
    ),
    guard(
        "review_kept",
        "legal_review_review",
        ["DELETE"],
        "1 = 1",
        None,
        "审核记录不能删除。",
        code="REVIEWED",
    ),
    *append_only("enforcement_draftversion"),
    *append_only("legal_review_reviewcheck", unique=[("review_id", "head")]),
]


class Migration(migrations.Migration):
    dependencies = [
        ("legal_review", "0001_initial"),
        ("enforcement", "0001_initial"),
    ]

    operations = [Triggers(*GATES)]
