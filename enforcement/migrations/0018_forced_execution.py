"""Forced execution and performance by substitute (行政强制法 34-38, 50-52)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0017_measure"),
    ]

    operations = [
        migrations.CreateModel(
            name="ForcedExecution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("transfer", "划拨存款、汇款"),
                            ("auction", "拍卖或者依法处理财物"),
                            ("restore", "排除妨碍、恢复原状"),
                            ("demolish", "强制拆除违法的建筑物、构筑物、设施"),
                            ("other", "其他强制执行方式"),
                        ],
                        max_length=10,
                        verbose_name="强制执行方式",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("urged", "已催告"),
                            ("decided", "已作出强制执行决定"),
                            ("executed", "已执行"),
                            ("performed", "当事人已履行"),
                        ],
                        default="urged",
                        max_length=10,
                    ),
                ),
                ("urging_no", models.CharField(max_length=128, verbose_name="催告书文号")),
                ("urged_on", models.DateField(verbose_name="催告书送达日期")),
                ("perform_until", models.DateField(verbose_name="履行义务的期限")),
                ("perform_how", models.TextField(verbose_name="履行义务的方式")),
                (
                    "amount_cents",
                    models.BigIntegerField(default=0, verbose_name="金钱给付的金额（分）"),
                ),
                ("defence", models.TextField(blank=True, verbose_name="陈述申辩内容")),
                (
                    "defence_on",
                    models.DateField(blank=True, null=True, verbose_name="收到陈述申辩日期"),
                ),
                (
                    "defence_answer",
                    models.TextField(blank=True, verbose_name="对陈述申辩的复核意见"),
                ),
                (
                    "defence_answered_on",
                    models.DateField(blank=True, null=True, verbose_name="复核日期"),
                ),
                (
                    "power_basis",
                    models.TextField(blank=True, verbose_name="本机关强制执行权的法律依据"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="强制执行的理由")),
                ("means", models.TextField(blank=True, verbose_name="强制执行的方式和时间")),
                (
                    "at_once_ground",
                    models.TextField(blank=True, verbose_name="转移或者隐匿财物的迹象"),
                ),
                (
                    "announced_on",
                    models.DateField(blank=True, null=True, verbose_name="强制拆除公告日期"),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="强制执行决定日期"),
                ),
                (
                    "doc_no",
                    models.CharField(blank=True, max_length=128, verbose_name="强制执行决定书文号"),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="执行开始时间"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="执行结束时间"),
                ),
                ("urgency", models.TextField(blank=True, verbose_name="情况紧急的理由")),
                ("record", models.TextField(blank=True, verbose_name="执行情况")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forced_executions",
                        to="enforcement.case",
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政强制执行",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["urged", "decided"])),
                        fields=("decision", "way"),
                        name="forced_execution_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("perform_until__gt", models.F("urged_on")),
                            models.Q(("urging_no", ""), _negated=True),
                        ),
                        name="forced_urged_with_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["urged", "performed"]),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("doc_no", ""), _negated=True),
                                models.Q(("power_basis", ""), _negated=True),
                                models.Q(
                                    ("decided_on__gt", models.F("perform_until")),
                                    models.Q(("at_once_ground", ""), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("defence_on__isnull", True),
                                    models.Q(
                                        ("defence_answered_on__isnull", False),
                                        ("defence_answered_on__lte", models.F("decided_on")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="forced_decided_after_urging",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "executed"), _negated=True),
                            models.Q(
                                ("ended_at__gte", models.F("started_at")),
                                ("ended_at__isnull", False),
                                ("started_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="forced_executed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ordered", "已作出代履行决定"),
                            ("urged", "已催告"),
                            ("executed", "已代履行"),
                            ("performed", "当事人已履行"),
                        ],
                        default="ordered",
                        max_length=10,
                    ),
                ),
                ("doc_no", models.CharField(max_length=128, verbose_name="代履行决定书文号")),
                ("ordered_on", models.DateField(verbose_name="代履行决定日期")),
                ("basis", models.TextField(verbose_name="代履行的理由和依据")),
                ("means", models.TextField(verbose_name="代履行的方式")),
                ("subject", models.TextField(verbose_name="代履行的标的")),
                ("planned_on", models.DateField(verbose_name="代履行日期")),
                ("budget_cents", models.BigIntegerField(verbose_name="费用预算（分）")),
                ("performer", models.CharField(max_length=200, verbose_name="代履行人")),
                (
                    "at_once_ground",
                    models.TextField(blank=True, verbose_name="需要立即清除且当事人不能清除的情况"),
                ),
                ("urged_on", models.DateField(blank=True, null=True, verbose_name="催告日期")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="代履行开始时间"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="代履行结束时间"),
                ),
                ("urgency", models.TextField(blank=True, verbose_name="情况紧急的理由")),
                (
                    "supervisors",
                    models.CharField(blank=True, max_length=200, verbose_name="到场监督的工作人员"),
                ),
                ("signatures", models.TextField(blank=True, verbose_name="签名或者盖章情况")),
                (
                    "cost_cents",
                    models.BigIntegerField(blank=True, null=True, verbose_name="实际费用（分）"),
                ),
                ("record", models.TextField(blank=True, verbose_name="代履行情况")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutions",
                        to="enforcement.case",
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.decision",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "代履行",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("doc_no", ""), _negated=True),
                            models.Q(("performer", ""), _negated=True),
                            ("budget_cents__gte", 0),
                            ("planned_on__gte", models.F("ordered_on")),
                        ),
                        name="substitution_order_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "executed"), _negated=True),
                            models.Q(
                                models.Q(
                                    ("urged_on__isnull", False),
                                    models.Q(("at_once_ground", ""), _negated=True),
                                    _connector="OR",
                                ),
                                ("ended_at__isnull", False),
                                ("started_at__isnull", False),
                                ("ended_at__gte", models.F("started_at")),
                                models.Q(("signatures", ""), _negated=True),
                                models.Q(("supervisors", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="substitution_executed_is_complete",
                    ),
                ],
            },
        ),
    ]
