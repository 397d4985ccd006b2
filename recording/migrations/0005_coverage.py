"""Marks in recordings and reasons for what they lack; a step may tell when it ended."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import Triggers, append_only, guard

MARK, NOTE = "recording_recordingmark", "recording_coveragenote"
ARCHIVED = "案卷已经归档，不能增加、抽取或者修改材料；确需补充的，请另立副卷并注明。"


def closed(table: str, owner: str, column: str):
    """Refuse a further row of an archived case."""
    return guard(
        f"{table}_archived",
        table,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {owner} o JOIN enforcement_case c ON c.id = o.case_id"
        f" WHERE o.id = NEW.{column} AND c.status = 'archived')",
        message=ARCHIVED,
        code="ARCHIVED",
    )


GATES = [
    *append_only(MARK, unique=[("cancels_id",)]),
    *append_only(NOTE, unique=[("step_id", "kind", "begins", "segment")]),
    closed(MARK, "recording_evidence", "evidence_id"),
    closed(NOTE, "recording_step", "step_id"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0004_ways_of_service"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="结束时间"),
        ),
        migrations.CreateModel(
            name="RecordingMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment", models.CharField(max_length=20, verbose_name="内容")),
                ("second", models.PositiveIntegerField(default=0, verbose_name="位置（秒）")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "cancels",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.recordingmark",
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
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "录音录像标记",
                "ordering": ["second", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CoverageNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10, verbose_name="问题")),
                ("begins", models.DateTimeField(verbose_name="开始")),
                ("segment", models.CharField(blank=True, max_length=20, verbose_name="内容")),
                ("reason", models.TextField(max_length=1000, verbose_name="原因说明")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="recording.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "音像记录说明",
                "ordering": ["begins", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "kind", "begins", "segment"), name="coverage_note_once"
                    )
                ],
            },
        ),
        Triggers(*GATES),
    ]
