"""The gates of a publication, held by the database.

Only a redacted version approved by a second person is published (国办发〔2018〕118号第二条); a sealed
治安 record never is (治安管理处罚法 136); the first day of publication is set once.
"""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "disclosure_publication"
VERSION = (
    "EXISTS (SELECT 1 FROM disclosure_redactedversion v WHERE v.id = NEW.shown_id "
    "AND v.publication_id = NEW.id"
)
SECOND_PERSON = f"{VERSION} AND v.redacted_by_id IS NOT NULL AND NEW.approved_by_id IS NOT NULL AND v.redacted_by_id <> NEW.approved_by_id)"
APPROVED = f"((NEW.record_id IS NOT NULL AND {VERSION})) OR (NEW.decision_id IS NOT NULL AND {SECOND_PERSON}))"
SEALED = (
    "EXISTS (SELECT 1 FROM enforcement_decision d JOIN enforcement_case k ON k.id = d.case_id "
    "WHERE d.id = NEW.decision_id AND k.sealed = TRUE)"
)
MADE = (
    "EXISTS (SELECT 1 FROM enforcement_decision d WHERE d.id = NEW.decision_id "
    "AND d.status IN ('issued', 'served', 'revoked'))"
)

GATES = [
    guard(
        "publication_starts_pending",
        TABLE,
        ["INSERT"],
        "NEW.status <> 'pending' OR NEW.first_published_on IS NOT NULL",
        None,
        "公示应当从待公开开始，经脱敏、审批后发布。",
        code="PENDING_FIRST",
    ),
    guard(
        "publication_not_replaced",
        TABLE,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {TABLE} p WHERE p.id = NEW.id)",
        None,
        "不能覆盖已有的公示信息。",
        code="NO_REPLACE",
    ),
    guard(
        "publication_approved",
        TABLE,
        ["UPDATE"],
        f"NEW.status IN ('approved', 'published') AND NOT ({APPROVED})",
        None,
        "未经脱敏并由第二人审批的内容不得公开（国办发〔2018〕118号第二条）。请由脱敏人以外的公示审核人审批。",
        code="NOT_APPROVED",
    ),
    guard(
        "publication_of_decision",
        TABLE,
        ["UPDATE"],
        f"NEW.status = 'published' AND NEW.decision_id IS NOT NULL AND NOT {MADE}",
        None,
        "决定尚未作出，不得公开。",
        code="NOT_ISSUED",
    ),
    guard(
        "publication_sealed",
        TABLE,
        ["UPDATE"],
        f"NEW.status IN ('approved', 'published') AND {SEALED}",
        None,
        "违反治安管理的记录应当封存，不得公开（治安管理处罚法第一百三十六条）。",
        code="SEALED",
    ),
    guard(
        "publication_approval_bound",
        TABLE,
        ["UPDATE"],
        "NEW.status IN ('approved', 'published') AND OLD.status IN ('approved', 'published') "
        "AND NEW.shown_id IS DISTINCT FROM OLD.shown_id "
        "AND NEW.approved_at IS NOT DISTINCT FROM OLD.approved_at",
        None,
        "公开内容变更后应当重新审批。",
        code="NOT_APPROVED",
    ),
    guard(
        "publication_first_day_fixed",
        TABLE,
        ["UPDATE"],
        "(OLD.first_published_on IS NOT NULL AND NEW.first_published_on IS DISTINCT FROM OLD.first_published_on) "
        "OR NEW.decided_on <> OLD.decided_on OR NEW.decision_id IS DISTINCT FROM OLD.decision_id "
        "OR NEW.record_id IS DISTINCT FROM OLD.record_id OR NEW.agency_id <> OLD.agency_id",
        None,
        "首次公开日期和决定日期一经记录不得更改。",
        code="FIRST_DAY",
    ),
    guard(
        "publication_not_reopened",
        TABLE,
        ["UPDATE"],
        "OLD.status IN ('withdrawn', 'expired') AND NEW.status <> OLD.status",
        None,
        "已撤下或公示期满的信息不能重新公开。",
        code="ENDED",
    ),
    guard("publication_kept", TABLE, ["DELETE"], "1 = 1", None, "公示记录不能删除。", code="KEPT"),
    *append_only("disclosure_redactedversion"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_initial"),
        ("enforcement", "0001_initial"),
    ]

    operations = [Triggers(*GATES)]
