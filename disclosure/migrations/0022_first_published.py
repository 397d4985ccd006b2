"""What was first published on a day is found by it: the subscriptions ask every day."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0018_blob_lock"),
        ("disclosure", "0021_subscription"),
        ("enforcement", "0047_published_entry_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["first_published_on"], name="disclosure__first_p_b0c817_idx"
            ),
        ),
    ]
