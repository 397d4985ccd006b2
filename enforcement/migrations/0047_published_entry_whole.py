"""A version that is public has its days and its people: what is NULL passes a CHECK."""

from django.db import migrations

from core.triggers import Triggers, guard

LACKING = " OR ".join(
    f"NEW.{column} IS NULL"
    for column in ("valid_from", "published_on", "submitted_by_id", "approved_by_id")
)
GATES = [
    guard(
        "entry_version_whole",
        "enforcement_entryversion",
        ["INSERT", "UPDATE"],
        f"NEW.status = 'published' AND ({LACKING})",
        None,
        "公示清单的版本公布时应当有送审人、批准人、公布日期和生效日期。",
        code="REGISTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0046_list_change")]

    operations = [Triggers(*GATES)]
