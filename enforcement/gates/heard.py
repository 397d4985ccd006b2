"""What was heard: no decision while a hearing is pending, and only on the ground of its record."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement.gates.gap import Gap
from enforcement.gates.owed import hearings
from enforcement.models import Decision
from enforcement.models.kinds import ActionKind

RECORD = "听证笔录"
SAYS = ("facts", "evidence", "discretion", "result")


def heard(decision: Decision, on: date) -> list[Gap]:
    """A decision after a hearing names its record (行政处罚法 65; 行政许可法 48)."""
    if not hearings(decision).exists() or any(RECORD in getattr(decision, field) for field in SAYS):
        return []
    permit = decision.kind == ActionKind.PERMIT
    return [
        Gap(
            "hearing_record",
            _("听证结束后，应当根据听证笔录作出决定；草案没有写明听证笔录。"),
            "行政许可法第四十八条第二款" if permit else "行政处罚法第六十五条",
            _("请在草案的证据或者裁量说明中写明听证笔录及其采纳情况，再送法制审核。"),
        )
    ]
