"""What looks at originals found, the copies made for viewing, and who played what."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import Triggers, append_only, guard

VIEWING = "recording_viewing"
GATES = [
    *append_only("recording_mediaprobe", unique=[("blob_id", "tool")]),
    *append_only(VIEWING, frozen=("evidence_id", "user_id", "what", "opened_at")),
    guard(
        f"{VIEWING}_ended",
        VIEWING,
        ["UPDATE"],
        "OLD.closed_at IS NOT NULL",
        message="查看过程已经结束并记入日志，不能再修改。",
        code="VIEWING",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("recording", "0008_upload_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Derivative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("thumbnail", "缩略图"),
                            ("preview", "预览图"),
                            ("waveform", "声音波形"),
                            ("proxy", "播放副本"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "等待生成"),
                            ("making", "正在生成"),
                            ("ready", "已生成"),
                            ("failed", "未能生成"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("progress", models.IntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("tool", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(default=0)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("touched_at", models.DateTimeField()),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看副本",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["status"], name="derivative_status")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("blob", "kind"), name="derivative_once_per_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MediaProbe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tool", models.CharField(max_length=200)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("whole", "结构完整"),
                            ("truncated", "不完整"),
                            ("encrypted", "已加密"),
                            ("no_media", "没有音像内容"),
                            ("unplayable", "浏览器不能播放"),
                            ("not_probed", "未检测"),
                        ],
                        max_length=12,
                        verbose_name="检测结论",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("container", models.CharField(blank=True, max_length=200)),
                ("video_codec", models.CharField(blank=True, max_length=200)),
                ("audio_codec", models.CharField(blank=True, max_length=200)),
                ("duration", models.FloatField(blank=True, null=True)),
                ("width", models.IntegerField(blank=True, null=True)),
                ("height", models.IntegerField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("zone_told", models.BooleanField(default=False)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("device", models.CharField(blank=True, max_length=200)),
                ("probed_at", models.DateTimeField()),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
            ],
            options={
                "verbose_name": "检测结果",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("blob", "tool"), name="probe_once_per_tool")
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=10)),
                ("opened_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("requests", models.IntegerField(default=0)),
                ("spans", models.JSONField(default=list)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="viewings",
                        to="recording.evidence",
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
                "verbose_name": "查看过程",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["last_at"],
                        name="viewing_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("evidence", "user", "what"),
                        name="viewing_one_open",
                    )
                ],
            },
        ),
        Triggers(*GATES),
    ]
