"""常见问题: an answered consultation told to everybody (政府信息公开条例第十七条)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0059_what_papers_say_is_sealed"),
        ("enforcement", "0080_change_of_a_statute"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrequentQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=300, verbose_name="咨询的事项")),
                ("question", models.TextField(verbose_name="问")),
                ("answer", models.TextField(verbose_name="答")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "待审批"),
                            ("published", "已公开"),
                            ("withdrawn", "已撤下"),
                            ("dropped", "已放弃"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("statement", models.TextField(blank=True, verbose_name="保密审查意见")),
                ("published_on", models.DateField(null=True, verbose_name="公开日期")),
                ("ended_on", models.DateField(null=True, verbose_name="撤下日期")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frequent",
                        to="disclosure.consultation",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "常见问题",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published")),
                        fields=["-published_on", "-id"],
                        name="frequent_question_public",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question", ""), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                        ),
                        name="frequent_question_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", True), ("status__in", ["draft", "dropped"])
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("published_on__isnull", False),
                                ("status__in", ["published", "withdrawn"]),
                                models.Q(("statement", ""), _negated=True),
                                models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="frequent_question_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(
                                ("ended_on__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="frequent_question_withdrawn_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "published"])),
                        fields=("consultation",),
                        name="frequent_question_once",
                    ),
                ],
            },
        ),
    ]
