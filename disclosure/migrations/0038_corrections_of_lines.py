"""A request may be about a line of a list of an agency; which one it is does not change."""

from django.db import migrations, models

from core.triggers import Triggers, guard

TABLE = "disclosure_correctionrequest"
GATES = [
    guard(
        "correction_line_stays",
        TABLE,
        ["UPDATE"],
        "CAST(NEW.line AS TEXT) IS NOT CAST(OLD.line AS TEXT)",
        "CAST(NEW.line AS TEXT) IS DISTINCT FROM CAST(OLD.line AS TEXT)",
        message="更正申请所指的信息不得修改。",
        code="APPEND_ONLY",
    ),
    guard(
        "correction_line_of_agency",
        TABLE,
        ["INSERT"],
        "NEW.line IS NOT NULL AND NEW.organ_id IS NULL",
        message="更正申请由公开该信息的机关办理。",
        code="TARGET",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0037_deeds_as_files")]

    operations = [
        migrations.AddField(
            model_name="correctionrequest",
            name="line",
            field=models.JSONField(blank=True, null=True),
        ),
        Triggers(*GATES),
    ]
