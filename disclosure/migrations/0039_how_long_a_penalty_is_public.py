"""The class of a penalty where the agency chose it, and the end by credit repair (发改委令第36号)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CLASSES = [("minor", "轻微失信"), ("general", "一般失信"), ("serious", "严重失信")]
GROUNDS = [("notice", "收到信用修复通知"), ("early", "本机关决定提前停止公示")]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0038_corrections_of_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="credit_class",
            field=models.CharField(
                blank=True, choices=CLASSES, max_length=8, null=True, verbose_name="失信类别"
            ),
        ),
        migrations.CreateModel(
            name="CreditRepair",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "ground",
                    models.CharField(choices=GROUNDS, max_length=10, verbose_name="停止公示的依据"),
                ),
                (
                    "organ",
                    models.CharField(max_length=200, verbose_name="作出通知或者决定的机关"),
                ),
                ("paper_no", models.CharField(max_length=128, verbose_name="通知或者决定文号")),
                ("dated_on", models.DateField(verbose_name="通知或者决定日期")),
                ("conditions", models.JSONField(default=list, verbose_name="符合的条件")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "信用修复",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("organ", ""), _negated=True)
                        & models.Q(("paper_no", ""), _negated=True),
                        name="credit_repair_names_its_paper",
                    )
                ],
            },
        ),
    ]
