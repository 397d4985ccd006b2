"""Why evidence is opened, and every look at it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0021_disposal_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("handling", "办理本案"),
                            ("review", "法制审核"),
                            ("approval", "审批、决定"),
                            ("supervision", "执法监督检查"),
                            ("remedy", "应对复议、诉讼、信访"),
                            ("supply", "办理对外提供"),
                            ("appraisal", "案卷评查"),
                            ("other", "其他"),
                            ("untold", "未说明"),
                        ],
                        max_length=12,
                        verbose_name="用途",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("live", models.BooleanField(default=False, verbose_name="实时调阅")),
                ("began_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.case",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "调阅目的",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_other_is_explained",
                    )
                ],
                "indexes": [models.Index(fields=["case", "user", "-id"], name="visit_newest")],
            },
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("open", "进入本案证据"),
                            ("search", "检索"),
                            ("view", "查看"),
                            ("download", "下载"),
                            ("print", "打印全卷"),
                            ("export", "导出"),
                            ("supply", "对外提供"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("handling", "办理本案"),
                            ("review", "法制审核"),
                            ("approval", "审批、决定"),
                            ("supervision", "执法监督检查"),
                            ("remedy", "应对复议、诉讼、信访"),
                            ("supply", "办理对外提供"),
                            ("appraisal", "案卷评查"),
                            ("other", "其他"),
                            ("untold", "未说明"),
                        ],
                        max_length=12,
                        verbose_name="用途",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("live", models.BooleanField(default=False, verbose_name="实时调阅")),
                ("what", models.CharField(blank=True, max_length=200, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.case",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.evidence",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "viewing",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access",
                        to="recording.viewing",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="recording.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "调阅记录",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["case", "-at", "-id"], name="access_of_case"),
                    models.Index(fields=["agency", "-at", "-id"], name="access_of_agency"),
                ],
            },
        ),
    ]
