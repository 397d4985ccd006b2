"""What the list says of an officer's certificates is a text of the list, public by approval."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0087_benchmarks_announced")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="listed_certificates",
            field=models.JSONField(editable=False, null=True, verbose_name="行政执法证"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="published_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="公布日期"),
        ),
    ]
