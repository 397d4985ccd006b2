"""Changes that public lists must follow."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0045_delegation_deed"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("officer", "执法人员变动"),
                            ("law", "法律依据变动"),
                            ("function", "职能职责变动"),
                        ],
                        max_length=10,
                        verbose_name="变动",
                    ),
                ),
                ("what", models.CharField(max_length=300, verbose_name="变动内容")),
                ("changed_on", models.DateField(verbose_name="变动日期")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="更新日期")),
                ("note", models.TextField(blank=True, verbose_name="更新情况")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "引起清单更新的变动",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "cause", "what", "changed_on"), name="list_change_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_on__isnull", True),
                            models.Q(
                                ("done_by__isnull", False), models.Q(("note", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="list_change_done_whole",
                    ),
                ],
            },
        ),
    ]
