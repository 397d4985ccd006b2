"""Officers registered before their list had a day of publication were public, and stay so."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.db.models.functions import TruncDate


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Public since the row was written last, as its history says."""
    rows = apps.get_model("enforcement", "Officer").objects.filter(published_on=None)
    rows.update(published_on=TruncDate(F("updated_at")))


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0060_officer_published_on")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
