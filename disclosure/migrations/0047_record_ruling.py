"""Results of 复议 and 诉讼 about received records (行政处罚法第四十八条)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0046_files_examined_before_they_go_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordRuling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("reconsideration", "行政复议"), ("suit", "行政诉讼")],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("number", models.CharField(max_length=100, verbose_name="案号")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("upheld", "维持"),
                            ("dismissed", "驳回申请或者诉讼请求"),
                            ("changed", "变更"),
                            ("revoked", "撤销"),
                            ("illegal", "确认违法"),
                            ("void", "确认无效"),
                            ("perform", "责令履行"),
                            ("settled", "调解、和解"),
                            ("dropped", "撤回申请或者撤诉"),
                        ],
                        max_length=10,
                        verbose_name="结果类别",
                    ),
                ),
                ("ended_on", models.DateField(verbose_name="终结日期")),
                ("result", models.TextField(verbose_name="结果")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="disclosure.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "报送记录的复议、诉讼结果",
                "ordering": ["ended_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True),
                            models.Q(("result", ""), _negated=True),
                        ),
                        name="record_ruling_says_what",
                    ),
                    models.UniqueConstraint(
                        fields=("publication", "kind", "number"), name="record_ruling_once"
                    ),
                ],
            },
        ),
    ]
