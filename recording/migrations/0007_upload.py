"""Uploads on their way, and the stations that send them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_alert_seven_days"),
        ("enforcement", "0034_what_was_told_stays"),
        ("recording", "0006_kept_anyway"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="停用时间"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
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
            ],
            options={
                "verbose_name": "采集站",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("agency", "name"),
                        name="station_name_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="原文件名")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                ("declared_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("documentary", "书证"),
                            ("physical", "物证"),
                            ("audiovisual", "视听资料"),
                            ("electronic", "电子数据"),
                            ("testimony", "证人证言"),
                            ("statement", "当事人的陈述"),
                            ("appraisal", "鉴定意见"),
                            ("record", "勘验笔录、现场笔录"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "media",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("photo", "照片"),
                            ("audio", "录音"),
                            ("video", "录像"),
                            ("document", "文件"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("start", "启动、立案"),
                            ("investigation", "调查取证"),
                            ("review", "审核"),
                            ("decision", "告知、听证与决定"),
                            ("service", "送达"),
                            ("execution", "执行"),
                            ("archive", "归档"),
                        ],
                        max_length=14,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("told", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("receiving", "正在接收"),
                            ("verifying", "正在校验"),
                            ("waiting", "待归入案件"),
                            ("sealed", "已封存"),
                            ("rejected", "未接受"),
                            ("cancelled", "已取消"),
                            ("expired", "已过期"),
                        ],
                        default="receiving",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("sm3", models.CharField(blank=True, max_length=64)),
                (
                    "reason",
                    models.CharField(blank=True, max_length=500, verbose_name="未接受的原因"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("expires_at", models.DateTimeField(verbose_name="过期时间")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "blob",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
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
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.evidence",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.officer",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.station",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "上传",
                "ordering": ["created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case__isnull", False), ("owner__isnull", False), ("station", None)
                            ),
                            models.Q(("case", None), ("owner", None), ("station__isnull", False)),
                            _connector="OR",
                        ),
                        name="upload_of_a_person_or_a_station",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("blob__isnull", False),
                                ("evidence__isnull", False),
                                ("status", "sealed"),
                            ),
                            models.Q(
                                ("evidence", None), models.Q(("status", "sealed"), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="upload_sealed_has_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "waiting"), _negated=True),
                            models.Q(("blob__isnull", False), ("station__isnull", False)),
                            _connector="OR",
                        ),
                        name="upload_waiting_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="upload_not_empty"
                    ),
                ],
                "indexes": [models.Index(fields=["status", "expires_at"], name="upload_open")],
            },
        ),
    ]
