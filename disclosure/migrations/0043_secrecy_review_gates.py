"""Nothing is approved or published that nobody examined for secrets (政府信息公开条例第十七条).

What was public before this migration stays as it is: only a row that moves, or whose text changes, is
asked for its examination.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "disclosure_secrecyreview"
TEXT = (
    "EXISTS (SELECT 1 FROM disclosure_redactedversion v WHERE v.id = NEW.version_id "
    "AND v.publication_id = NEW.publication_id AND v.sha256 = NEW.sha256 "
    "AND v.redacted_by_id IS DISTINCT FROM NEW.reviewed_by_id)"
)
COPY = (
    "EXISTS (SELECT 1 FROM disclosure_publicfile f WHERE f.id = NEW.file_id AND f.copy_id = NEW.sha256 "
    "AND f.uploaded_by_id <> NEW.reviewed_by_id AND f.covered_by_id <> NEW.reviewed_by_id)"
)
ON_THE_CASE = (
    "EXISTS (SELECT 1 FROM enforcement_caseofficer o JOIN enforcement_officer p ON p.id = o.officer_id "
    "WHERE o.case_id = d.case_id AND p.account_id = NEW.reviewed_by_id)"
)
HANDLED = (
    "EXISTS (SELECT 1 FROM disclosure_publication k JOIN enforcement_decision d ON d.id = k.decision_id "
    "WHERE k.id = COALESCE(NEW.publication_id, (SELECT f.publication_id FROM disclosure_publicfile f "
    "WHERE f.id = NEW.file_id)) "
    f"AND (d.drafted_by_id = NEW.reviewed_by_id OR {ON_THE_CASE}))"
)
NOT_EXAMINED = "未经保密审查的内容不得公开（政府信息公开条例第十七条）。请由公示审批人审查并同意。"

GATES = [
    *append_only(TABLE),
    guard(
        "secrecy_review_bound",
        TABLE,
        ["INSERT"],
        f"NEW.outcome = 'clear' AND NOT ({TEXT} OR {COPY})",
        None,
        "保密审查应当针对拟公开的文本或者副本，由脱敏人以外的人作出。",
        code="SECRECY_BOUND",
    ),
    guard(
        "secrecy_review_by_another",
        TABLE,
        ["INSERT"],
        f"NEW.outcome = 'clear' AND {HANDLED}",
        None,
        "本案的承办人员、决定的起草人不得对拟公开的内容进行保密审查。",
        code="SECRECY_OTHER",
    ),
    # After the others, which say more of what is wrong with a row; a move that is none is theirs.
    guard(
        "publication_examined",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.decision_id IS NOT NULL AND NEW.status IN ('approved', 'published') "
        "AND OLD.status IN ('redacted', 'approved', 'published') "
        "AND NOT (OLD.status = 'redacted' AND NEW.status = 'published') "
        "AND (NEW.status <> OLD.status OR NEW.shown_id IS DISTINCT FROM OLD.shown_id) "
        f"AND NOT EXISTS (SELECT 1 FROM {TABLE} r WHERE r.version_id = NEW.shown_id "
        "AND r.outcome = 'clear')",
        None,
        NOT_EXAMINED,
        code="NOT_EXAMINED",
        timing="AFTER",
    ),
    guard(
        "public_file_examined",
        "disclosure_publicfile",
        ["UPDATE"],
        "NEW.status = 'approved' AND OLD.status <> 'approved' "
        f"AND NOT EXISTS (SELECT 1 FROM {TABLE} r WHERE r.file_id = NEW.id "
        "AND r.sha256 = NEW.copy_id AND r.outcome = 'clear')",
        None,
        NOT_EXAMINED,
        code="NOT_EXAMINED",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0042_secrecy_review")]

    operations = [Triggers(*GATES)]
