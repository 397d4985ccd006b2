import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0019_measure_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incident",
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
                            ("recusal", "回避"),
                            ("crime_transfer", "涉嫌犯罪案件移送"),
                            ("jurisdiction_transfer", "管辖移送"),
                            ("suspension", "中止调查"),
                            ("termination", "终止调查"),
                            ("filing_withdrawal", "撤销立案"),
                        ],
                        max_length=24,
                        verbose_name="事项",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "待审批"),
                            ("approved", "已批准"),
                            ("refused", "不予批准"),
                            ("sent", "已移送，待回复"),
                            ("accepted", "公安机关已立案"),
                            ("declined", "对方不予立案或者不受理"),
                            ("objected", "已提请复议"),
                            ("done", "已办结"),
                            ("ended", "已终结，案件继续办理"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "applicant",
                    models.CharField(
                        choices=[
                            ("handler", "承办人员提出"),
                            ("self", "本人自行申请"),
                            ("party", "当事人申请"),
                            ("order", "负责人决定"),
                        ],
                        default="handler",
                        max_length=10,
                        verbose_name="提出方式",
                    ),
                ),
                ("ground", models.CharField(max_length=20, verbose_name="事由")),
                ("reason", models.TextField(verbose_name="事实和理由")),
                ("applied_on", models.DateField(verbose_name="提出日期")),
                (
                    "decided_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("head", "行政机关负责人"),
                            ("collective", "负责人集体讨论"),
                            ("superior", "上级机关或者同级人民政府"),
                        ],
                        max_length=10,
                        verbose_name="决定机构",
                    ),
                ),
                (
                    "decided_note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="参加讨论人员或者上级决定文号"
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="审批日期")),
                ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
                (
                    "target_name",
                    models.CharField(blank=True, max_length=200, verbose_name="受移送机关"),
                ),
                ("number", models.CharField(blank=True, max_length=128, verbose_name="文号")),
                (
                    "attachments",
                    models.JSONField(blank=True, default=dict, verbose_name="移送材料"),
                ),
                ("started_on", models.DateField(null=True, verbose_name="移送或者开始日期")),
                ("answered_on", models.DateField(null=True, verbose_name="收到回复日期")),
                ("answer", models.TextField(blank=True, verbose_name="回复内容")),
                ("objected_on", models.DateField(null=True, verbose_name="提请复议日期")),
                ("objection", models.TextField(blank=True, verbose_name="复议理由")),
                ("ended_on", models.DateField(null=True, verbose_name="结束日期")),
                ("result", models.TextField(blank=True, verbose_name="结果")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="enforcement.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new_case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.case",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.officer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "verified_by",
                    models.ManyToManyField(
                        related_name="+", to="enforcement.officer", verbose_name="核实人员"
                    ),
                ),
            ],
            options={
                "verbose_name": "程序事项",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("ground", ""), _negated=True),
                        ),
                        name="incident_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "recusal"), _negated=True),
                            models.Q(("officer__isnull", False), ("person__isnull", True)),
                            models.Q(("officer__isnull", True), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="incident_recusal_names_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    (
                                        "approved",
                                        "refused",
                                        "sent",
                                        "accepted",
                                        "declined",
                                        "objected",
                                        "done",
                                        "ended",
                                    ),
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("decided_as", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_decided_has_decider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="incident_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_as__in", ["", "head"]),
                            models.Q(("decided_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="incident_body_is_recorded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["sent", "accepted", "declined", "objected"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("started_on__isnull", False),
                                models.Q(("target_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="incident_sent_has_target",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ("applied", "approved", "sent", "accepted", "declined", "objected"),
                            ),
                            models.Q(("kind", "recusal"), _negated=True),
                        ),
                        fields=("case", "kind"),
                        name="incident_one_open_of_a_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "recusal"), ("status__in", ["applied", "done"])
                        ),
                        fields=("case", "officer"),
                        name="incident_officer_recused_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("kind", "recusal"), ("status__in", ["applied", "done"])
                        ),
                        fields=("case", "person"),
                        name="incident_person_recused_once",
                    ),
                ],
            },
        ),
    ]
