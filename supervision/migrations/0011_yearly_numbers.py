"""Numbers of the yearly report that the agency states itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0010_yearly_report_gates")]

    operations = [
        migrations.AddField(
            model_name="yearlyreport",
            name="entered",
            field=models.JSONField(blank=True, null=True, verbose_name="填报数"),
        ),
    ]
