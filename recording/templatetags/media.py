"""What pages of other rooms show about the originals of a case."""

from typing import Any

from django import template

from enforcement.models import Case
from recording.models import KeptAnyway

register = template.Library()


@register.inclusion_tag("recording/kept_anyway.html")
def kept_anyway(case: Case) -> dict[str, Any]:
    """The originals of the case that were refused at first and kept with a reason."""
    rows = KeptAnyway.objects.filter(evidence__case=case).select_related("evidence")
    return {"rows": rows.order_by("evidence__uploaded_at")}
