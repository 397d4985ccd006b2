"""Why an original that was refused at first is kept all the same."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("recording", "0005_coverage")]

    operations = [
        migrations.CreateModel(
            name="KeptAnyway",
            fields=[
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="kept_anyway",
                        serialize=False,
                        to="recording.evidence",
                    ),
                ),
                ("problem", models.CharField(max_length=400, verbose_name="问题")),
                ("reason", models.CharField(max_length=300, verbose_name="仍要保留的理由")),
            ],
            options={"verbose_name": "例外保留"},
        ),
        Triggers(*append_only("recording_keptanyway", key="evidence_id")),
    ]
