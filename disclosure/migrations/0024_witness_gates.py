"""What a witness signed stays, a key never changes, and a witnessed log only grows."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

KNOWN = ["id", "key", "created_by_id", "created_at"]
KEY_TEXT = "见证方和被见证日志的公钥不得更改或者删除；公钥更换时请停用后另行登记。"
GATES = (
    *append_only("disclosure_cosignature", unique=[("witness_id", "head_id")]),
    *append_only("disclosure_witnessedhead", unique=[("log_id", "size")]),
    *append_only(
        "disclosure_witness", unique=[("name",), ("key",)], frozen=KNOWN, message=KEY_TEXT
    ),
    *append_only(
        "disclosure_witnessedlog", unique=[("name",), ("key",)], frozen=KNOWN, message=KEY_TEXT
    ),
    guard(
        "witnessed_head_grows",
        "disclosure_witnessedhead",
        ["INSERT"],
        'EXISTS (SELECT 1 FROM disclosure_witnessedhead h WHERE h.log_id = NEW."log_id"'
        ' AND h.size >= NEW."size")',
        message="被见证的日志只增不减，不能再为更短的日志签名。",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0023_witnesses")]

    operations = [Triggers(*GATES)]
