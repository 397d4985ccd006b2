"""What was answered in writing can only be added to (国办发〔2018〕118号第七条)."""

from django.db import migrations

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0003_finding")]

    operations = [Triggers(*append_only("enforcement_finding"))]
