"""Service may say why it was not recorded, where the local rules allow that (国办发〔2018〕118号第八条).

SQLite rebuilds the table, so its gates are taken off and put back.
"""

from django.db import migrations, models

from core.triggers import DropTriggers, Triggers, append_only, guard

SERVICE = "recording_service"
GATES = [
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


class Migration(migrations.Migration):
    dependencies = [("recording", "0002_append_only")]

    operations = [
        DropTriggers(*GATES),
        migrations.AddField(
            "service",
            "av_exemption",
            models.CharField("不进行音像记录的理由", max_length=300, blank=True, default=""),
            preserve_default=False,
        ),
        Triggers(*GATES),
    ]
