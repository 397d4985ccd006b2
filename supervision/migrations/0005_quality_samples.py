"""A sample of legal reviews, the second reviews of it, and their checks (domain §9)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("legal_review", "0012_moves_of_a_review"),
        ("supervision", "0004_liability_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QualitySample",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="评查名称")),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="每个单位抽取件数"
                    ),
                ),
                (
                    "rate",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="抽取比例（%）"
                    ),
                ),
                ("source_name", models.CharField(max_length=100, verbose_name="随机数来源")),
                ("source_url", models.URLField(verbose_name="来源网址")),
                ("source_how", models.CharField(max_length=300, verbose_name="取值和书写方法")),
                ("seed_mask", models.CharField(max_length=60, verbose_name="书写格式")),
                ("seed_day", models.DateField(verbose_name="随机数产生日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("lists", models.TextField(blank=True)),
                ("commitment", models.CharField(blank=True, max_length=64, verbose_name="承诺值")),
                (
                    "committed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="承诺时间"),
                ),
                ("checkpoint", models.TextField(blank=True)),
                ("seed_value", models.CharField(blank=True, max_length=60, verbose_name="随机数")),
                ("drawn_on", models.DateField(blank=True, null=True, verbose_name="抽取日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="通报日期")),
                ("summary", models.TextField(blank=True, verbose_name="通报意见")),
                (
                    "abandon_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="终止理由"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planning", "拟定"),
                            ("committed", "已承诺，待抽取"),
                            ("scoring", "复审中"),
                            ("closed", "已公布"),
                            ("abandoned", "已终止"),
                        ],
                        default="planning",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("month", models.DateField(verbose_name="审核月份")),
                ("people", models.JSONField(default=dict)),
                ("agencies", models.ManyToManyField(related_name="+", to="enforcement.agency")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewers",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "verbose_name": "审核质量抽查",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("count__isnull", True), ("rate__isnull", False)),
                            models.Q(("count__isnull", False), ("rate__isnull", True)),
                            _connector="OR",
                        ),
                        name="sample_count_or_rate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["committed", "scoring", "closed"]), _negated=True
                            ),
                            models.Q(
                                ("committed_at__isnull", False),
                                models.Q(("commitment", ""), _negated=True),
                                models.Q(("lists", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sample_commits_to_lists",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["scoring", "closed"]), _negated=True),
                            models.Q(
                                ("drawn_on__gte", models.F("seed_day")),
                                models.Q(("seed_value", ""), _negated=True),
                                models.Q(("checkpoint", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sample_drawn_with_seed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "abandoned"), _negated=True),
                        fields=("agency", "month"),
                        name="sample_once_a_month",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["agency", "status"], name="supervision_agency__c3e6bd_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="序号")),
                (
                    "turn",
                    models.PositiveSmallIntegerField(default=1, verbose_name="第几名复审人员"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "复审中"),
                            ("signed", "已签署"),
                            ("recused", "已回避"),
                            ("barred", "已关闭"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "审核通过"), ("return", "审核不通过")],
                        max_length=6,
                        verbose_name="复审结论",
                    ),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="复审意见")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签署时间")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="回避或者关闭的理由"),
                ),
                ("note", models.TextField(blank=True, verbose_name="后续处理")),
                ("noted_on", models.DateField(blank=True, null=True, verbose_name="处理日期")),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_review.review",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="supervision.qualitysample",
                    ),
                ),
            ],
            options={
                "verbose_name": "复审表",
                "ordering": ["ordinal", "turn"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sample", "review", "turn"), name="second_review_turn"
                    ),
                    models.UniqueConstraint(
                        fields=("sample", "review", "reviewer"), name="second_review_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "signed"), _negated=True),
                            models.Q(
                                ("signed_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("opinion", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="second_review_signed_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["recused", "barred"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="second_review_ends_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200, verbose_name="审核内容")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pass", "通过"),
                            ("fail", "不通过"),
                            ("none", "不适用"),
                            ("flaw", "有瑕疵，补正后作出决定"),
                        ],
                        max_length=4,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="supervision.secondreview",
                    ),
                ),
            ],
            options={
                "verbose_name": "复审结果",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "head"), name="second_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["", "pass", "fail", "none", "flaw"])),
                        name="second_check_is_known",
                    ),
                ],
            },
        ),
    ]
