"""Platforms above are told of every kind of act: of those passed over so far as well."""

from typing import Any

from django.db import migrations


def read_again(apps: Any, schema_editor: Any) -> None:
    """From the beginning of the publication log; what is in the outbox is not put in twice."""
    apps.get_model("disclosure", "PushDestination").objects.update(next_seq=0)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0055_record_proceeding_gates")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
