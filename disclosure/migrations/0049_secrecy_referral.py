"""Asking who may determine it when an examination for secrets is in doubt (政府信息公开条例第十七条)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0048_record_ruling_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="secrecyreview",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("clear", "可以公开"),
                    ("part", "部分内容不得公开，退回脱敏"),
                    ("never", "不予公开"),
                    ("refer", "不能确定，报请确定"),
                ],
                max_length=5,
                verbose_name="保密审查结论",
            ),
        ),
        migrations.CreateModel(
            name="SecrecyReferral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("asked_to", models.CharField(max_length=200, verbose_name="报请的部门")),
                ("asked_on", models.DateField(verbose_name="报请日期")),
                ("question", models.TextField(verbose_name="不能确定的内容和理由")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clear", "可以公开"),
                            ("part", "部分内容不得公开"),
                            ("never", "不予公开"),
                        ],
                        max_length=5,
                        null=True,
                        verbose_name="答复结论",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复文号和内容")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="disclosure.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "报请确定",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_on", None)),
                        fields=("publication",),
                        name="secrecy_referral_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_to", ""), _negated=True),
                            models.Q(("question", ""), _negated=True),
                        ),
                        name="secrecy_referral_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", True),
                                ("answered_on__isnull", True),
                                ("outcome__isnull", True),
                            ),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__gte", models.F("asked_on")),
                                ("outcome__in", ["clear", "part", "never"]),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="secrecy_referral_answered_whole",
                    ),
                ],
            },
        ),
    ]
