"""Applications for permits, and the licences that came of them (行政许可法 32, 45-50, 69, 70)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0008_hearing_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="application",
                        serialize=False,
                        to="enforcement.case",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="收到申请日期")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("window", "窗口提交"),
                            ("online", "网上提交"),
                            ("post", "信函等方式提交"),
                        ],
                        default="window",
                        max_length=8,
                        verbose_name="提交方式",
                    ),
                ),
                (
                    "materials",
                    models.JSONField(blank=True, default=list, verbose_name="收到的材料"),
                ),
                (
                    "joint",
                    models.BooleanField(default=False, verbose_name="统一、联合或者集中办理"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "待决定是否受理"),
                            ("correcting", "待申请人补正"),
                            ("accepted", "已受理"),
                            ("refused", "不予受理"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("fixed_on_spot", models.TextField(blank=True, verbose_name="当场更正的内容")),
                (
                    "correction_asked_on",
                    models.DateField(blank=True, null=True, verbose_name="一次告知补正日期"),
                ),
                (
                    "correction_items",
                    models.JSONField(blank=True, default=list, verbose_name="需要补正的内容"),
                ),
                (
                    "corrected_on",
                    models.DateField(blank=True, null=True, verbose_name="收到补正材料日期"),
                ),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="受理日期")),
                (
                    "deemed",
                    models.BooleanField(default=False, verbose_name="逾期未告知补正，视为受理"),
                ),
                (
                    "refused_on",
                    models.DateField(blank=True, null=True, verbose_name="不予受理日期"),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_needed", "依法不需要取得行政许可"),
                            ("no_power", "不属于本机关职权范围"),
                            ("incomplete", "未按告知的内容补正全部材料"),
                            ("false", "隐瞒有关情况或者提供虚假材料"),
                        ],
                        max_length=10,
                        verbose_name="不予受理事由",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="不予受理的理由")),
                (
                    "told_organ",
                    models.CharField(blank=True, max_length=200, verbose_name="应当向其申请的机关"),
                ),
                (
                    "false_on",
                    models.DateField(blank=True, null=True, verbose_name="发现虚假材料日期"),
                ),
                (
                    "extended_on",
                    models.DateField(blank=True, null=True, verbose_name="批准延长日期"),
                ),
                ("extension_reasons", models.TextField(blank=True, verbose_name="延长期限的理由")),
            ],
            options={
                "verbose_name": "行政许可申请",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            ("accepted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="application_accepted_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(
                                ("refused_on__isnull", False),
                                models.Q(("ground", ""), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="application_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "no_power"), _negated=True),
                            models.Q(("told_organ", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_without_power_names_the_organ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deemed", False),
                            ("accepted_on", models.F("received_on")),
                            _connector="OR",
                        ),
                        name="application_deemed_accepted_from_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_on__isnull", True),
                            models.Q(("extension_reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_extended_with_reasons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="许可证书名称")),
                ("number", models.CharField(max_length=128, verbose_name="许可编号")),
                ("valid_from", models.DateField(verbose_name="有效期自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("valid", "有效"),
                            ("expired", "有效期届满"),
                            ("withdrawn", "已撤回"),
                            ("revoked", "已撤销"),
                            ("cancelled", "已注销"),
                            ("punished", "已吊销"),
                        ],
                        default="valid",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("end_reason", models.TextField(blank=True, verbose_name="失效的理由")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="enforcement.case",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licence",
                        to="enforcement.decision",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="enforcement.party",
                    ),
                ),
                (
                    "penalty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "许可证件",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("status", "valid")),
                            models.Q(
                                models.Q(("status", "valid"), _negated=True),
                                ("ended_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="licence_ended_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "punished"), _negated=True),
                            ("penalty__isnull", False),
                            _connector="OR",
                        ),
                        name="licence_punished_by_a_penalty",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["status", "valid_to"], name="enforcement_status_51636f_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LicenceEvent",
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
                        choices=[
                            ("granted", "准予许可"),
                            ("renewed", "准予延续"),
                            ("deemed", "视为准予延续"),
                            ("not_renewed", "不予延续"),
                            ("changed", "准予变更"),
                            ("not_changed", "不予变更"),
                            ("expired", "有效期届满"),
                            ("withdrawn", "撤回"),
                            ("revoked", "撤销"),
                            ("cancelled", "注销"),
                            ("punished", "吊销"),
                        ],
                        max_length=12,
                        verbose_name="事项",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.decision",
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="enforcement.licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "许可证件事项",
            },
        ),
        migrations.CreateModel(
            name="Proceeding",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="proceeding",
                        serialize=False,
                        to="enforcement.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renew", "延续"),
                            ("change", "变更"),
                            ("withdraw", "撤回"),
                            ("revoke", "撤销"),
                            ("cancel", "注销"),
                        ],
                        max_length=8,
                        verbose_name="办理事项",
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=20, verbose_name="事由")),
                ("reasons", models.TextField(verbose_name="理由")),
                ("compensation", models.TextField(blank=True, verbose_name="补偿或者赔偿")),
                (
                    "superior",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="责令撤销的上级行政机关"
                    ),
                ),
                ("late", models.BooleanField(default=False, verbose_name="逾期提出延续申请")),
                (
                    "settled",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("decided", "已作出决定"),
                            ("deemed", "视为准予延续"),
                            ("dropped", "终止办理"),
                        ],
                        max_length=8,
                    ),
                ),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proceedings",
                        to="enforcement.licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "许可证件办理",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled", "")),
                        fields=("licence", "kind"),
                        name="proceeding_one_open_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["renew", "change"]),
                            models.Q(("ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proceeding_to_end_has_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialProcedure",
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
                        choices=[
                            ("hearing", "听证"),
                            ("tender", "招标"),
                            ("auction", "拍卖"),
                            ("examination", "检验"),
                            ("testing", "检测"),
                            ("quarantine", "检疫"),
                            ("appraisal", "鉴定"),
                            ("experts", "专家评审"),
                        ],
                        max_length=12,
                        verbose_name="特别程序",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="开始日期")),
                ("days_needed", models.PositiveIntegerField(verbose_name="所需时间（工作日）")),
                ("body", models.CharField(blank=True, max_length=200, verbose_name="实施单位")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("result", models.TextField(blank=True, verbose_name="结论")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="special_procedures",
                        to="enforcement.application",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "特别程序",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("application",),
                        name="special_procedure_one_runs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="special_procedure_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PermitHearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("office", "依职权"),
                            ("applicant", "依申请人申请"),
                            ("third_party", "依利害关系人申请"),
                        ],
                        max_length=12,
                        verbose_name="听证的提起",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="公告或者申请日期")),
                ("subject", models.TextField(verbose_name="听证事项")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="通知日期")),
                ("scheduled_on", models.DateField(blank=True, null=True, verbose_name="听证日期")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="听证地点")),
                ("record", models.TextField(blank=True, verbose_name="听证笔录")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="enforcement.application",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.specialprocedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "行政许可听证",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("application",),
                        name="permit_hearing_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            models.Q(
                                ("notified_on__isnull", False),
                                ("scheduled_on__isnull", False),
                                models.Q(("record", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="permit_hearing_closed_has_record",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThirdParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="利害关系人")),
                ("interest", models.TextField(verbose_name="涉及的重大利益")),
                ("told_on", models.DateField(verbose_name="告知日期")),
                ("hearing_until", models.DateField(verbose_name="听证申请期限")),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="听取意见日期")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_parties",
                        to="enforcement.application",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系人",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heard_on__isnull", True),
                            models.Q(("opinion", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="third_party_heard_has_opinion",
                    )
                ],
            },
        ),
    ]
