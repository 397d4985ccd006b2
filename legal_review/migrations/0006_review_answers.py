"""The handler's answers to the heads of 行政处罚法 58, kept with the review and never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0005_officer_gates_from_profile")]

    operations = [
        migrations.CreateModel(
            name="ReviewAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=200)),
                ("applies", models.BooleanField(verbose_name="是否属于该情形")),
                ("reason", models.TextField(verbose_name="理由")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="legal_review.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "应当审核情形的判断",
                "constraints": [
                    models.UniqueConstraint(fields=("review", "head"), name="review_answer_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="review_answer_has_reason",
                    ),
                ],
            },
        ),
        Triggers(*append_only("legal_review_reviewanswer", unique=[("review_id", "head")])),
    ]
