"""A defence the party filed itself names its link instead of an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0031_party_link")]

    operations = [
        migrations.AlterField(
            model_name="defence",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="defence",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="defences",
                to="enforcement.partylink",
            ),
        ),
        migrations.AddConstraint(
            model_name="defence",
            constraint=models.CheckConstraint(
                condition=models.Q(created_by__isnull=False, link__isnull=True)
                | models.Q(created_by__isnull=True, link__isnull=False),
                name="defence_says_who_filed_it",
            ),
        ),
    ]
