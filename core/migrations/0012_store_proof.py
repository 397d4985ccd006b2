"""A self-test of the store of originals is kept with the address it was taken on."""

from django.db import migrations, models

from core.triggers import Triggers, append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0011_fixity_gates")]

    operations = [
        migrations.CreateModel(
            name="StoreProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=400)),
                ("passed", models.BooleanField()),
                ("findings", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address", "at"], name="core_storep_address_faa310_idx")
                ]
            },
        ),
        Triggers(*append_only("core_storeproof")),
    ]
