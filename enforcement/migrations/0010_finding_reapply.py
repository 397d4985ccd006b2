"""A further doubt to answer in writing: a party barred from applying again (行政许可法 78, 79)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enforcement", "0009_application_and_licence"),
    ]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="code",
            field=models.CharField(
                choices=[
                    ("duplicate", "一事不再罚的说明"),
                    ("limitation_grave", "适用五年追责期限的说明"),
                    ("limitation_other", "适用其他法律规定的追责期限的说明"),
                    ("law_change", "新旧法律适用的说明"),
                    ("reapply", "再次申请限制的说明"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
    ]
