"""Archived files are lent on paper or electronically, and come back (domain §8.6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0029_supply_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("whole", "全卷"), ("main", "正卷"), ("second", "副卷")],
                        max_length=10,
                        verbose_name="借阅内容",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("copy", "复制件"),
                            ("original", "纸质原卷"),
                            ("electronic", "电子查阅"),
                        ],
                        max_length=10,
                        verbose_name="借阅方式",
                    ),
                ),
                ("borrower", models.CharField(max_length=60, verbose_name="借阅人")),
                ("unit", models.CharField(max_length=100, verbose_name="借阅单位")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("starts_on", models.DateField(verbose_name="借阅日期")),
                ("until", models.DateField(verbose_name="应还日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "待批准"),
                            ("lent", "已借出"),
                            ("refused", "不予批准"),
                            ("returned", "已归还"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("opinion", models.CharField(blank=True, max_length=200, verbose_name="审批意见")),
                ("returned_on", models.DateField(blank=True, null=True, verbose_name="归还日期")),
                (
                    "return_note",
                    models.CharField(blank=True, max_length=200, verbose_name="归还时的情况"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "archive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="recording.archive",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "案卷借阅",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                        name="loan_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("form", "electronic")),
                            models.Q(
                                models.Q(("form", "electronic"), _negated=True), ("account", None)
                            ),
                            _connector="OR",
                        ),
                        name="loan_electronic_to_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("starts_on"))),
                        name="loan_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "requested"), ("decided_by__isnull", False), _connector="OR"
                        ),
                        name="loan_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("form", "original"), ("status", "lent")),
                        fields=("archive", "what"),
                        name="loan_original_once",
                    ),
                ],
            },
        ),
    ]
