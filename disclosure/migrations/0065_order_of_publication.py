"""What became public last is found by an index, with words and without."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0064_search_entry_told_filled")]

    operations = [
        migrations.RemoveIndex(
            model_name="publication",
            name="disclosure__first_p_b0c817_idx",
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["-first_published_on", "-decided_on", "-id"],
                name="disclosure__first_p_ac9962_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["-told_on", "-id"], name="disclosure__told_on_f50a44_idx"),
        ),
    ]
