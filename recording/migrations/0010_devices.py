"""The register of recording devices: what was entered stays, an end is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import Triggers, append_only, guard

DEVICE, LOAN, FAULT = "recording_device", "recording_deviceloan", "recording_devicefault"
ENDED = "该记录已经办结，不能修改；有误的，另作记录。"
TAKEN = ("device_id", "officer_id", "taken_at", "battery", "free_minutes", "clock_off")
GATES = [
    *append_only(
        DEVICE,
        unique=[("agency_id", "number")],
        frozen=["agency_id", "number", "kind", "model", "serial", "registered_on"],
    ),
    *append_only(LOAN, frozen=[*TAKEN, "created_by_id"]),
    *append_only(FAULT, frozen=["device_id", "found_at", "text", "created_by_id"]),
    *(
        guard(f"{table}_ended", table, ["UPDATE"], f"OLD.{column} IS NOT NULL", message=ENDED)
        for table, column in (
            (DEVICE, "retired_on"),
            (LOAN, "returned_at"),
            (FAULT, "mended_at"),
        )
    ),
    guard(
        "device_sound_when_taken",
        LOAN,
        ["INSERT"],
        f"EXISTS (SELECT 1 FROM {FAULT} f WHERE f.device_id = NEW.device_id"
        " AND f.mended_at IS NULL)"
        f" OR EXISTS (SELECT 1 FROM {DEVICE} d WHERE d.id = NEW.device_id"
        " AND d.retired_on IS NOT NULL)",
        message="设备有故障或者已经停用，不能领用。",
        code="DEVICE_UNSOUND",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0034_what_was_told_stays"),
        ("recording", "0009_media"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="设备编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("body", "执法记录仪"),
                            ("camera", "照相机、摄像机"),
                            ("recorder", "录音笔"),
                            ("room", "询问室、听证室固定设备"),
                            ("drone", "无人机"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("model", models.CharField(blank=True, max_length=100, verbose_name="型号")),
                ("serial", models.CharField(blank=True, max_length=100, verbose_name="出厂编号")),
                ("registered_on", models.DateField(verbose_name="启用日期")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                (
                    "retired_why",
                    models.CharField(blank=True, max_length=200, verbose_name="停用原因"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "音像记录设备",
                "ordering": ["agency", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "number"), name="device_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_on__isnull", True),
                            ("retired_on__gte", models.F("registered_on")),
                            _connector="OR",
                        ),
                        name="device_retired_after_registered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("text", models.CharField(max_length=300, verbose_name="故障情况")),
                ("mended_at", models.DateTimeField(blank=True, null=True, verbose_name="修复时间")),
                (
                    "mended_how",
                    models.CharField(blank=True, max_length=300, verbose_name="处理结果"),
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
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="recording.device",
                    ),
                ),
            ],
            options={
                "verbose_name": "设备故障记录",
                "ordering": ["-found_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeviceLoan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="领用时间")),
                ("battery", models.PositiveSmallIntegerField(verbose_name="电量（%）")),
                (
                    "free_minutes",
                    models.PositiveIntegerField(verbose_name="存储空间可录制的分钟数"),
                ),
                ("clock_off", models.IntegerField(verbose_name="设备时间快慢（秒）")),
                (
                    "returned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="归还时间"),
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
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="recording.device",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "设备领用记录",
                "ordering": ["-taken_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("returned_at__isnull", True)),
                        fields=("device",),
                        name="device_one_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at__isnull", True),
                            ("returned_at__gte", models.F("taken_at")),
                            _connector="OR",
                        ),
                        name="device_returned_after_taken",
                    ),
                ],
            },
        ),
        Triggers(*GATES),
    ]
