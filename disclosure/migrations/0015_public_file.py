"""Files made public beside a decision."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_blob_lock"),
        ("disclosure", "0014_organisation_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="附件编号")),
                ("label", models.CharField(max_length=60, verbose_name="附件名称")),
                ("areas", models.JSONField(default=list, verbose_name="遮盖区域")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "待遮盖"),
                            ("asked", "正在制作"),
                            ("made", "待审批"),
                            ("failed", "未能制作"),
                            ("approved", "已审批"),
                            ("dropped", "已删除"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "covered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="disclosure.publication",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "公开附件",
                "ordering": ["publication", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "number"), name="public_file_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["made", "approved"]), _negated=True),
                            models.Q(("copy__isnull", False), ("covered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="public_file_has_its_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "approved"), _negated=True),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                models.Q(("approved_by", models.F("covered_by")), _negated=True),
                                models.Q(("approved_by", models.F("uploaded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="public_file_approved_by_another",
                    ),
                ],
            },
        ),
    ]
