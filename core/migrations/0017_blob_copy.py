"""A row for the second copy of each original."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only

COPY = "第二副本的登记不得删除或者改到其他原件名下。"


class Migration(migrations.Migration):
    dependencies = [("core", "0016_time_stamps")]

    operations = [
        migrations.CreateModel(
            name="BlobCopy",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="copy",
                        serialize=False,
                        to="core.blob",
                    ),
                ),
                ("address", models.CharField(max_length=400)),
                ("version", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField()),
                ("result", models.CharField(db_index=True, max_length=12)),
            ],
        ),
        Triggers(
            *append_only("core_blobcopy", key="blob_id", frozen=["blob_id"], message=COPY),
        ),
    ]
