"""System check: the programs that look at recordings and make copies of them."""

import shutil
from typing import Any

from django.core.checks import CheckMessage, Warning

PROGRAMS = ("ffprobe", "ffmpeg", "prlimit", "setpriv")


def media_requirements(**kwargs: Any) -> list[CheckMessage]:
    """Names what is missing; without it originals are kept all the same, as "not probed"."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if not missing:
        return []
    hint = "apt-get install ffmpeg util-linux; then the worker looks at what it could not before."
    return [Warning(f"Missing: {', '.join(missing)}.", hint=hint, id="recording.W101")]
