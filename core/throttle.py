"""How often a stranger may press a button: a counter per key in the cache, for a window of time."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from core.errors import StaleError

PREFIX = "throttle:"


def demand_pace(key: str, *, most: int, seconds: int) -> None:
    """Count one press. Raises StaleError beyond `most` presses of the key within `seconds`."""
    name = f"{PREFIX}{key}"
    if cache.add(name, 1, timeout=seconds):
        return
    try:
        count = cache.incr(name)
    except ValueError:
        # The window ended between the two calls.
        cache.set(name, 1, timeout=seconds)
        return
    if count > most:
        raise StaleError(_("操作过于频繁。"), remedy=_("请稍后再试。"))
