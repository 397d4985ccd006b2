"""A change of what the kept public pages show renews a mark, whoever makes it."""

from django.db import migrations

from core.change_marks import watched
from core.triggers import Triggers

TABLES = (
    "core_deadline",
    "disclosure_correctionrequest",
    "disclosure_publication",
    "disclosure_redactedversion",
    "enforcement_agency",
    "enforcement_benchmark",
    "enforcement_item",
    "enforcement_licence",
    "enforcement_officer",
)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_change_mark"),
        ("disclosure", "0031_complaint_recusal"),
        ("enforcement", "0047_published_entry_whole"),
    ]

    operations = [Triggers(*(watched(table) for table in TABLES))]
