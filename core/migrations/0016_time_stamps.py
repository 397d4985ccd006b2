"""Time stamps of the log by another authority are kept for good, and people hear when one is missing."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0015_blob_removed")]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="level",
            field=models.CharField(
                choices=[
                    ("warn7", "剩余 7 日"),
                    ("warn3", "剩余 3 个工作日"),
                    ("warn1", "剩余 1 个工作日"),
                    ("unit_head", "逾期：报承办机构负责人"),
                    ("supervisor", "逾期：报监督机关"),
                    ("originals", "原件告警"),
                    ("log", "日志告警"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="AuditTimestamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("token", models.BinaryField()),
                ("told_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
                (
                    "checkpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamp",
                        to="core.auditcheckpoint",
                    ),
                ),
            ],
        ),
        Triggers(*append_only("core_audittimestamp", unique=[("day",), ("checkpoint_id",)])),
    ]
