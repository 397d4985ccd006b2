"""Approvals of leaving a benchmark's tier."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0014_weighing_of_a_draft")]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("head", "本机关主要负责人批准"),
                            ("meeting", "本机关集体讨论决定"),
                            ("superior", "制定基准的上级机关批准"),
                        ],
                        max_length=10,
                        verbose_name="批准方式",
                    ),
                ),
                ("organ", models.CharField(blank=True, max_length=100, verbose_name="批准机关")),
                ("doc_no", models.CharField(blank=True, max_length=128, verbose_name="批准文号")),
                ("opinion", models.TextField(verbose_name="批准意见")),
                ("approved_on", models.DateField(verbose_name="批准日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="enforcement.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "偏离裁量基准的批准",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opinion", ""), _negated=True),
                        name="departure_has_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "superior"), _negated=True),
                            models.Q(
                                models.Q(("organ", ""), _negated=True),
                                models.Q(("doc_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="departure_superior_is_named",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["decision", "sha256"], name="enforcement_decisio_459412_idx"
                    )
                ],
            },
        ),
    ]
