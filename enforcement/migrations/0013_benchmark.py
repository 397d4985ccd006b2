"""Benchmarks of discretion and their tiers (国办发〔2022〕27号)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0012_permit_gates")]

    operations = [
        migrations.CreateModel(
            name="Benchmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("violation", models.CharField(max_length=300, verbose_name="违法行为")),
                ("folded_violation", models.CharField(db_index=True, max_length=300)),
                ("basis", models.TextField(verbose_name="法定依据")),
                ("basis_refs", models.JSONField(blank=True, default=list, verbose_name="依据条款")),
                ("penalty_kinds", models.JSONField(default=list, verbose_name="处罚种类")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("yuan", "元"),
                            ("times", "倍"),
                            ("percent", "百分比"),
                            ("days", "天"),
                            ("none", "无数额"),
                        ],
                        max_length=8,
                        verbose_name="计量单位",
                    ),
                ),
                ("base_name", models.CharField(blank=True, max_length=60, verbose_name="计罚基数")),
                (
                    "measure_name",
                    models.CharField(blank=True, max_length=60, verbose_name="情节计量"),
                ),
                ("low", models.BigIntegerField(blank=True, null=True, verbose_name="法定最低")),
                ("high", models.BigIntegerField(blank=True, null=True, verbose_name="法定最高")),
                ("issuer", models.CharField(max_length=100, verbose_name="制定机关")),
                ("doc_no", models.CharField(max_length=128, verbose_name="文号")),
                (
                    "of_superior",
                    models.BooleanField(default=False, verbose_name="上级机关制定的基准"),
                ),
                ("effective_from", models.DateField(verbose_name="生效日期")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="benchmarks",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.benchmark",
                        verbose_name="所细化的上级基准",
                    ),
                ),
            ],
            options={
                "verbose_name": "裁量基准",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to__isnull", True),
                            ("effective_to__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="benchmark_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__isnull", True),
                            ("high__isnull", True),
                            ("high__gte", models.F("low")),
                            _connector="OR",
                        ),
                        name="benchmark_range",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["agency", "folded_violation"], name="enforcement_agency__1c9482_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("exempt", "不予处罚"),
                            ("waived", "免予处罚"),
                            ("reduced", "减轻处罚"),
                            ("lighter", "从轻处罚"),
                            ("normal", "一般处罚"),
                            ("heavier", "从重处罚"),
                            ("slight", "情节轻微"),
                            ("mild", "情节较轻"),
                            ("serious", "情节较重"),
                            ("grave", "情节严重"),
                        ],
                        max_length=10,
                        verbose_name="裁量阶次",
                    ),
                ),
                ("conditions", models.JSONField(default=list, verbose_name="适用条件")),
                (
                    "any_condition",
                    models.BooleanField(default=False, verbose_name="具备任一条件即可"),
                ),
                (
                    "measure_from",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="计量自（含）",
                    ),
                ),
                (
                    "measure_to",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="计量至（不含）",
                    ),
                ),
                ("low", models.BigIntegerField(blank=True, null=True, verbose_name="下限")),
                ("high", models.BigIntegerField(blank=True, null=True, verbose_name="上限")),
                ("low_open", models.BooleanField(default=False, verbose_name="不含下限")),
                ("high_open", models.BooleanField(default=False, verbose_name="不含上限")),
                ("standard", models.TextField(blank=True, verbose_name="具体标准")),
                (
                    "benchmark",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiers",
                        to="enforcement.benchmark",
                    ),
                ),
            ],
            options={
                "verbose_name": "裁量阶次",
                "ordering": ["benchmark", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("benchmark", "place"), name="tier_place_once")
                ],
            },
        ),
    ]
