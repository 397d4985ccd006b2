import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_blob_lock"),
        ("disclosure", "0009_correction_request_gates"),
        ("enforcement", "0041_review_used_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="回执编号")),
                ("code_hash", models.CharField(max_length=64)),
                (
                    "handled_by",
                    models.CharField(
                        choices=[
                            ("supervisor", "行政执法监督机构"),
                            ("legal_unit", "本机关法制机构"),
                        ],
                        max_length=10,
                        verbose_name="办理机构",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("complaint", "投诉（涉及自己的权益）"),
                            ("report", "举报（反映他人违法执法的线索）"),
                        ],
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("inaction", "有案不立、推诿扯皮、以罚代管"),
                            ("money", "乱收费、乱罚款、趋利性执法"),
                            ("inspection", "乱检查"),
                            ("seizure", "乱查封、扣押"),
                            ("outside", "违规异地执法"),
                            ("conduct", "不亮证、态度粗暴等不文明执法"),
                            ("procedure", "其他违反程序的行为"),
                        ],
                        max_length=10,
                        verbose_name="反映的问题",
                    ),
                ),
                ("reporter", core.fields.EncryptedTextField(blank=True, verbose_name="投诉举报人")),
                ("contact", core.fields.EncryptedTextField(blank=True, verbose_name="联系方式")),
                ("statement", core.fields.EncryptedTextField(verbose_name="具体情况")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到，待决定是否受理"),
                            ("accepted", "已受理，办理中"),
                            ("declined", "不予受理"),
                            ("answered", "已答复"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="延长日期")),
                ("extend_reason", models.TextField(blank=True, verbose_name="延长理由")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("remedy", "行政复议、行政诉讼"),
                            ("petition", "信访"),
                            ("market", "市场监管投诉举报（12315）"),
                            ("information", "依申请公开政府信息"),
                            ("correction", "更正公开信息"),
                            ("discipline", "纪检监察举报（12388）"),
                            ("none", "没有其他途径"),
                        ],
                        max_length=12,
                        verbose_name="应当通过的途径",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfied", "满意"),
                            ("partly", "基本满意"),
                            ("dissatisfied", "不满意"),
                        ],
                        max_length=12,
                        verbose_name="满意度",
                    ),
                ),
                ("rated_on", models.DateField(blank=True, null=True, verbose_name="评价日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                        verbose_name="被反映的机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "投诉举报",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["declined", "answered"]), _negated=True),
                            models.Q(
                                ("answered_on__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_answered_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("channel", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_declined_names_a_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfaction", ""),
                            ("status__in", ["declined", "answered"]),
                            _connector="OR",
                        ),
                        name="complaint_rated_after_the_answer",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["unit", "status", "-received_on"],
                        name="disclosure__unit_id_a062b6_idx",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", core.fields.EncryptedTextField(verbose_name="文件名")),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="disclosure.complaint",
                    ),
                ),
            ],
            options={
                "verbose_name": "投诉举报附件",
            },
        ),
    ]
