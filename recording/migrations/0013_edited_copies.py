"""Copies edited from an original: what was asked stays as asked, a result stays as made."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import Triggers, append_only, guard, moves_only

COPY = "recording_editedcopy"
ASKED = [
    *("id", "evidence_id", "parent_sha256", "kind", "edits"),
    *("reason", "purpose", "made_by_id", "asked_at"),
]
MOVES = {
    "": [
        ("asked", "failed"),
        ("asked", "working"),
        ("working", "asked"),
        ("working", "failed"),
        ("working", "ready"),
    ]
}
KEPT = "编辑副本的登记不能删除，编辑内容和所依据的原件不能修改；需要改动的，请另行制作一份。"
ENDED = "编辑副本已经制作完毕，不能再修改；需要改动的，请另行制作一份。"
PARENT = "编辑副本登记的原件校验值与该证据的原件不一致。"

GATES = [
    *append_only(COPY, frozen=ASKED, message=KEPT),
    guard(
        f"{COPY}_ended",
        COPY,
        ["UPDATE"],
        "OLD.status IN ('ready', 'failed')",
        message=ENDED,
        code="APPEND_ONLY",
    ),
    guard(
        f"{COPY}_parent",
        COPY,
        ["INSERT"],
        "NOT EXISTS (SELECT 1 FROM recording_evidence e WHERE e.id = NEW.evidence_id"
        " AND e.blob_id = NEW.parent_sha256)",
        message=PARENT,
        code="PARENT",
    ),
    *moves_only(COPY, MOVES, starts=("asked",)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0013_blob_chunks"),
        ("recording", "0012_retention_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditedCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parent_sha256", models.CharField(max_length=64, verbose_name="原件 SHA-256")),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "照片"), ("video", "录像"), ("audio", "录音")],
                        max_length=5,
                        verbose_name="种类",
                    ),
                ),
                ("edits", models.JSONField(verbose_name="编辑内容")),
                ("reason", models.CharField(max_length=300, verbose_name="编辑理由")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "等待制作"),
                            ("working", "正在制作"),
                            ("ready", "制作完成"),
                            ("failed", "未能制作"),
                        ],
                        default="asked",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.IntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                (
                    "problem",
                    models.CharField(blank=True, max_length=300, verbose_name="未能制作的原因"),
                ),
                ("touched_at", models.DateTimeField()),
                ("tool", models.CharField(blank=True, max_length=200, verbose_name="制作程序")),
                ("ready_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
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
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edited_copies",
                        to="recording.evidence",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "编辑副本",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["status"], name="edited_copy_status")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("blob__isnull", False),
                                ("ready_at__isnull", False),
                                ("status", "ready"),
                            ),
                            models.Q(
                                models.Q(("status", "ready"), _negated=True),
                                ("blob", None),
                                ("ready_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="edited_copy_ready_has_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blob", None),
                            models.Q(("blob_id", models.F("parent_sha256")), _negated=True),
                            _connector="OR",
                        ),
                        name="edited_copy_is_another_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("purpose", ""), _negated=True),
                        ),
                        name="edited_copy_has_reason_and_purpose",
                    ),
                ],
            },
        ),
        Triggers(*GATES),
    ]
