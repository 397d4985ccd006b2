"""A question that is put to an agency."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0034_dictionary_of_a_day"),
        ("enforcement", "0052_cap_waits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="回执编号")),
                ("code_hash", models.CharField(max_length=64)),
                ("about", models.CharField(blank=True, max_length=300, verbose_name="咨询的事项")),
                ("question", core.fields.EncryptedTextField(verbose_name="咨询的问题")),
                ("asker", core.fields.EncryptedTextField(blank=True, verbose_name="咨询人")),
                ("contact", core.fields.EncryptedTextField(blank=True, verbose_name="联系方式")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "待答复"),
                            ("answered", "已答复"),
                            ("sent", "已告知有权机关"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "sent_to",
                    models.CharField(blank=True, max_length=100, verbose_name="有权答复的机关"),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                        verbose_name="咨询的机关",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.registerentry",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询",
                "indexes": [
                    models.Index(
                        fields=["agency", "status", "-received_on"],
                        name="disclosure__agency__d02700_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "received"),
                            models.Q(
                                ("answered_on__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_answered_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), models.Q(("sent_to", ""), _negated=True)),
                            models.Q(models.Q(("status", "sent"), _negated=True), ("sent_to", "")),
                            _connector="OR",
                        ),
                        name="consultation_sent_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("item__isnull", True), ("entry__isnull", True), _connector="OR"
                        ),
                        name="consultation_about_one_thing",
                    ),
                ],
            },
        ),
    ]
