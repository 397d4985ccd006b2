"""The entry of the search holds the day since which feeds tell of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0062_lines_keep_their_salt")]

    operations = [
        migrations.AddField("searchentry", "told_on", models.DateField(null=True)),
    ]
