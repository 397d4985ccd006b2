import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0007_publication_log_gates"),
        ("enforcement", "0040_reviewed_execution"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionRequest",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("text", "内容与决定书不一致"),
                            ("party", "当事人名称、代码有误"),
                            ("personal", "公开了个人信息或者商业秘密"),
                            ("standing", "决定已被撤销、变更或者确认违法"),
                            ("term", "公示期限已满或者有误"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="错误类型",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("party", "当事人"),
                            ("concerned", "信息涉及的其他人"),
                            ("public", "其他公民、组织"),
                        ],
                        max_length=10,
                        verbose_name="与信息的关系",
                    ),
                ),
                ("applicant", core.fields.EncryptedTextField(blank=True, verbose_name="申请人")),
                ("contact", core.fields.EncryptedTextField(blank=True, verbose_name="联系方式")),
                ("statement", core.fields.EncryptedTextField(verbose_name="错在何处、依据")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "已收到"),
                            ("accepted", "已受理，核查中"),
                            ("more", "待申请人补充"),
                            ("corrected", "已更正"),
                            ("refused", "不予更正"),
                            ("reopened", "复查中"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked", models.TextField(blank=True, verbose_name="需要补充的内容")),
                ("supplied", core.fields.EncryptedTextField(blank=True, verbose_name="申请人补充")),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "reopened_on",
                    models.DateField(blank=True, null=True, verbose_name="申请复查日期"),
                ),
                (
                    "reopen_reason",
                    core.fields.EncryptedTextField(blank=True, verbose_name="申请复查的理由"),
                ),
                ("first_answer", models.TextField(blank=True, verbose_name="第一次答复")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
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
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.redactedversion",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.publication",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.redactedversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正申请",
                "indexes": [
                    models.Index(
                        fields=["agency", "status", "-received_on"],
                        name="disclosure__agency__2079a5_idx",
                    ),
                    models.Index(
                        fields=["publication", "status"], name="disclosure__publica_e9d2eb_idx"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["corrected", "refused"]), _negated=True),
                            models.Q(
                                ("answered_on__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_answered_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "more"), _negated=True),
                            models.Q(("asked", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_more_says_what",
                    ),
                ],
            },
        ),
    ]
