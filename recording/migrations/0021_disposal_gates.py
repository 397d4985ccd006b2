"""Nothing is destroyed before its time, under a hold, or without a second person (档案法实施条例 24)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

APPRAISAL, ITEM = "recording_disposalappraisal", "recording_disposalitem"
DISPOSAL = "recording_disposal"
ARTICLE = "（档案法实施条例第二十四条）"
LISTED = f"鉴定记录报批后，清单不能增加{ARTICLE}；请另行鉴定。"
APPRAISED = f"没有经第二人批准的鉴定记录，不能销毁{ARTICLE}；请先鉴定并报批。"
HELD = f"该证据已冻结，不能销毁{ARTICLE}；请先依法解除冻结。"
EARLY = f"保管期限尚未届满，不能销毁{ARTICLE}；请在期满后鉴定。"
UNFILED = f"案卷尚未归档，不能销毁{ARTICLE}；请先归档。"
KEPT = f"还有未经销毁的证据或者文书使用该原件，不能移除{ARTICLE}。"
MOVES = {"": [("approved", "executed"), ("pending", "approved"), ("pending", "refused")]}
# By Beijing time, whatever the clock of the server is set to.
TODAY = {
    "sqlite": "date('now', '+8 hours')",
    "postgresql": "(now() AT TIME ZONE 'Asia/Shanghai')::date",
}

UNAPPRAISED = (
    f"NOT EXISTS (SELECT 1 FROM {ITEM} i JOIN {APPRAISAL} a ON a.id = i.appraisal_id"
    " WHERE i.appraisal_id = NEW.appraisal_id AND i.evidence_id = NEW.evidence_id"
    " AND i.left_out = '' AND a.status = 'approved' AND a.decided_by_id <> a.appraiser_id)"
)
ON_HOLD = (
    "EXISTS (SELECT 1 FROM recording_legalhold h"
    " WHERE h.evidence_id = NEW.evidence_id AND h.lifted_at IS NULL)"
)
NO_FILE = (
    "NOT EXISTS (SELECT 1 FROM recording_evidence e JOIN recording_archive c"
    " ON c.case_id = e.case_id WHERE e.id = NEW.evidence_id)"
)
UNDISPOSED = (
    "NOT EXISTS (SELECT 1 FROM recording_evidence e JOIN recording_disposal d"
    " ON d.evidence_id = e.id WHERE e.blob_id = NEW.sha256)"
    " OR EXISTS (SELECT 1 FROM recording_evidence e WHERE e.blob_id = NEW.sha256"
    " AND NOT EXISTS (SELECT 1 FROM recording_disposal d WHERE d.evidence_id = e.id))"
    " OR EXISTS (SELECT 1 FROM recording_document p WHERE p.blob_id = NEW.sha256)"
    " OR EXISTS (SELECT 1 FROM recording_upload u"
    " WHERE u.blob_id = NEW.sha256 AND u.status <> 'sealed')"
)


def running(vendor):
    """Whether the newest decision on the keeping has no end, or one that has not passed."""
    return (
        "NOT EXISTS (SELECT 1 FROM recording_retention r"
        f" WHERE r.evidence_id = NEW.evidence_id AND r.until < {TODAY[vendor]}"
        " AND NOT EXISTS (SELECT 1 FROM recording_retention n"
        " WHERE n.evidence_id = r.evidence_id AND n.id > r.id))"
    )


def refuse(name, condition, message, postgres=None):
    """A gate on the row that says an item is destroyed."""
    return guard(
        f"{DISPOSAL}_{name}", DISPOSAL, ["INSERT"], condition, postgres, message, code="DISPOSAL"
    )


GATES = [
    *append_only(
        APPRAISAL,
        frozen=[
            *("id", "agency_id", "appraiser_id", "members", "grounds", "assessment"),
            *("appraised_on", "created_at"),
        ],
    ),
    guard(
        f"{APPRAISAL}_decided",
        APPRAISAL,
        ["UPDATE"],
        "OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id <> OLD.decided_by_id"
        " OR NEW.decided_at <> OLD.decided_at OR NEW.opinion <> OLD.opinion)",
        message="审批意见一经作出不得修改；请另行鉴定。",
        code="APPEND_ONLY",
    ),
    *moves_only(APPRAISAL, MOVES, starts=("pending",)),
    *append_only(
        ITEM,
        unique=[("appraisal_id", "evidence_id")],
        frozen=["id", "appraisal_id", "evidence_id", "until", "basis"],
    ),
    guard(
        f"{ITEM}_listed",
        ITEM,
        ["INSERT"],
        f"NOT EXISTS (SELECT 1 FROM {APPRAISAL} a"
        " WHERE a.id = NEW.appraisal_id AND a.status = 'pending')",
        message=LISTED,
        code="DISPOSAL",
    ),
    *append_only(
        DISPOSAL,
        unique=[("evidence_id",)],
        frozen=[
            *("id", "evidence_id", "appraisal_id", "sha256", "sm3", "size", "pages", "shared"),
            "begun_at",
        ],
    ),
    guard(
        f"{DISPOSAL}_removed",
        DISPOSAL,
        ["UPDATE"],
        "OLD.removed_at IS NOT NULL",
        message="销毁记录不得修改。",
        code="APPEND_ONLY",
    ),
    refuse("appraised", UNAPPRAISED, APPRAISED),
    refuse("held", ON_HOLD, HELD),
    refuse("filed", NO_FILE, UNFILED),
    refuse("early", running("sqlite"), EARLY, running("postgresql")),
    guard(
        "core_blob_removed",
        "core_blob",
        ["UPDATE"],
        f"NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL AND ({UNDISPOSED})",
        message=KEPT,
        code="DISPOSAL",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0020_disposal"), ("core", "0015_blob_removed")]

    operations = [Triggers(*GATES)]
