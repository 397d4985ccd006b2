"""A check of the originals is a row, with what it found of each of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0009_alert_without_deadline")]

    operations = [
        migrations.CreateModel(
            name="FixityOutcome",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "result",
                    models.CharField(
                        choices=[("ok", "完好"), ("damaged", "损坏"), ("not_checked", "未校验")],
                        default="not_checked",
                        max_length=12,
                    ),
                ),
                ("word", models.CharField(blank=True, max_length=20)),
                ("at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="FixityRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待继续"),
                            ("running", "正在校验"),
                            ("finished", "已完成"),
                            ("crashed", "中断"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("everything", models.BooleanField(default=False)),
                ("asked_by", models.CharField(blank=True, max_length=150)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("beat_at", models.DateTimeField()),
                ("host", models.CharField(blank=True, max_length=100)),
                ("pid", models.IntegerField(default=0)),
                ("position", models.CharField(blank=True, max_length=64)),
                ("total", models.IntegerField(default=0)),
                ("ok", models.IntegerField(default=0)),
                ("damaged", models.IntegerField(default=0)),
                ("size", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="fixityoutcome",
            name="blob",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.blob"
            ),
        ),
        migrations.AddField(
            model_name="fixityrun",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continued_by",
                to="core.fixityrun",
            ),
        ),
        migrations.AddField(
            model_name="fixityoutcome",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="core.fixityrun",
            ),
        ),
        migrations.AddIndex(
            model_name="fixityrun",
            index=models.Index(fields=["state", "started_at"], name="core_fixity_state_16a10c_idx"),
        ),
        migrations.AddIndex(
            model_name="fixityoutcome",
            index=models.Index(
                fields=["run", "result", "id"], name="core_fixity_run_id_98fce5_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="fixityoutcome",
            constraint=models.UniqueConstraint(fields=("run", "blob"), name="fixity_outcome_once"),
        ),
    ]
