"""How long an item of evidence is kept, and what keeps it longer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recording", "0010_devices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="冻结理由")),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "lifted_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="解除理由"),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
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
                "constraints": [
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
                        name="hold_lifted_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Retention",
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
                            ("case", "随案卷"),
                            ("routine", "一般资料"),
                            ("permanent", "永久"),
                        ],
                        max_length=10,
                        verbose_name="保管类别",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="保管至")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("set_at", models.DateTimeField(auto_now_add=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retentions",
                        to="recording.evidence",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group", "permanent"), ("until", None)),
                            models.Q(
                                models.Q(("group", "permanent"), _negated=True),
                                ("until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="retention_permanent_has_no_end",
                    )
                ],
            },
        ),
    ]
