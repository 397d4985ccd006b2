"""Saved searches that tell what is new by mail."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0020_push_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.TextField()),
                ("address_key", models.CharField(max_length=64)),
                ("query", models.CharField(max_length=1000)),
                ("language", models.CharField(max_length=10)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("told_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "订阅",
                "indexes": [
                    models.Index(fields=["told_until"], name="disclosure__told_un_39b0cf_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("address_key", "query"), name="subscription_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("told_until", None)),
                            models.Q(
                                ("confirmed_at__isnull", False), ("told_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="subscription_told_when_confirmed",
                    ),
                ],
            },
        ),
    ]
