"""复议 and 诉讼 about received records from acceptance on, also told by the system that sent the record."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import DropTriggers, Triggers

GATES = import_module("disclosure.migrations.0048_record_ruling_gates").GATES
SOMEBODY = models.Q(("created_by__isnull", False), ("token__isnull", False), _connector="OR")
TOKEN = models.ForeignKey(
    null=True,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="disclosure.exchangetoken",
)
PERSON = models.ForeignKey(
    null=True,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to=settings.AUTH_USER_MODEL,
)
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
    ("refused", "不予受理、不予立案"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0051_determined_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropTriggers(*GATES),
        migrations.AlterField("recordruling", "created_by", PERSON),
        migrations.AlterField(
            "recordruling",
            "outcome",
            models.CharField(choices=OUTCOMES, max_length=10, verbose_name="结果类别"),
        ),
        migrations.AddField("recordruling", "token", TOKEN.clone()),
        migrations.AddConstraint(
            "recordruling",
            models.CheckConstraint(condition=SOMEBODY, name="record_ruling_by_somebody"),
        ),
        Triggers(*GATES),
        migrations.CreateModel(
            name="RecordProceeding",
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("organ", models.CharField(max_length=200, verbose_name="复议机关或者人民法院")),
                ("since", models.DateField(verbose_name="受理日期")),
                ("created_by", PERSON.clone()),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proceedings",
                        to="disclosure.publication",
                    ),
                ),
                ("token", TOKEN.clone()),
            ],
            options={
                "verbose_name": "报送记录的复议、诉讼",
                "ordering": ["since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number", ""), _negated=True),
                            models.Q(("organ", ""), _negated=True),
                        ),
                        name="record_proceeding_says_what",
                    ),
                    models.CheckConstraint(
                        condition=SOMEBODY, name="record_proceeding_by_somebody"
                    ),
                    models.UniqueConstraint(
                        fields=("publication", "kind", "number"), name="record_proceeding_once"
                    ),
                ],
            },
        ),
    ]
