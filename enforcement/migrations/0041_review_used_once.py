"""A reviewed decision on coercion carries one forced execution."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0040_reviewed_execution")]

    operations = [
        migrations.AddConstraint(
            model_name="forcedexecution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reviewed__isnull", False)),
                fields=("reviewed",),
                name="forced_review_used_once",
            ),
        ),
    ]
