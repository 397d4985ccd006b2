from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0059_list_version_stays")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="published_on",
            field=models.DateField(blank=True, null=True, verbose_name="公布日期"),
        ),
    ]
