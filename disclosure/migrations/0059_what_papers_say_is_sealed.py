"""What cites the law of 治安 penalties or detains somebody is never public (治安管理处罚法第一百三十六条).

`publication_sealed` of 0002 asks only whether the case was sealed; this one reads the text that would
be public, of own decisions and received records alike.
"""

from django.db import migrations

from core.triggers import Triggers, guard

TEXTS = ("title", "basis", "result")
WORDS = ("治安管理处罚法", "治安管理处罚条例", "治安处罚法", "行政拘留", "治安拘留")
SAYS = " OR ".join(f"v.{text} LIKE '%{word}%'" for text in TEXTS for word in WORDS)
DETAINS = "CAST(v.penalty_kinds AS text) LIKE '%detention%'"
ORGANS = " OR ".join(
    f"a.name LIKE '%{word}%'" for word in ("公安局", "公安分局", "公安厅", "公安处", "派出所")
)
GATES = [
    guard(
        "publication_sealed_by_its_text",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.status IN ('approved', 'published') AND NEW.kind IN ('penalty', 'coercion') "
        "AND (NEW.status <> OLD.status OR NEW.shown_id IS DISTINCT FROM OLD.shown_id) "
        "AND EXISTS (SELECT 1 FROM disclosure_redactedversion v "  # noqa: S608  # our own words
        f"WHERE v.id = NEW.shown_id AND ({DETAINS} OR {SAYS}))",
        None,
        "违反治安管理的记录应当封存，不得公开（治安管理处罚法第一百三十六条）。",
        code="SEALED",
    ),
    # Of what only the organ speaks for, a person says that it is not of 治安: `approved_by`.
    guard(
        "publication_order_ruled",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.record_id IS NOT NULL AND NEW.kind = 'penalty' AND NEW.status = 'published' "
        "AND OLD.status <> 'published' AND NEW.approved_by_id IS NULL "
        "AND EXISTS (SELECT 1 FROM enforcement_agency a "  # noqa: S608  # our own words
        f"WHERE a.id = NEW.agency_id AND ({ORGANS}))",
        None,
        "公安机关的行政处罚记录，未经认定不属于违反治安管理的记录，不得公开（治安管理处罚法第一百三十六条）。",
        code="SEALED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0058_late_records_stay_late")]

    operations = [Triggers(*GATES)]
