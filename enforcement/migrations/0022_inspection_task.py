"""Inspection tasks, the plan of the year and its limits, the opinion of the enterprise."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0021_incident_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("target", models.CharField(max_length=300, verbose_name="检查对象范围")),
                ("count", models.PositiveIntegerField(verbose_name="计划检查户数")),
                ("first_month", models.PositiveSmallIntegerField(verbose_name="开始月份")),
                ("last_month", models.PositiveSmallIntegerField(verbose_name="结束月份")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.item",
                        verbose_name="检查事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度检查计划",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_month__gte", 1),
                            ("first_month__lte", models.F("last_month")),
                            ("last_month__lte", 12),
                        ),
                        name="plan_months",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="plan_counts_somebody"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionTask",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("routine", "日常检查"),
                            ("single", "个案检查"),
                            ("special", "专项检查"),
                            ("random", "双随机检查"),
                        ],
                        max_length=8,
                        verbose_name="检查类型",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("plan", "年度检查计划"),
                            ("draw", "随机抽取"),
                            ("complaint", "投诉举报"),
                            ("assigned", "转办交办"),
                            ("data", "数据监测线索"),
                            ("recheck", "复查"),
                            ("other", "其他来源"),
                        ],
                        max_length=10,
                        verbose_name="任务来源",
                    ),
                ),
                (
                    "source_note",
                    models.CharField(blank=True, max_length=300, verbose_name="来源说明"),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("onsite", "现场检查"),
                            ("paper", "书面检查"),
                            ("network", "网络检查"),
                        ],
                        max_length=8,
                        verbose_name="检查方式",
                    ),
                ),
                (
                    "draw_ref",
                    models.CharField(blank=True, max_length=64, verbose_name="抽取结果编号"),
                ),
                ("grade", models.CharField(blank=True, max_length=60, verbose_name="企业类别")),
                (
                    "assistants",
                    models.PositiveSmallIntegerField(default=0, verbose_name="协助检查人员人数"),
                ),
                (
                    "assistants_note",
                    models.CharField(blank=True, max_length=200, verbose_name="协助检查人员的职责"),
                ),
                ("visit_from", models.DateField(verbose_name="检查期间自")),
                ("visit_to", models.DateField(blank=True, null=True, verbose_name="检查期间至")),
                ("visit_year", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "待审批"),
                            ("approved", "已批准"),
                            ("notified", "已通知"),
                            ("arrived", "已到场"),
                            ("recorded", "已记录"),
                            ("told", "已告知结果"),
                            ("closed", "已办结"),
                            ("cancelled", "已取消"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "cap",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="年度频次上限"
                    ),
                ),
                ("cap_basis", models.CharField(blank=True, max_length=300)),
                (
                    "visits_before",
                    models.PositiveSmallIntegerField(default=0, verbose_name="本年度已检查次数"),
                ),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("plan", "年度检查计划"),
                            ("draw", "随机抽取"),
                            ("complaint", "投诉举报"),
                            ("assigned", "转办交办"),
                            ("data", "数据监测线索"),
                            ("recheck", "复查"),
                            ("other", "其他来源"),
                        ],
                        max_length=10,
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="批准日期")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="审批意见")),
                ("code", models.CharField(blank=True, max_length=32, verbose_name="检查码")),
                ("notice_on", models.DateField(blank=True, null=True, verbose_name="通知日期")),
                (
                    "no_notice_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="不事先通知的理由"),
                ),
                (
                    "scanned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="企业扫码时间"),
                ),
                ("arrived_on", models.DateField(blank=True, null=True, verbose_name="到场日期")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="告知结果日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("clean", "未发现问题"),
                            ("rectify", "责令改正"),
                            ("file", "立案查处"),
                            ("transfer", "移送立案处理"),
                        ],
                        max_length=10,
                        verbose_name="检查结果",
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="取消理由"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection_task",
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
                    "follow_up",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arose_from",
                        to="enforcement.case",
                    ),
                ),
                ("items", models.ManyToManyField(related_name="+", to="enforcement.item")),
                (
                    "joint_agencies",
                    models.ManyToManyField(related_name="+", to="enforcement.agency"),
                ),
                (
                    "of_task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="enforcement.inspectiontask",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.party",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="enforcement.inspectionplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政检查任务",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="task_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("planned", "cancelled")),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_on__isnull", False),
                                models.Q(("code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="task_begun_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_on__isnull", True),
                            ("cap__isnull", True),
                            ("visits_before__lt", models.F("cap")),
                            models.Q(
                                ("exception__in", ("complaint", "assigned", "data")),
                                models.Q(("source_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="task_over_cap_has_exception",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("planned", "approved", "cancelled")),
                            ("notice_on__isnull", False),
                            models.Q(("no_notice_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_visit_is_notified",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("cancel_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_cancelled_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("visit_to__isnull", True),
                            ("visit_to__gte", models.F("visit_from")),
                            _connector="OR",
                        ),
                        name="task_visit_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "plan"), _negated=True),
                            ("plan__isnull", False),
                            _connector="OR",
                        ),
                        name="task_of_plan_names_it",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["agency", "visit_year", "party"],
                        name="enforcement_agency__ce9c30_idx",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField(verbose_name="评分")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="评价内容")),
                ("rated_at", models.DateTimeField()),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="enforcement.inspectiontask",
                    ),
                ),
            ],
            options={
                "verbose_name": "企业评价",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="rating_of_one_to_five",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionCap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grade", models.CharField(blank=True, max_length=60, verbose_name="企业类别")),
                ("times", models.PositiveSmallIntegerField(verbose_name="每年最多次数")),
                ("basis", models.CharField(max_length=200, verbose_name="公布文件")),
                ("valid_from", models.DateField(verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("published_on", models.DateField(verbose_name="公布日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.item",
                        verbose_name="检查事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度检查频次上限",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cap_period",
                    )
                ],
            },
        ),
    ]
