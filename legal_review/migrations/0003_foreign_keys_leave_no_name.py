"""Foreign keys to the left leave no name behind (house rule 2); no column changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("legal_review", "0002_decision_gates"),
        ("enforcement", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            "qualification",
            "account",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "review",
            "decision",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.decision",
            ),
        ),
        migrations.AlterField(
            "review",
            "version",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.draftversion",
            ),
        ),
    ]
