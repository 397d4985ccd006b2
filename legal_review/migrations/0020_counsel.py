"""Counsel, what one was asked about a draft, and each look."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("legal_review", "0019_people_of_review"),
        ("recording", "0034_copies_go_too"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Counsel",
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
                        choices=[("adviser", "法律顾问"), ("public_lawyer", "公职律师")],
                        max_length=13,
                        verbose_name="类别",
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("organisation", models.CharField(max_length=120, verbose_name="所在单位")),
                ("licence", models.CharField(max_length=60, verbose_name="执业证号")),
                ("valid_from", models.DateField(verbose_name="聘任日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="聘期至")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="终止日期")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="本系统账号",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "法律顾问和公职律师",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("agency", "licence"),
                        name="counsel_once_on_list",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CounselRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version_sha256",
                    models.CharField(max_length=64, verbose_name="送审稿校验值（SHA-256）"),
                ),
                ("question", models.TextField(verbose_name="请求提供意见的问题")),
                ("asked_at", models.DateTimeField(verbose_name="请求时间")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, verbose_name="核对错误次数"),
                ),
                (
                    "bound_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="首次启用时间"),
                ),
                ("binding_hash", models.CharField(blank=True, max_length=64)),
                ("undertaking", models.TextField(blank=True, verbose_name="保密承诺")),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="承诺时间"),
                ),
                ("advice", models.TextField(blank=True, verbose_name="法律意见")),
                (
                    "advised_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="出具意见时间"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="停用的理由"),
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
                    "counsel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="legal_review.counsel",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.document",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counsel_requests",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "请求法律意见",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("review", "counsel"),
                        name="counsel_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("binding_hash", ""), ("bound_at", None)),
                            models.Q(
                                ("bound_at__isnull", False),
                                models.Q(("binding_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="counsel_request_bound_has_browser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("undertaking", "")),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("bound_at__isnull", False),
                                models.Q(("undertaking", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="counsel_request_undertaking_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("advice", ""), ("advised_at", None)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("advised_at__isnull", False),
                                models.Q(("advice", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="counsel_request_advice_after_undertaking",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="counsel_request_ended_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CounselView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("draft", "送审稿"), ("document", "文书"), ("evidence", "证据")],
                        max_length=8,
                        verbose_name="查阅内容",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="查阅时间")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="legal_review.counselrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "法律意见查阅记录",
                "ordering": ["pk"],
            },
        ),
    ]
