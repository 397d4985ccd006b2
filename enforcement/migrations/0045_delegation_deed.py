"""The text of the deed, its filing and its early end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0044_register_entry_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="delegation",
            name="end_reason",
            field=models.TextField(blank=True, default="", verbose_name="提前终止理由"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="ended_on",
            field=models.DateField(blank=True, null=True, verbose_name="提前终止日期"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="filed_on",
            field=models.DateField(blank=True, null=True, verbose_name="备案日期"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="filing_no",
            field=models.CharField(blank=True, default="", max_length=128, verbose_name="备案文号"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="published_on",
            field=models.DateField(blank=True, null=True, verbose_name="公布日期"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="staff",
            field=models.TextField(blank=True, default="", verbose_name="受托人员"),
        ),
        migrations.AddField(
            model_name="delegation",
            name="text",
            field=models.TextField(blank=True, default="", verbose_name="委托书全文"),
        ),
    ]
