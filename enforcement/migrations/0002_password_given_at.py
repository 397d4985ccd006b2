"""An account whose password an administrator gave is known, so that it can be asked to change it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_given_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
