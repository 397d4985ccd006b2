"""Every public decision enters the new search."""

import json
from datetime import date

from django.db import migrations

from core import search
from core.search import place

BATCH = 500
FIELDS = ("title", "doc_no", "party_name", "party_uscc", "agency_name", "facts", "basis", "result")


def columns(row, version):
    """What the service put into an entry on the day of this migration."""
    parts = [getattr(version, name) for name in FIELDS]
    parts.extend(text for _heading, text in version.sections)
    text = search.fold("\n".join(parts))
    party = search.fold(f"{version.party_name} {version.party_uscc}")
    number = version.doc_no_key
    return {
        "agency_id": row.agency_id,
        "kind": row.kind,
        "division_code": row.division_code,
        "publish_until": row.publish_until or date.max,
        "penalties": json.dumps(version.penalty_kinds),
        "doc_no_key": number,
        "doc_tail": number[number.find("(") :] if "(" in number else "",
        "party": party,
        "text": text,
        "tokens": search.listed(search.tokens(text), search.marked("party", party)),
    }


def refill(apps, schema_editor):
    """Build the entries of what is public."""
    publications = apps.get_model("disclosure", "Publication")
    entries = apps.get_model("disclosure", "SearchEntry")
    rows = publications.objects.filter(status="published", shown__isnull=False)
    batch, taken = [], set()
    for row in rows.select_related("shown").order_by("pk").iterator(chunk_size=BATCH):
        key = place(row.decided_on, row.pk)
        while key in taken:
            key += 1
        taken.add(key)
        batch.append(entries(id=key, publication_id=row.pk, **columns(row, row.shown)))
        if len(batch) == BATCH:
            entries.objects.bulk_create(batch)
            batch.clear()
    entries.objects.bulk_create(batch)


def empty(apps, schema_editor):
    """The index is derived."""
    apps.get_model("disclosure", "SearchEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0026_search_entry_indexes")]

    operations = [migrations.RunPython(refill, empty)]
