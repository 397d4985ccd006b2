"""A paper that goes out bears a code by which its holder can check it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recording", "0034_copies_go_too")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="code",
            field=models.CharField(
                editable=False, max_length=32, null=True, verbose_name="文书核验码"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code__isnull", False)),
                fields=("code",),
                name="document_code_once",
            ),
        ),
    ]
