"""Each head of the checklist passes, fails or does not apply; nothing else is an answer."""

from django.db import migrations

from core.triggers import Triggers, guard

GATE = guard(
    "review_answer_known",
    "legal_review_reviewcheck",
    ["INSERT"],
    "NEW.result NOT IN ('pass', 'fail', 'none')",
    None,
    "审核内容应当选择通过、不通过或者不适用。请逐项填写。",
    code="ANSWER",
)


class Migration(migrations.Migration):
    dependencies = [("legal_review", "0009_qualifications_are_kept")]

    operations = [Triggers(GATE)]
