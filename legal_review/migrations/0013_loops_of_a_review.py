"""Columns of the seal and the coded reasons; supplements, handling, objections (domain §9.4, 9.5)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0036_votes_of_a_discussion"),
        ("legal_review", "0012_moves_of_a_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="heard_on",
            field=models.DateField(null=True, verbose_name="听证结束日期"),
        ),
        migrations.AddField(
            model_name="review",
            name="notice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.notice",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="opinion_seal",
            field=models.CharField(max_length=64, null=True, verbose_name="审核所据校验值"),
        ),
        migrations.AddField(
            model_name="review",
            name="seal",
            field=models.CharField(max_length=64, null=True, verbose_name="送审校验值"),
        ),
        migrations.AddField(
            model_name="reviewcheck",
            name="code",
            field=models.CharField(max_length=40, null=True, verbose_name="原因代码"),
        ),
        migrations.AddField(
            model_name="reviewcheck",
            name="refs",
            field=models.JSONField(null=True, verbose_name="所据材料"),
        ),
        migrations.AlterField(
            model_name="reviewcheck",
            name="result",
            field=models.CharField(
                choices=[
                    ("pass", "通过"),
                    ("fail", "不通过"),
                    ("none", "不适用"),
                    ("flaw", "有瑕疵，补正后作出决定"),
                ],
                max_length=4,
            ),
        ),
        migrations.CreateModel(
            name="ReviewHandling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="承办机构处理情况")),
                ("on", models.DateField(verbose_name="处理日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handling",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核意见处理情况",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="review_handling_says_what",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewObjection",
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
                            ("raised", "待协商"),
                            ("settled", "协商一致"),
                            ("unresolved", "协商未达成一致"),
                            ("upheld", "集体讨论同意承办机构意见"),
                            ("rejected", "集体讨论未同意承办机构意见"),
                        ],
                        default="raised",
                        max_length=10,
                    ),
                ),
                ("grounds", models.TextField(verbose_name="异议的理由")),
                ("raised_on", models.DateField(verbose_name="提出异议日期")),
                ("negotiated_on", models.DateField(null=True, verbose_name="协商日期")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="协商地点")),
                ("present", models.TextField(blank=True, verbose_name="参加协商人员")),
                ("unit_view", models.TextField(blank=True, verbose_name="承办机构意见")),
                ("review_view", models.TextField(blank=True, verbose_name="法制审核机构意见")),
                ("outcome", models.TextField(blank=True, verbose_name="协商结果")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "discussion",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.discussion",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objection",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "对审核意见的异议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grounds", ""), _negated=True),
                        name="review_objection_has_grounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "raised"),
                            models.Q(
                                ("negotiated_on__isnull", False),
                                ("recorded_by__isnull", False),
                                models.Q(("unit_view", ""), _negated=True),
                                models.Q(("review_view", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_objection_negotiated_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("negotiated_on__isnull", True),
                            ("negotiated_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="review_objection_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["upheld", "rejected"]), _negated=True),
                            ("discussion__isnull", False),
                            _connector="OR",
                        ),
                        name="review_objection_was_discussed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="存在问题的类型")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核发现的问题",
                "constraints": [
                    models.UniqueConstraint(fields=("review", "kind"), name="review_problem_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewSupplement",
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
                            ("asked", "等待补正"),
                            ("answered", "已补正"),
                            ("lapsed", "未补正，审核已终结"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("items", models.TextField(verbose_name="要求补正的材料和事项")),
                ("asked_on", models.DateField(verbose_name="要求补正日期")),
                ("answer", models.TextField(blank=True, verbose_name="补正说明")),
                ("answered_on", models.DateField(null=True, verbose_name="补正日期")),
                ("materials", models.JSONField(null=True, verbose_name="补正后的材料目录")),
                (
                    "seal",
                    models.CharField(blank=True, max_length=64, verbose_name="补正后的校验值"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核补正",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("review",),
                        name="review_supplement_one_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("items", ""), _negated=True),
                        name="review_supplement_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "answered"), _negated=True),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_on__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("seal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_supplement_answered_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on__isnull", True),
                            ("answered_on__gte", models.F("asked_on")),
                            _connector="OR",
                        ),
                        name="review_supplement_in_order",
                    ),
                ],
            },
        ),
    ]
