"""An execution that cannot be carried out any more ends with its day and ground (行政强制法 40)."""

from django.db import migrations, models

GROUNDS = [
    ("death", "公民死亡，无遗产可供执行，又无义务承受人"),
    ("dissolved", "法人或者其他组织终止，无财产可供执行，又无义务承受人"),
    ("lost", "执行标的灭失"),
    ("revoked", "据以执行的行政决定被撤销"),
    ("other", "行政机关认为需要终结执行的其他情形"),
]
STATES = {
    "forcedexecution": [
        ("urged", "已催告"),
        ("decided", "已作出强制执行决定"),
        ("executed", "已执行"),
        ("performed", "当事人已履行"),
        ("ended", "终结执行"),
    ],
    "substitution": [
        ("ordered", "已作出代履行决定"),
        ("urged", "已催告"),
        ("executed", "已代履行"),
        ("performed", "当事人已履行"),
        ("ended", "终结执行"),
    ],
}


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0049_credential_stays")]

    operations = [
        operation
        for name, states in STATES.items()
        for operation in (
            migrations.AddField(
                model_name=name,
                name="terminated_on",
                field=models.DateField(blank=True, null=True, verbose_name="终结执行日期"),
            ),
            migrations.AddField(
                model_name=name,
                name="termination",
                field=models.CharField(
                    blank=True,
                    choices=GROUNDS,
                    max_length=10,
                    null=True,
                    verbose_name="终结执行的情形",
                ),
            ),
            migrations.AlterField(
                model_name=name,
                name="status",
                field=models.CharField(choices=states, default=states[0][0], max_length=10),
            ),
        )
    ]
