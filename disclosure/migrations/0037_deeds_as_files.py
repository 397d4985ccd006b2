"""A public file goes with a decision, or with a delegation as the scan of its deed."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import DropTriggers, Triggers, append_only

BEFORE = import_module("disclosure.migrations.0016_public_file_gates")
TABLE, FIXED, TAKEN = BEFORE.TABLE, BEFORE.FIXED, BEFORE.TAKEN
KEPT = append_only(
    TABLE,
    frozen=[*TAKEN, "delegation_id"],
    unique=[("publication_id", "number"), ("delegation_id", "number")],
    message=FIXED,
)
OTHERS = BEFORE.GATES[len(append_only(TABLE, frozen=TAKEN)) :]
GATES = [*KEPT, *OTHERS]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0036_consultation_gates"), ("enforcement", "0052_cap_waits")]

    operations = [
        DropTriggers(*BEFORE.GATES),
        migrations.AlterModelOptions(
            name="publicfile",
            options={
                "ordering": ["publication", "delegation", "number"],
                "verbose_name": "公开附件",
            },
        ),
        migrations.AddField(
            model_name="publicfile",
            name="delegation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enforcement.delegation",
            ),
        ),
        migrations.AlterField(
            model_name="publicfile",
            name="publication",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="disclosure.publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicfile",
            constraint=models.UniqueConstraint(
                fields=("delegation", "number"), name="public_file_of_deed"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delegation__isnull", False), ("publication__isnull", True)),
                    models.Q(("delegation__isnull", True), ("publication__isnull", False)),
                    _connector="OR",
                ),
                name="public_file_of_one_thing",
            ),
        ),
        Triggers(*GATES),
    ]
