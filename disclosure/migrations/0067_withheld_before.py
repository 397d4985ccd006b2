"""What was withheld automatically before there were confirmations waits for one as well.

A person who withheld is `approved_by` of the row. Of an own decision that an approver had let out and
the sweep held back it names that approver, so the grounds that nobody can choose speak for themselves.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q

NOBODYS = ("sealed", "minor")
BATCH = 1000


def take_in(apps: Any, schema_editor: Any) -> None:
    """One row for each."""
    publications = apps.get_model("disclosure", "Publication")
    made = apps.get_model("disclosure", "AutomaticWithholding")
    by_nobody = Q(approved_by=None) | Q(decision__isnull=False, withheld_code__in=NOBODYS)
    rows = publications.objects.filter(Q(status="withdrawn") | Q(status="withheld") & by_nobody)
    rows = rows.exclude(withheld_code__in=("", "revoked", "period_over")).order_by("pk")
    found = rows.values_list("pk", "withheld_code").iterator(BATCH)
    made.objects.bulk_create(
        (made(publication_id=key, code=code) for key, code in found), batch_size=BATCH
    )


def forget(apps: Any, schema_editor: Any) -> None:
    """The table goes with the migration before."""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0066_automatic_withholding")]

    operations = [migrations.RunPython(take_in, forget)]
