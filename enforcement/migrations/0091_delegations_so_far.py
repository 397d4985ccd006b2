"""Delegations that the register showed stay public; those that it did not wait for their approval.

So far a deed without a day of publication was public from its first day, and one person's day of
publication was enough. What nobody could read on the day of this migration becomes public by approval.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A deed that had begun was public since its first day."""
    rows, today = apps.get_model("enforcement", "Delegation").objects, timezone.localtime().date()
    rows.filter(published_on=None, valid_from__lte=today).update(published_on=F("valid_from"))
    rows.filter(published_on__gt=today).update(published_on=None)


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0090_delegations_as_lists")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
