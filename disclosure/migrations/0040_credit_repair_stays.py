"""What ended a publication early stays as it was recorded."""

from django.db import migrations

from core.triggers import Triggers, append_only

GATES = [*append_only("disclosure_creditrepair", unique=[("publication_id",)])]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0039_how_long_a_penalty_is_public")]

    operations = [Triggers(*GATES)]
