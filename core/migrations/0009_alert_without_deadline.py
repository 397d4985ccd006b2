"""A warning may be about something that has no deadline, such as a damaged original."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_alert_seven_days")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="subject",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="alert",
            name="deadline",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alerts",
                to="core.deadline",
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="level",
            field=models.CharField(
                choices=[
                    ("warn7", "剩余 7 日"),
                    ("warn3", "剩余 3 个工作日"),
                    ("warn1", "剩余 1 个工作日"),
                    ("unit_head", "逾期：报承办机构负责人"),
                    ("supervisor", "逾期：报监督机关"),
                    ("originals", "原件告警"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject", ""), _negated=True),
                fields=("subject", "recipient"),
                name="alert_once_a_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline__isnull", False),
                    models.Q(("subject", ""), _negated=True),
                    _connector="OR",
                ),
                name="alert_about_something",
            ),
        ),
    ]
