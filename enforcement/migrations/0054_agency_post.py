"""Where a subject is written to, and who heads it (政府信息公开条例 20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0053_item_disclosed")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="mail_addr",
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name="通信地址"),
        ),
        migrations.AddField(
            model_name="agency",
            name="head_name",
            field=models.CharField(blank=True, max_length=60, null=True, verbose_name="机关负责人"),
        ),
    ]
