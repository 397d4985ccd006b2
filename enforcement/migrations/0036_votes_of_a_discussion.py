"""How each head voted, where a discussion takes a vote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
    ]

    operations = [
        migrations.AddField(
            model_name="discussionmember",
            name="vote",
            field=models.CharField(
                choices=[("agree", "同意"), ("against", "不同意"), ("abstain", "弃权")],
                max_length=7,
                null=True,
                verbose_name="表决",
            ),
        ),
    ]
