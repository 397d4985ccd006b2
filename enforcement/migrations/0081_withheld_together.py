"""Versions with the same words are taken out of the history in one act (个人信息保护法 47)."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import DropTriggers, Triggers

BEFORE = import_module("enforcement.migrations.0063_list_withholding_stays").GATES


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0080_change_of_a_statute")]

    operations = [
        DropTriggers(*BEFORE),
        migrations.AddField(
            model_name="listwithholding",
            name="together",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="covered",
                to="enforcement.listwithholding",
            ),
        ),
        migrations.AddField(
            model_name="listwithholding",
            name="passages",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="listwithholding",
            name="left_out",
            field=models.JSONField(editable=False, null=True),
        ),
        Triggers(*BEFORE),
    ]
