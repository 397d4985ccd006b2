"""Each way of service keeps what makes it valid (行政处罚法 61; 民事诉讼法 88-95)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.triggers import DropTriggers, Triggers, append_only, guard

SERVICE, CONSENT = "recording_service", "recording_serviceconsent"
BEFORE = [
    *append_only(SERVICE),
    guard(
        f"{SERVICE}_archived",
        SERVICE,
        ["INSERT"],
        "EXISTS (SELECT 1 FROM enforcement_case c"
        " WHERE c.id = NEW.case_id AND c.status = 'archived')",
        message="案卷已经归档，不能增加、抽取或者修改材料；确需补充的，请另立副卷并注明。",
        code="ARCHIVED",
    ),
]
NO_CONSENT = (
    "NOT EXISTS (SELECT 1 FROM recording_serviceconsent s WHERE s.id = NEW.consent_id"
    " AND s.case_id = NEW.case_id AND s.signed_on <= NEW.served_on"
    " AND (s.ended_on IS NULL OR s.ended_on > NEW.served_on))"
)
AFTER = [
    guard(
        "service_has_its_ground",
        SERVICE,
        ["INSERT"],
        "(NEW.method = 'agent' AND NEW.relation = '')"
        " OR (NEW.method = 'left' AND NEW.witness = '' AND NEW.recorded = FALSE)"
        " OR (NEW.method = 'post' AND (NEW.received_on IS NULL"
        " OR NEW.received_on <> NEW.effective_on OR NEW.received_on < NEW.served_on))"
        f" OR (NEW.method = 'electronic' AND {NO_CONSENT})",
        message="该送达方式缺少法定要件：代收人关系、见证人或者录像、收件日期、电子送达确认书"
        "（行政处罚法第六十一条）。",
        code="SERVICE_GROUND",
    ),
    *append_only(CONSENT, frozen=["case_id", "medium", "address", "signed_on", "created_by_id"]),
    guard(
        "consent_ended",
        CONSENT,
        ["UPDATE"],
        "OLD.ended_on IS NOT NULL",
        message="该确认书已经失效，不得修改；请重新签署。",
        code="CONSENT_ENDED",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0029_decision_time_stays"),
        ("recording", "0003_service_without_recording"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropTriggers(*BEFORE),
        migrations.AddField(
            model_name="service",
            name="received_on",
            field=models.DateField(blank=True, null=True, verbose_name="回执载明的收件日期"),
        ),
        migrations.AddField(
            model_name="service",
            name="recorded",
            field=models.BooleanField(default=False, verbose_name="已录像记录送达过程"),
        ),
        migrations.AddField(
            model_name="service",
            name="relation",
            field=models.CharField(
                blank=True, max_length=60, verbose_name="代收人与受送达人的关系"
            ),
        ),
        migrations.AddField(
            model_name="service",
            name="tracking",
            field=models.CharField(blank=True, max_length=60, verbose_name="邮件号"),
        ),
        migrations.AddField(
            model_name="service",
            name="witness",
            field=models.CharField(blank=True, max_length=100, verbose_name="见证人"),
        ),
        migrations.AlterField(
            model_name="service",
            name="method",
            field=models.CharField(
                choices=[
                    ("direct", "直接送达"),
                    ("agent", "他人代收"),
                    ("left", "留置送达"),
                    ("post", "邮寄送达"),
                    ("electronic", "电子送达"),
                    ("public_notice", "公告送达"),
                ],
                max_length=14,
                verbose_name="送达方式",
            ),
        ),
        migrations.CreateModel(
            name="ServiceConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "medium",
                    models.CharField(
                        choices=[
                            ("message", "手机短信"),
                            ("email", "电子邮件"),
                            ("fax", "传真"),
                            ("platform", "政务服务平台账号"),
                        ],
                        max_length=8,
                        verbose_name="电子送达方式",
                    ),
                ),
                ("address", core.fields.EncryptedTextField(verbose_name="电子送达地址")),
                ("signed_on", models.DateField(verbose_name="签署日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.case",
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
                "verbose_name": "送达地址确认书",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("case",),
                        name="consent_one_in_force",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="service",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recording.serviceconsent",
            ),
        ),
        Triggers(*BEFORE, *AFTER),
    ]
