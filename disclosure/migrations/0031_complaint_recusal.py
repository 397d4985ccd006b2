"""Whom a complaint names stays as it was said, and whoever it names does not decide on it."""

from django.db import migrations

from core.triggers import DropTriggers, Triggers, append_only, guard

TABLE = "disclosure_complaint"
FIXED = "投诉举报收到后，其内容不得修改或者删除。"
SAID = [
    *("id", "number", "code_hash", "unit_id", "handled_by", "form", "what"),
    *("reporter", "contact", "statement", "received_on"),
]
OWN = (
    "EXISTS (SELECT 1 FROM enforcement_officer o"
    " WHERE o.id = NEW.officer_id AND o.account_id = NEW.decided_by_id)"
)


def said(*more):
    """The gates on what a complaint says."""
    return append_only(TABLE, frozen=[*SAID, *more], unique=[("number",)], message=FIXED)


RECUSED = guard(
    "complaint_not_by_whom_it_names",
    TABLE,
    ["INSERT", "UPDATE"],
    OWN,
    message="被反映的人员不得办理反映自己的投诉举报（公务员法第七十六条）。",
    code="RECUSED",
)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0030_complaint_officer")]

    operations = [DropTriggers(*said()), Triggers(*said("officer_id"), RECUSED)]
