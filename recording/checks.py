"""Whether uploads reach the disk while they come: what holds them back is said, not suffered.

Under ASGI, and behind a proxy that buffers requests, the whole body is spooled before the portal sees
it; a server that dies then loses all of it. Sending still works, resuming starts from what was whole.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

log = logging.getLogger(__name__)
# deploy/nginx.conf sets it where it passes uploads on unbuffered.
DECLARED = "X-Upload-Buffering"
said: set[str] = set()


def check_server(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """System check: an ASGI application spools every upload."""
    if not getattr(settings, "ASGI_APPLICATION", None):
        return []
    hint = "Serve config.wsgi with gunicorn's gthread workers."
    return [Warning("Under ASGI uploads cannot resume after a crash.", hint=hint, id="portal.W020")]


def held_back(request: HttpRequest) -> str:
    """What spools the body of this request, "" when nothing is known to."""
    if isinstance(request, ASGIRequest):
        return "ASGI spools uploads: serve config.wsgi"
    if settings.TRUSTED_PROXIES and request.headers.get(DECLARED) != "off":
        return (
            "the proxy may buffer uploads: set proxy_request_buffering off"
            f" and the header {DECLARED}: off, as in deploy/nginx.conf"
        )
    return ""


def warn(request: HttpRequest) -> None:
    """Say it once in the log of each process."""
    reason = held_back(request)
    if reason and reason not in said:
        said.add(reason)
        log.warning("%s", reason)
