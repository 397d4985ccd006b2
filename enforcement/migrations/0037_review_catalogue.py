"""The versions of the catalogue of review, and their rules."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0036_votes_of_a_discussion"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewCatalogue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("profile", models.CharField(max_length=40, verbose_name="地方规则")),
                ("title", models.CharField(max_length=200, verbose_name="清单名称")),
                ("doc_no", models.CharField(max_length=128, verbose_name="制定文件文号")),
                ("source", models.TextField(verbose_name="制定依据")),
                ("change_note", models.TextField(blank=True, verbose_name="修订说明")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "编制中"),
                            ("submitted", "待批准"),
                            ("published", "已公布"),
                            ("discarded", "已放弃"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                ("opinion", models.TextField(blank=True, verbose_name="批准意见")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_catalogues",
                        to="enforcement.agency",
                        verbose_name="编制机关",
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
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "法制审核目录清单",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted"])),
                        fields=("agency",),
                        name="review_catalogue_one_open",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "published")),
                        fields=("agency", "valid_from"),
                        name="review_catalogue_one_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("doc_no", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="review_catalogue_has_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("published_on__isnull", False),
                                ("submitted_by__isnull", False),
                                ("valid_from__isnull", False),
                                models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                                ("valid_from__gte", models.F("published_on")),
                            ),
                            _connector="OR",
                        ),
                        name="review_catalogue_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("key", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200, verbose_name="审核事项")),
                ("article", models.CharField(max_length=300, verbose_name="依据条款")),
                ("test", models.CharField(max_length=20, verbose_name="判断方法")),
                ("kinds", models.JSONField(default=list, verbose_name="执法类别")),
                ("procedures", models.JSONField(default=list, verbose_name="程序")),
                ("terms", models.JSONField(default=dict, verbose_name="判断标准")),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="enforcement.reviewcatalogue",
                    ),
                ),
            ],
            options={
                "verbose_name": "目录清单的一项",
                "ordering": ["catalogue", "place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("catalogue", "key"), name="catalogue_rule_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("label", ""), _negated=True),
                            models.Q(("article", ""), _negated=True),
                            models.Q(("test", ""), _negated=True),
                        ),
                        name="catalogue_rule_has_article",
                    ),
                ],
            },
        ),
    ]
