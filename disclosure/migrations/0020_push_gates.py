"""What is to be told to a platform above cannot be deleted or become another change."""

from django.db import migrations

from core.triggers import Triggers, append_only

TEXT = "待推送的变更不得删除或者改为另一变更。"
GATES = append_only(
    "disclosure_pushitem",
    unique=[("destination_id", "seq")],
    frozen=["id", "destination_id", "seq", "event", "publication_id", "created_at"],
    message=TEXT,
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0019_push_to_a_platform_above")]

    operations = [Triggers(*GATES)]
