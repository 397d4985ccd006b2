"""How a review or a suit ended, in the words of the law (行政复议法 63-71, 行政诉讼法 69-78)."""

from django.db import migrations, models

OUTCOMES = [
    ("upheld", "维持"),
    ("dismissed", "驳回申请或者诉讼请求"),
    ("changed", "变更"),
    ("revoked", "撤销"),
    ("illegal", "确认违法"),
    ("void", "确认无效"),
    ("perform", "责令履行"),
    ("settled", "调解、和解"),
    ("dropped", "撤回申请或者撤诉"),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0054_agency_post")]

    operations = [
        migrations.AddField(
            model_name="stay",
            name="outcome",
            field=models.CharField(
                blank=True, choices=OUTCOMES, max_length=10, null=True, verbose_name="结果类别"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
