"""A frequent question stays as it was approved; only an answered consultation becomes one."""

from django.db import migrations

from core.triggers import Triggers, append_only, guard, moves_only

TABLE = "disclosure_frequentquestion"
TEXT = [
    *("id", "agency_id", "consultation_id", "about", "question", "answer", "sha256"),
    *("drafted_by_id", "created_at"),
]
APPROVAL = ("approved_by_id", "statement", "published_on")
CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in APPROVAL)
GATES = [
    *append_only(
        TABLE,
        frozen=TEXT,
        message="常见问题起草后不得修改或者删除；需要修改的，放弃或者撤下后重新起草。",
    ),
    guard(
        "frequent_question_of_an_answer",
        TABLE,
        ["INSERT"],
        "NOT EXISTS (SELECT 1 FROM disclosure_consultation c WHERE c.id = NEW.consultation_id "
        "AND c.agency_id = NEW.agency_id AND c.status = 'answered')",
        None,
        "只有本机关已经答复的咨询可以作为常见问题公开。",
        code="FREQUENT",
    ),
    guard(
        "frequent_question_approved_once",
        TABLE,
        ["UPDATE"],
        f"OLD.status <> 'draft' AND ({CHANGED})",
        None,
        "常见问题的审批登记后不得更改。",
        code="FREQUENT",
    ),
    *moves_only(
        TABLE,
        {"": [("draft", "dropped"), ("draft", "published"), ("published", "withdrawn")]},
        starts=("draft",),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0060_frequent_question")]

    operations = [Triggers(*GATES)]
