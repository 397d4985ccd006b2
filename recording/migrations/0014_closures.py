"""Evidence closed to all but a few, and the grants that open it for a time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0013_edited_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("secret", "涉及国家秘密、工作秘密"),
                            ("trade", "涉及商业秘密"),
                            ("private", "涉及个人隐私"),
                            ("minor", "涉及未成年人"),
                            ("witness", "涉及举报人、证人保护"),
                        ],
                        max_length=10,
                        verbose_name="限制类别",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=20, verbose_name="角色")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("ends_at", models.DateTimeField(verbose_name="有效期至")),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoke_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤回理由"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_grants",
                        to="enforcement.case",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "查阅授权",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("role", "")),
                            models.Q(("person", None), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grant_to_person_or_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("secret", "涉及国家秘密、工作秘密"),
                            ("trade", "涉及商业秘密"),
                            ("private", "涉及个人隐私"),
                            ("minor", "涉及未成年人"),
                            ("witness", "涉及举报人、证人保护"),
                        ],
                        max_length=10,
                        verbose_name="限制类别",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="限制理由")),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lifted_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="解除理由"),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="enforcement.case",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="recording.evidence",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "限制查阅",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("evidence__isnull", False), ("lifted_at", None)),
                        fields=("evidence",),
                        name="closure_once_per_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("evidence", None), ("lifted_at", None)),
                        fields=("case",),
                        name="closure_once_per_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lifted_at", None), ("lifted_by", None), ("lifted_reason", "")
                            ),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("lifted_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="closure_lifted_with_reason",
                    ),
                ],
            },
        ),
    ]
