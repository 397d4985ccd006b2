"""What a power list says besides: duties, powers, procedure, responsibilities, supervision, filing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0052_cap_waits")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="disclosed",
            field=models.JSONField(blank=True, null=True, verbose_name="其他公示内容"),
        ),
    ]
