"""A row for the lock of each original in the store, so that it is lengthened before it ends."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import Triggers, append_only

LOCK = "原件锁定的登记不得删除或者改到其他原件名下。"


class Migration(migrations.Migration):
    dependencies = [("core", "0017_blob_copy")]

    operations = [
        migrations.CreateModel(
            name="BlobLock",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="lock",
                        serialize=False,
                        to="core.blob",
                    ),
                ),
                ("address", models.CharField(max_length=400)),
                ("until", models.DateField()),
                ("look_on", models.DateField(db_index=True)),
            ],
        ),
        Triggers(
            *append_only("core_bloblock", key="blob_id", frozen=["blob_id"], message=LOCK),
        ),
    ]
