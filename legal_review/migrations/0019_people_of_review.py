"""Who has a review, what a reviewer is versed and trained in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("legal_review", "0018_review_extension_gates"),
        ("recording", "0034_copies_go_too"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="分派日期")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="改派的理由")),
                ("loads", models.JSONField(default=list, verbose_name="分派时各审核人员的工作量")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="改派日期")),
                (
                    "by",
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
                        related_name="assignments",
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
            ],
            options={
                "verbose_name": "审核分派",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("review",),
                        name="review_assigned_to_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="review_assigned_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewerField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kinds", models.JSONField(default=list, verbose_name="擅长的执法类别")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        default=100, verbose_name="用于审核的工时（%）"
                    ),
                ),
                ("set_on", models.DateField(verbose_name="登记日期")),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_review.qualification",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "审核专长和工时",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 1), ("share__lte", 100)),
                        name="reviewer_share_in_percent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewerTraining",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic", models.CharField(max_length=200, verbose_name="培训内容")),
                ("organiser", models.CharField(max_length=120, verbose_name="举办单位")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="学时")),
                ("held_on", models.DateField(verbose_name="培训日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "certificate",
                    models.CharField(blank=True, max_length=60, verbose_name="结业证书编号"),
                ),
                ("voided_on", models.DateField(blank=True, null=True, verbose_name="作废日期")),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="作废的理由"),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "qualification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_review.qualification",
                    ),
                ),
            ],
            options={
                "verbose_name": "法制审核人员培训",
                "ordering": ["-held_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0)), name="training_has_hours"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("held_on")),
                            _connector="OR",
                        ),
                        name="training_valid_from_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("void_reason", ""), ("voided_on", None)),
                            models.Q(
                                ("voided_on__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="training_void_with_reason",
                    ),
                ],
            },
        ),
    ]
