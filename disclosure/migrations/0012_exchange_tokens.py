"""Keys of other systems, which only ever stop, and receipts, which stay as they were given."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import Triggers, append_only, guard

TOKEN = [
    *("id", "agency_id", "name", "scopes", "token_sha256", "created_by_id"),
    *("created_at", "expires_on"),
]
GATES = [
    *append_only(
        "disclosure_exchangetoken",
        unique=[("token_sha256",)],
        frozen=TOKEN,
        message="数据交换密钥登记后只能停用，不得更改或者删除。",
    ),
    guard(
        "exchange_token_stays_stopped",
        "disclosure_exchangetoken",
        ["UPDATE"],
        "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at",
        None,
        "已经停用的数据交换密钥不得恢复。",
        code="STOPPED",
    ),
    *append_only("disclosure_exchangereceipt"),
    # INSERT OR REPLACE would put another receipt in the place of the first.
    guard(
        "exchange_receipt_once",
        "disclosure_exchangereceipt",
        ["INSERT"],
        "NEW.key <> '' AND EXISTS (SELECT 1 FROM disclosure_exchangereceipt r "
        "WHERE r.token_id = NEW.token_id AND r.key = NEW.key)",
        None,
        "同一批报送已有回执。",
        code="RECEIPT",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0011_complaint_gates"),
        ("enforcement", "0044_register_entry_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="系统名称")),
                ("scopes", models.JSONField(verbose_name="权限范围")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_on", models.DateField(verbose_name="有效期至")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="停用时间"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
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
            ],
            options={
                "verbose_name": "数据交换密钥",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("agency", "name"),
                        name="exchange_token_name_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("body_sha256", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="disclosure.exchangetoken",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送回执",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("token", "key"),
                        name="exchange_receipt_once",
                    )
                ],
                "indexes": [
                    models.Index(fields=["token", "created_at"], name="exchange_receipt_of")
                ],
            },
        ),
        Triggers(*GATES),
    ]
