"""What waits to be determined is not approved; a question and its answer stay (政府信息公开条例第十七条)."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard

TABLE = "disclosure_secrecyreferral"
ASKED = [
    *("id", "publication_id", "sha256", "asked_to", "asked_on", "question", "asked_by_id"),
    "created_at",
]
ANSWER = ("answered_on", "outcome", "answer", "answered_by_id")
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ANSWER)
GATES = [
    *append_only(TABLE, frozen=ASKED),
    guard(
        "secrecy_referral_answered_once",
        TABLE,
        ["UPDATE"],
        f"OLD.answered_on IS NOT NULL AND ({CHANGED})",
        None,
        "报请确定的答复登记后不得更改。",
        code="ANSWERED",
    ),
    guard(
        "secrecy_referral_asked_first",
        TABLE,
        ["INSERT"],
        "NEW.answered_on IS NOT NULL",
        None,
        "应当先登记报请，再登记答复。",
        code="ANSWERED",
    ),
    guard(
        "publication_determined",
        "disclosure_publication",
        ["UPDATE"],
        "NEW.status IN ('approved', 'published') AND NEW.status <> OLD.status AND EXISTS "
        f"(SELECT 1 FROM {TABLE} r WHERE r.publication_id = NEW.id AND r.answered_on IS NULL)",  # noqa: S608  # our own words
        None,
        "是否可以公开已经报请确定，尚未答复，不得审批、公开。",
        code="REFERRED",
        timing="AFTER",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0049_secrecy_referral")]

    operations = [Triggers(*GATES)]
