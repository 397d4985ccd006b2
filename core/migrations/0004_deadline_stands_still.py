"""A suspended deadline is marked, so that it cannot fall due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seed_calendar"), ("core", "0003_append_only_triggers")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="suspended_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
