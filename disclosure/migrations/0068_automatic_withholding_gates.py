"""A confirmation is of the ground the publication bears, by somebody else, and stays as it was given."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "disclosure_automaticwithholding"
GIVEN = ("confirmed_by_id", "confirmed_at", "opinion")
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in GIVEN)
BEARS = (
    "EXISTS (SELECT 1 FROM disclosure_publication p WHERE p.id = NEW.publication_id "
    "AND p.withheld_code = NEW.code AND p.status IN ('withheld', 'withdrawn'))"
)
HERE = (
    "EXISTS (SELECT 1 FROM disclosure_publication p JOIN enforcement_user u "
    "ON u.agency_id = p.agency_id WHERE p.id = NEW.publication_id AND u.id = NEW.confirmed_by_id)"
)
ON_THE_CASE = (
    "EXISTS (SELECT 1 FROM enforcement_caseofficer o JOIN enforcement_officer f ON f.id = o.officer_id "
    "WHERE o.case_id = d.case_id AND f.account_id = NEW.confirmed_by_id)"
)
HANDLED = (
    "EXISTS (SELECT 1 FROM disclosure_publication p JOIN enforcement_decision d ON d.id = p.decision_id "
    "WHERE p.id = NEW.publication_id "
    f"AND (d.drafted_by_id = NEW.confirmed_by_id OR {ON_THE_CASE}))"
)
REDACTED = (
    "EXISTS (SELECT 1 FROM disclosure_publication p JOIN disclosure_redactedversion v "
    "ON v.id = p.shown_id WHERE p.id = NEW.publication_id "
    "AND v.redacted_by_id = NEW.confirmed_by_id)"
)
GATES = [
    *append_only(TABLE, frozen=["id", "publication_id", "code", "created_at"]),
    guard(
        "automatic_withholding_begins",
        TABLE,
        ["INSERT"],
        f"NEW.confirmed_by_id IS NOT NULL OR NEW.ended_at IS NOT NULL OR NOT {BEARS}",
        None,
        "系统认定的不公开应当与该信息的不公开事由一致，由公示审核人另行确认。",
        code="WITHHELD",
    ),
    guard(
        "automatic_withholding_once",
        TABLE,
        ["UPDATE"],
        f"((OLD.confirmed_by_id IS NOT NULL OR OLD.ended_at IS NOT NULL) AND ({CHANGED})) "
        "OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)",
        None,
        "不公开的确认登记后不得更改。",
        code="WITHHELD",
    ),
    guard(
        "automatic_withholding_by_another",
        TABLE,
        ["UPDATE"],
        "NEW.confirmed_by_id IS NOT NULL AND OLD.confirmed_by_id IS NULL "
        f"AND (NOT {BEARS} OR NOT {HERE} OR {HANDLED} OR {REDACTED})",
        None,
        "不公开应当按现有事由，由本机关承办人员、起草人、脱敏人以外的公示审核人确认。",
        code="WITHHELD",
    ),
    guard(
        "publication_ground_confirmed_anew",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.withheld_code <> OLD.withheld_code AND EXISTS "
        f"(SELECT 1 FROM {TABLE} a WHERE a.publication_id = NEW.id "  # noqa: S608  # our own words
        "AND a.ended_at IS NULL AND a.code <> NEW.withheld_code)",
        None,
        "不公开事由变化的，原确认失效，应当重新确认。",
        code="WITHHELD",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0067_withheld_before")]

    operations = [Triggers(*GATES)]
