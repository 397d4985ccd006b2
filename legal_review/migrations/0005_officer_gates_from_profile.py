"""The gates of the number of officers take it from the national profile (行政处罚法 42)."""

from django.db import migrations

from core.triggers import Triggers
from legal_review.gates import officer_gates


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0004_ways_round_the_review")]

    operations = [Triggers(*officer_gates())]
