"""A case knows nothing of the closures of its evidence."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0023_visit_gates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accessgrant",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enforcement.case"
            ),
        ),
        migrations.AlterField(
            model_name="closure",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enforcement.case"
            ),
        ),
    ]
