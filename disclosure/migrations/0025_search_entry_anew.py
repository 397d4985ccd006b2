"""The search entry holds what lists are narrowed by, keyed in the order of the lists; made anew, for it is derived."""

import datetime
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

TABLE = "disclosure_searchentry"


def drop_fts(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f'DROP TABLE IF EXISTS "{TABLE}_fts"')


indexes = import_module("disclosure.migrations.0004_search_indexes")


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0024_witness_gates")]

    operations = [
        migrations.RunPython(drop_fts, indexes.run(indexes.SQLITE, indexes.POSTGRES)),
        migrations.DeleteModel("SearchEntry"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("division_code", models.CharField(blank=True, max_length=6)),
                ("publish_until", models.DateField(default=datetime.date.max)),
                ("penalties", models.CharField(blank=True, max_length=400)),
                ("doc_no_key", models.CharField(blank=True, db_index=True, max_length=128)),
                ("doc_tail", models.CharField(blank=True, max_length=128)),
                ("party", models.CharField(blank=True, max_length=600)),
                ("text", models.TextField()),
                ("tokens", models.TextField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_entry",
                        to="disclosure.publication",
                    ),
                ),
            ],
            options={"verbose_name": "search entry"},
        ),
    ]
