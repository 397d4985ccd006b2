"""A measure is announced seven days before its end too (行政强制法 25, 28)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_kept_form")]

    operations = [
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
                ],
                max_length=12,
            ),
        ),
    ]
