"""An archived file may have a sealed inner volume and supplementary ones (domain §8.6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_blob_chunks"),
        ("recording", "0024_closure_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InnerVolume",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("manifest", models.JSONField()),
                ("manifest_sha256", models.CharField(max_length=64)),
                (
                    "archive",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inner",
                        to="recording.archive",
                    ),
                ),
            ],
            options={
                "verbose_name": "密封内卷",
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("request_no", models.PositiveSmallIntegerField()),
                (
                    "no",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="卷号"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="补充理由")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "收集材料"),
                            ("submitted", "待批准"),
                            ("sealed", "已入卷"),
                            ("refused", "不予批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="审批意见")),
                ("manifest", models.JSONField(blank=True, default=dict)),
                ("manifest_sha256", models.CharField(blank=True, max_length=64)),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="页数")),
                (
                    "archive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
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
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "补充卷",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("archive", "request_no"), name="supplement_request_once"
                    ),
                    models.UniqueConstraint(
                        fields=("archive", "no"), name="supplement_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted"])),
                        fields=("archive",),
                        name="supplement_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                        name="supplement_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                ("status", "sealed"),
                                ("no__isnull", False),
                                models.Q(("manifest_sha256", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "sealed"), _negated=True),
                                ("manifest_sha256", ""),
                                ("no", None),
                            ),
                            _connector="OR",
                        ),
                        name="supplement_sealed_has_list",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("paper", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=200, verbose_name="材料名称")),
                ("number", models.CharField(blank=True, max_length=128, verbose_name="文号")),
                ("dated_on", models.DateField(verbose_name="材料日期")),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, verbose_name="来源和补入原因"),
                ),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=255, verbose_name="原文件名"),
                ),
                ("pages", models.PositiveIntegerField(verbose_name="页数")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "supplement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="recording.supplement",
                    ),
                ),
            ],
            options={
                "verbose_name": "补充卷材料",
                "ordering": ["paper", "no"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplement", "paper", "no"), name="supplement_item_once"
                    )
                ],
            },
        ),
    ]
