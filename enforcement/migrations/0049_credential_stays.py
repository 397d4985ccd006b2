"""What a credential says stays as it was signed, and one that has ended never counts again."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "enforcement_credential"
SIGNED = ["id", "code", "certificate_id", "text", "issued_at", "issued_by_id"]
GATES = [
    *append_only(
        TABLE,
        frozen=SIGNED,
        unique=[("code",)],
        message="二维码证件制发后不得修改或者删除；需要变更的请换发。",
    ),
    guard(
        "credential_ended_once",
        TABLE,
        ["UPDATE"],
        "OLD.ended_at IS NOT NULL",
        message="已经失效的二维码证件不得恢复；请重新制发。",
        code="CREDENTIAL",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0048_credential")]

    operations = [Triggers(*GATES)]
