"""Chunk hashes of an original, so that a part of it can be proven without the rest."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0012_store_proof")]

    operations = [
        migrations.CreateModel(
            name="BlobChunks",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="core.blob",
                    ),
                ),
                ("chunk_size", models.IntegerField()),
                ("root", models.CharField(max_length=64)),
                ("leaves", models.BinaryField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        Triggers(*append_only("core_blobchunks", key="blob_id")),
    ]
