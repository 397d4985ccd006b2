"""A complaint may name the officer it is about."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0029_marks_of_a_version"),
        ("enforcement", "0047_published_entry_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.officer",
                verbose_name="被反映的执法人员",
            ),
        ),
    ]
