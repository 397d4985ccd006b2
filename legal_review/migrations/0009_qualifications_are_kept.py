"""A qualification only ends: reviews that were given rest on it (行政处罚法 58)."""

from django.db import migrations

from core.triggers import Triggers, guard

QUALIFICATION = "legal_review_qualification"
FIXED = ["account_id", "agency_id", "ground", "number", "reviewing_since", "valid_from"]
CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in FIXED)
WORDS = "法制审核资格登记后不得修改或者删除，只能终止一次。请终止后另行登记。"

GATES = [
    guard(
        "qualification_fixed",
        QUALIFICATION,
        ["UPDATE"],
        f"{CHANGED} OR (OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)",
        None,
        WORDS,
        code="QUALIFIED",
    ),
    guard("qualification_kept", QUALIFICATION, ["DELETE"], "1 = 1", None, WORDS, code="QUALIFIED"),
    guard(
        "qualification_not_replaced",
        QUALIFICATION,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {QUALIFICATION} q WHERE q.id = NEW.id)",
        None,
        WORDS,
        code="QUALIFIED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0008_no_row_takes_anothers_key")]

    operations = [Triggers(*GATES)]
