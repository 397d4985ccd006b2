"""Coercive measures with their inventory, tests, custody and release (行政强制法 16-33)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0016_discretion_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Measure",
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
                        choices=[("seal", "查封"), ("seize", "扣押"), ("freeze", "冻结")],
                        max_length=8,
                        verbose_name="强制措施种类",
                    ),
                ),
                ("basis", models.TextField(verbose_name="法律、法规依据")),
                ("reason", models.TextField(verbose_name="理由")),
                (
                    "emergency",
                    models.BooleanField(default=False, verbose_name="情况紧急，当场实施"),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="期限（日）")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "待批准"),
                            ("approved", "已批准，待实施"),
                            ("in_force", "实施中"),
                            ("due_release", "应当解除"),
                            ("released", "已解除"),
                            ("handed_over", "已移送"),
                            ("confiscated", "已没收或者销毁"),
                            ("refused", "不予批准"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                ("doc_no", models.CharField(blank=True, max_length=128, verbose_name="决定书文号")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="实施地点")),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="实施时间"),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="批准时间"),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
                (
                    "papers_on",
                    models.DateField(blank=True, null=True, verbose_name="决定书、清单交付日期"),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="期限自")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="期限至")),
                (
                    "extended_on",
                    models.DateField(blank=True, null=True, verbose_name="批准延长日期"),
                ),
                ("extended_until", models.DateField(blank=True, null=True, verbose_name="延长至")),
                ("extension_reason", models.TextField(blank=True, verbose_name="延长理由")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("end_note", models.TextField(blank=True, verbose_name="移送或者处理情况")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
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
                    "extended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政强制措施",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("basis", ""), _negated=True),
                            ("days__gte", 1),
                        ),
                        name="measure_has_reason_and_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["planned", "refused"]),
                            ("emergency", True),
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="measure_approved_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_at__isnull", True),
                            ("emergency", True),
                            ("approved_at__lte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="measure_started_after_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["planned", "approved", "refused"]),
                            models.Q(
                                ("from_on__isnull", False),
                                ("started_at__isnull", False),
                                ("until_on__isnull", False),
                                ("until_on__gte", models.F("from_on")),
                                models.Q(("doc_no", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measure_in_force_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["planned", "approved", "refused"]),
                            ("kind", "freeze"),
                            models.Q(
                                ("papers_on", models.F("from_on")), ("papers_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="measure_papers_on_the_spot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_until__isnull", True),
                            models.Q(
                                ("extended_until__gt", models.F("until_on")),
                                ("extended_on__lt", models.F("until_on")),
                                ("extended_by__isnull", False),
                                ("extended_on__isnull", False),
                                models.Q(("extension_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measure_extended_in_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("released", "handed_over", "confiscated")),
                                _negated=True,
                            ),
                            models.Q(
                                ("ended_on__gte", models.F("from_on")), ("ended_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="measure_ended_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confiscated"), _negated=True),
                            ("ended_on__lte", models.F("until_on")),
                            models.Q(
                                ("ended_on__lte", models.F("extended_until")),
                                ("extended_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="measure_confiscated_in_time",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["case", "status"], name="enforcement_case_id_d59c53_idx"),
                    models.Index(fields=["status"], name="enforcement_status_2f9f4a_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustodyEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("keeper", models.CharField(max_length=100, verbose_name="保管人")),
                ("text", models.TextField(verbose_name="保管情况")),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custody",
                        to="enforcement.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "保管记录",
            },
        ),
        migrations.CreateModel(
            name="MeasureItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "mark",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="编号、批号、号牌或者坐落"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, max_digits=14, verbose_name="数量"),
                ),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("state", models.CharField(max_length=200, verbose_name="状况")),
                ("place", models.CharField(max_length=200, verbose_name="存放地点")),
                ("owner", models.CharField(max_length=200, verbose_name="所有人或者持有人")),
                (
                    "relevance",
                    models.TextField(verbose_name="与案件的关系及不属于生活必需品的说明"),
                ),
                ("identity", models.CharField(max_length=700)),
                ("held", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="enforcement.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "查封、扣押、冻结财物",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("held", True)),
                        fields=("identity",),
                        name="measure_item_held_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gt", 0), models.Q(("relevance", ""), _negated=True)
                        ),
                        name="measure_item_is_reasoned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("no_violation", "当事人没有违法行为"),
                            ("unrelated", "查封、扣押、冻结的财物与违法行为无关"),
                            ("decided", "已经作出处理决定，不再需要查封、扣押、冻结"),
                            ("expired", "期限已经届满"),
                            ("other", "其他不再需要采取强制措施的情形"),
                        ],
                        max_length=14,
                        verbose_name="解除事由",
                    ),
                ),
                ("released_on", models.DateField(verbose_name="解除日期")),
                ("reason", models.TextField(verbose_name="说明")),
                ("receiver", models.CharField(max_length=60, verbose_name="领取人")),
                ("receipt", models.TextField(verbose_name="退还清点和签收情况")),
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
                    "measure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="enforcement.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "解除查封、扣押、冻结",
            },
        ),
        migrations.CreateModel(
            name="MeasureTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        max_length=200, verbose_name="检测、检验、检疫或者技术鉴定事项"
                    ),
                ),
                ("body", models.CharField(max_length=200, verbose_name="检测机构")),
                ("from_on", models.DateField(verbose_name="检测期间自")),
                ("until_on", models.DateField(verbose_name="检测期间至")),
                ("notified_on", models.DateField(verbose_name="书面告知当事人日期")),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tests",
                        to="enforcement.measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "检测、检验、检疫、鉴定期间",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__gte", models.F("from_on")),
                            ("notified_on__lte", models.F("from_on")),
                        ),
                        name="measure_test_told_before",
                    )
                ],
            },
        ),
    ]
