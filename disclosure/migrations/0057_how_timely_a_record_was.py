"""Whether a received record was public in time: the day of its source, or why nobody judges it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0056_push_of_every_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="not_judged",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "history",
                        "历史数据：公开期限在本平台开通前已经届满，且没有报送单位的公示日期",
                    ),
                    ("no_term", "决定作出时没有可以适用的公开期限"),
                ],
                max_length=8,
                null=True,
                verbose_name="未评判公开时效",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="source_published_on",
            field=models.DateField(blank=True, null=True, verbose_name="报送单位公示日期"),
        ),
    ]
