"""A review or suit that begins or ends renews the mark: the kept public pages show it."""

from django.db import migrations

from core.change_marks import watched
from core.triggers import Triggers


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0040_credit_repair_stays"),
        ("enforcement", "0056_reviews_end_with_an_outcome"),
    ]

    operations = [Triggers(watched("enforcement_stay"))]
