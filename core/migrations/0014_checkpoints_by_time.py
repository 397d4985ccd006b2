"""The head of a day is looked up by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0013_blob_chunks")]
    operations = [
        migrations.AddIndex(
            "auditcheckpoint", models.Index(fields=["at"], name="core_auditcheckpoint_at")
        ),
    ]
