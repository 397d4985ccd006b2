"""For load balancers and monitoring: is the process up, and can it do its work."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.readiness import findings


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; touches nothing else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every vital part works, 503 otherwise:
    `{"status", "checks": {name: {"ok", "detail"}}}`. A damaged original is shown, not a 503."""
    found = findings(timezone.now())
    ready = all(finding.ok or not finding.vital for finding in found)
    body = {
        "status": "ok" if ready else "failing",
        "checks": {item.name: {"ok": item.ok, "detail": item.detail} for item in found},
    }
    return JsonResponse(
        body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False}
    )
