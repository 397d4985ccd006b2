"""What was found when a text was examined for secrets before it went out (保密审查)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0041_marks_of_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SecrecyReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("clear", "可以公开"),
                            ("part", "部分内容不得公开，退回脱敏"),
                            ("never", "不予公开"),
                        ],
                        max_length=5,
                        verbose_name="保密审查结论",
                    ),
                ),
                ("statement", models.TextField(verbose_name="审查意见")),
                ("reviewed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrecy_reviews",
                        to="disclosure.publicfile",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrecy_reviews",
                        to="disclosure.publication",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.redactedversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "保密审查",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", True), ("publication__isnull", False)),
                            models.Q(
                                ("file__isnull", False),
                                ("publication__isnull", True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="secrecy_review_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("statement", ""), _negated=True),
                        name="secrecy_review_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "clear"), _negated=True),
                            models.Q(
                                models.Q(
                                    ("version__isnull", False),
                                    ("file__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="secrecy_review_clears_one_text",
                    ),
                ],
            },
        ),
    ]
