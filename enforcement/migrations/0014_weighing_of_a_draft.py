"""What a draft says of its discretion, and beside its facts, ground and penalty.

Every column may be null and has no default, so that SQLite adds it without rebuilding the guarded
table: the gates stay where they are.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0013_benchmark")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="base_cents",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="计罚基数（分）"),
        ),
        migrations.AddField(
            model_name="decision",
            name="circumstances",
            field=models.JSONField(blank=True, null=True, verbose_name="法定情节"),
        ),
        migrations.AddField(
            model_name="decision",
            name="weighing",
            field=models.JSONField(blank=True, null=True, verbose_name="裁量情况"),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="base_cents",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="计罚基数（分）"),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="circumstances",
            field=models.JSONField(blank=True, null=True, verbose_name="法定情节"),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="weighing",
            field=models.JSONField(blank=True, null=True, verbose_name="裁量情况"),
        ),
        migrations.AddField(
            model_name="decision",
            name="particulars",
            field=models.JSONField(blank=True, null=True, verbose_name="其他载明事项"),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="particulars",
            field=models.JSONField(blank=True, null=True, verbose_name="其他载明事项"),
        ),
        migrations.AddField(
            model_name="decision",
            name="benchmark",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.benchmark",
                verbose_name="裁量基准",
            ),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="benchmark",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.benchmark",
                verbose_name="裁量基准",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="tier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.tier",
                verbose_name="裁量阶次",
            ),
        ),
        migrations.AddField(
            model_name="draftversion",
            name="tier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.tier",
                verbose_name="裁量阶次",
            ),
        ),
    ]
