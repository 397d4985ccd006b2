"""What the record of a case lacks, on pages that stand to the left of the record."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.models import Case
from enforcement.models.kinds import Procedure
from recording import completeness

register = template.Library()


@register.inclusion_tag("recording/case_gaps.html")
def record_gaps(case: Case) -> dict[str, Any]:
    """What the record lacks before the review or, on the spot, before the decision.

    Only while the case goes on: what the archive lacks is shown where the case is closed.
    """
    stage = completeness.REVIEW
    going_on = case.status == Case.Status.FILED
    found = completeness.gaps(case, stage, timezone.localdate()) if going_on else []
    simple = case.procedure == Procedure.SIMPLE
    label = _("作出决定") if simple else completeness.stage_label(stage)
    return {"case": case, "gaps": found, "stage_label": label}
