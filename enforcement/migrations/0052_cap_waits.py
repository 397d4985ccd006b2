"""A limit of visits that came in by a sheet waits for its publication."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0051_execution_ends_whole")]

    operations = [
        migrations.AlterField(
            model_name="inspectioncap",
            name="published_on",
            field=models.DateField(blank=True, null=True, verbose_name="公布日期"),
        ),
    ]
