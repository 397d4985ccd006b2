"""The publication log can only be added to; what a line commits to can be erased, never changed."""

from django.db import migrations

from core.triggers import Triggers, append_only

OPENING = "承诺的内容不得修改；依法应当删除的，可以整条删除。"
NUMBER = "编号的去向只能随公示日志变更，不得删除或者改为另一编号。"
CHANGED, _DELETED, REPLACED = append_only(
    "disclosure_ledgeropening", key="entry_id", message=OPENING
)
GATES = [
    *append_only("disclosure_ledgerentry"),
    *append_only("disclosure_ledgerseal", key="index", unique=[("entry_id",)]),
    *append_only("disclosure_ledgercheckpoint", key="size"),
    *append_only(
        "disclosure_ledgernumber",
        unique=[("ref",), ("decision_id",), ("record_id",)],
        frozen=["id", "ref", "decision_id", "record_id", "agency_id", "month"],
        message=NUMBER,
    ),
    CHANGED,
    REPLACED,
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_publication_log")]

    operations = [Triggers(*GATES)]
