"""The entries of the registers, and their versions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0042_reviewed_measure"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("guide", "服务指南"),
                            ("window", "岗位信息公示牌"),
                            ("device", "电子技术监控设备"),
                            ("channel", "监督和投诉举报渠道"),
                            ("sample", "执法文书样式"),
                            ("empowerment", "街道乡镇赋权决定"),
                        ],
                        max_length=12,
                        verbose_name="清单",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("kept", "在册"), ("withdrawn", "已撤下")],
                        default="kept",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="撤下日期")),
                ("withdrawn_reason", models.TextField(blank=True, verbose_name="撤下理由")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                        verbose_name="执法主体",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.item",
                        verbose_name="执法事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示清单的一条",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "kept"),
                            models.Q(
                                ("withdrawn_on__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="register_entry_withdrawn_why",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["register", "agency"], name="enforcement_registe_fcde8b_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("content", models.JSONField(default=dict, verbose_name="内容")),
                ("change_note", models.TextField(blank=True, verbose_name="修订说明")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "编制中"),
                            ("submitted", "待批准"),
                            ("published", "已公布"),
                            ("discarded", "已放弃"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                ("opinion", models.TextField(blank=True, verbose_name="批准意见")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="enforcement.registerentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "公示清单的版本",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "number"), name="entry_version_numbered"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted"])),
                        fields=("entry",),
                        name="entry_version_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "published")),
                        fields=("entry", "valid_from"),
                        name="entry_version_one_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="entry_version_has_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("published_on__isnull", False),
                                ("submitted_by__isnull", False),
                                ("valid_from__gte", models.F("published_on")),
                                models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="entry_version_approved",
                    ),
                ],
            },
        ),
    ]
