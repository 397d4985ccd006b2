"""What was said and seen stays as it was written (国办发〔2018〕118号第九条)."""

from django.db import migrations

from core.triggers import Triggers, append_only

GATES = [
    *append_only("recording_visit"),
    *append_only("recording_access", unique=[("viewing_id",)]),
]


class Migration(migrations.Migration):
    dependencies = [("recording", "0022_visits")]

    operations = [Triggers(*GATES)]
