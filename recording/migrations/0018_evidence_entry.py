import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0017_coverage_line"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="记录时间")),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="证据种类",
                    ),
                ),
                (
                    "media",
                    models.CharField(
                        choices=[
                            ("photo", "照片"),
                            ("audio", "录音"),
                            ("video", "录像"),
                            ("document", "文件"),
                        ],
                        max_length=10,
                        verbose_name="媒体",
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=120, verbose_name="设备编号")),
                ("party", models.CharField(max_length=400, verbose_name="当事人")),
                ("officers", models.TextField(blank=True, verbose_name="执法人员")),
                ("place", models.CharField(blank=True, max_length=800, verbose_name="地点")),
                ("number", models.CharField(blank=True, max_length=400, verbose_name="案号")),
                ("known_party", models.CharField(max_length=200)),
                ("known_number", models.CharField(blank=True, max_length=128)),
                ("text", models.TextField()),
                ("tokens", models.TextField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enforcement.case",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="recording.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "证据检索条目",
                "ordering": ["-taken_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["agency", "taken_at", "id"], name="recording_e_agency__3429b1_idx"
                    ),
                    models.Index(fields=["taken_at", "id"], name="recording_e_taken_a_ebc11f_idx"),
                    models.Index(
                        fields=["device", "taken_at"], name="recording_e_device_0c0960_idx"
                    ),
                ],
            },
        ),
    ]
