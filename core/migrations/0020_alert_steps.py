"""A warning names its step and no number of days, which its text says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0019_change_mark")]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="level",
            field=models.CharField(
                choices=[
                    ("warn7", "提前提醒"),
                    ("warn3", "首次预警"),
                    ("warn1", "再次预警"),
                    ("unit_head", "逾期：报承办机构负责人"),
                    ("supervisor", "逾期：报监督机关"),
                    ("originals", "原件告警"),
                    ("log", "日志告警"),
                ],
                max_length=12,
            ),
        ),
    ]
