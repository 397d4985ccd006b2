"""The party's own link into its case."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ACCOUNT = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0030_moves_of_the_tables")]

    operations = [
        migrations.CreateModel(
            name="PartyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
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
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                (
                    "revoke_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="撤销理由"),
                ),
                ("created_at", models.DateTimeField(verbose_name="出具时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party_links",
                        to="enforcement.case",
                    ),
                ),
                ("created_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **ACCOUNT)),
                ("party", models.ForeignKey(to="enforcement.party", **ACCOUNT)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True, null=True, to=settings.AUTH_USER_MODEL, **ACCOUNT
                    ),
                ),
            ],
            options={
                "verbose_name": "当事人专用链接",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=models.Q(revoked_at__isnull=True),
                        name="party_link_one_per_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(binding_hash="", bound_at__isnull=True)
                        | models.Q(bound_at__isnull=False) & ~models.Q(binding_hash=""),
                        name="party_link_bound_has_browser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(revoked_at__isnull=True)
                        | models.Q(revoked_at__isnull=False) & ~models.Q(revoke_reason=""),
                        name="party_link_revoked_has_reason",
                    ),
                ],
            },
        ),
    ]
