"""Numbers that the archive room of an agency has assigned (domain §8.6)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0035_closed_stays_closed"),
        ("recording", "0015_closure_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileRoom",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fonds_no", models.CharField(blank=True, max_length=20, verbose_name="全宗号")),
                (
                    "catalogue_no",
                    models.CharField(blank=True, max_length=20, verbose_name="目录号"),
                ),
                (
                    "place",
                    models.CharField(blank=True, max_length=100, verbose_name="纸质案卷存放地点"),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enforcement.agency",
                    ),
                ),
            ],
            options={"verbose_name": "档案室设置"},
        ),
    ]
