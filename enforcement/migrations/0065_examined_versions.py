"""The SHA-256 of what was examined for secrets when a version was approved (保密审查)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0064_plans_as_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="entryversion",
            name="cleared_sha256",
            field=models.CharField(blank=True, editable=False, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="listversion",
            name="cleared_sha256",
            field=models.CharField(blank=True, editable=False, max_length=64, null=True),
        ),
    ]
