"""What the upload page tells its script."""

from typing import Any

from django import template
from django.conf import settings

from enforcement.models import Case
from recording.uploading import unfinished

register = template.Library()


@register.simple_tag(takes_context=True)
def upload_facts(context: template.Context, case: Case) -> dict[str, Any]:
    """`uploads`: the reader's unfinished ones of the case; `max`: the largest file in bytes."""
    user = context["request"].user
    return {"uploads": unfinished(case, user), "max": settings.RESUMABLE_MAX_BYTES}
