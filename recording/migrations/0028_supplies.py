"""Evidence supplied to outsiders: applications, copies, links."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0015_blob_removed"),
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0027_evidence_vector"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Supply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=64, verbose_name="提供编号")),
                ("applicant", models.CharField(max_length=60, verbose_name="申请人")),
                ("organisation", models.CharField(max_length=120, verbose_name="单位")),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="联系方式")),
                (
                    "paper",
                    models.CharField(blank=True, max_length=120, verbose_name="来函文号或者申请书"),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("inspection", "监察机关依法调取"),
                            ("court", "审判机关依法调取"),
                            ("procuratorate", "检察机关依法调取"),
                            ("police", "公安机关依法调取"),
                            ("audit", "审计机关依法调取"),
                            ("party", "当事人查阅、复制与其有关的资料"),
                            ("interested", "利害关系人查阅、复制与其有关的资料"),
                        ],
                        max_length=14,
                        verbose_name="依据",
                    ),
                ),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                (
                    "channel",
                    models.CharField(
                        choices=[("link", "一次性限时链接"), ("medium", "刻录介质当面交付")],
                        max_length=8,
                        verbose_name="交付方式",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="应当提供的日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "待审批"),
                            ("refused", "不予提供"),
                            ("withdrawn", "已撤回"),
                            ("approved", "正在制作"),
                            ("failed", "未能制作"),
                            ("ready", "待交付"),
                            ("delivered", "已交付"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="审批时间"),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="审批意见")),
                ("receiver", models.CharField(blank=True, max_length=60, verbose_name="接收人")),
                ("medium", models.CharField(blank=True, max_length=100, verbose_name="介质")),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="交付时间"),
                ),
                ("touched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "problem",
                    models.CharField(blank=True, max_length=300, verbose_name="未能制作的原因"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.case",
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "manifest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
            ],
            options={
                "verbose_name": "对外提供",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("agency", "number"),
                        name="supply_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="supply_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["asked", "withdrawn"]),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="supply_not_without_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="supply_refused_with_reason",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["agency", "-asked_at", "-id"], name="supply_of_agency")
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplyItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "begin",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="起（秒）"),
                ),
                (
                    "end",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="止（秒）"),
                ),
                ("parent_sha256", models.CharField(max_length=64)),
                ("tool", models.CharField(blank=True, max_length=200, verbose_name="制作程序")),
                (
                    "blob",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.blob",
                    ),
                ),
                (
                    "edited",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.editedcopy",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recording.evidence",
                    ),
                ),
                (
                    "supply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="recording.supply",
                    ),
                ),
            ],
            options={
                "verbose_name": "提供的材料",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("blob", None),
                            models.Q(("blob_id", models.F("parent_sha256")), _negated=True),
                            _connector="OR",
                        ),
                        name="supply_item_is_another_object",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begin", None), ("end", None)),
                            models.Q(
                                ("begin__isnull", False),
                                ("end__gt", models.F("begin")),
                                ("end__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="supply_item_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                (
                    "bound_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="首次启用时间"),
                ),
                ("binding_hash", models.CharField(blank=True, max_length=64)),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                ("created_at", models.DateTimeField(verbose_name="出具时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="recording.supply",
                    ),
                ),
            ],
            options={
                "verbose_name": "提供链接",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("supply",),
                        name="supply_link_one",
                    )
                ],
            },
        ),
    ]
