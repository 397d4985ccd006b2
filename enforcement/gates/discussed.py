"""A serious penalty is discussed by the heads together, in exactly the text that is issued."""

from datetime import date

from django.utils.translation import gettext as _

from enforcement import discussions, drafts
from enforcement.gates.gap import Gap
from enforcement.gates.owed import owes
from enforcement.models import Decision

ARTICLE = "行政处罚法第五十七条第二款"


def discussed(decision: Decision, on: date) -> list[Gap]:
    """Asked for by a rule of the profile or by a person, and not agreed on for this text."""
    if not owes(decision, "discussion", on):
        return []
    held = decision.discussions.agreed().filter(held_on__lte=on).select_related("version")
    if any(drafts.same(decision, row.version) for row in held if row.version is not None):
        return []
    hits = discussions.grounds(decision, on)
    why = "；".join(hit.reason for hit in hits) or _("已提请集体讨论")
    return [
        Gap(
            "discussion",
            _("本案应当由行政机关负责人集体讨论决定（%(why)s），尚未就现草案讨论通过。")
            % {"why": why},
            hits[0].article if hits else ARTICLE,
            _("请在法制审核通过后提请集体讨论；草案修改的，应当重新讨论。"),
        )
    ]
