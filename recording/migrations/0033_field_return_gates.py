"""The return to the unit is told once and stays as told."""

from django.db import migrations

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("recording", "0032_field_return")]

    operations = [Triggers(*append_only("recording_fieldreturn", unique=[("step_id",)]))]
