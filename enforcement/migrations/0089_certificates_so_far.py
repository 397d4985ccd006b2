"""Certificates registered before the list held them were public, and stay so."""

from collections import defaultdict

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone


def keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each officer's list says every certificate of theirs."""
    certificates = apps.get_model("enforcement", "Certificate").objects
    today = timezone.localtime().date()
    certificates.filter(valid_from__gt=today).update(published_on=today)
    certificates.filter(published_on=None).update(published_on=F("valid_from"))
    held: dict[int, list[int]] = defaultdict(list)
    for key, officer in certificates.order_by("pk").values_list("pk", "officer_id"):
        held[officer].append(key)
    officers = apps.get_model("enforcement", "Officer").objects
    for officer, keys in held.items():
        officers.filter(pk=officer, listed_certificates=None).update(listed_certificates=keys)


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0088_listed_certificates")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
