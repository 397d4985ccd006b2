"""A day keeps the dictionary that its manifest names: today's has fields that no row of then had.

Days that were signed before this migration get the one of their time.
"""

import hashlib
import json

from django.db import migrations, models

from core.triggers import Triggers, append_only

BEFORE = {
    "agencies": {
        "announced_on": "Date",
        "basis": "Char",
        "confirm_doc_no": "Char",
        "confirmed_by": "Char",
        "division_code": "Char",
        "duties": "Char",
        "field": "Char",
        "government_name": "Char",
        "id": "BigInteger",
        "kind": "Choice",
        "name": "Char",
        "office_addr": "Char",
        "office_hours": "Char",
        "phone": "Char",
        "powers": "Char",
        "supervise_phone": "Char",
        "url": "PageAddress",
        "uscc": "Char",
    },
    "decisions": {
        "agency": "AgencyRefSerializer",
        "basis": "Char",
        "deadline": "DutySerializer",
        "decided_on": "Date",
        "division_code": "Char",
        "doc_no": "Char",
        "document": "PageAddress",
        "facts": "Char",
        "fine_cents": "Integer",
        "first_published_on": "Date",
        "id": "UUID",
        "kind": "Choice",
        "officers": "HeadedText",
        "party_kind": "Choice",
        "party_name": "Char",
        "party_uscc": "Char",
        "penalty_kinds": "List",
        "publish_until": "Date",
        "remedies": "Char",
        "result": "Char",
        "sections": "HeadedText",
        "served_on": "Date",
        "sha256": "Char",
        "title": "Char",
        "url": "PageAddress",
    },
    "items": {
        "agency": "AgencyRefSerializer",
        "basis_text": "Char",
        "code": "Char",
        "effective_from": "Date",
        "effective_to": "Date",
        "fee": "Char",
        "field": "Char",
        "id": "BigInteger",
        "kind": "Choice",
        "name": "Char",
        "published_on": "Date",
        "remedy": "Char",
        "time_limit": "Char",
        "unit": "Char",
        "url": "PageAddress",
    },
    "officers": {
        "agency": "AgencyRefSerializer",
        "certificates": "ListSerializer",
        "id": "Integer",
        "name": "Char",
        "post": "Char",
        "url": "PageAddress",
    },
}


def keep(apps, schema_editor):
    text = json.dumps(BEFORE, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    days = apps.get_model("disclosure", "Snapshot").objects.using(schema_editor.connection.alias)
    if days.filter(manifest__contains=f'"dictionary":"{digest}"').exists():
        made = apps.get_model("disclosure", "SnapshotDictionary")
        made.objects.using(schema_editor.connection.alias).create(sha256=digest, text=text)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0033_corrections_of_registers")]

    operations = [
        migrations.CreateModel(
            name="SnapshotDictionary",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={"verbose_name": "开放数据字典"},
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        Triggers(*append_only("disclosure_snapshotdictionary", key="sha256")),
    ]
