"""Who acts in this request: set by the middleware, read by the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """`user` is an account, an anonymous user or None (a task); `ip` as text, "" outside a request."""

    user: Any = None
    ip: str = ""
    request_id: str = ""


NOBODY = Actor()
_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current() -> Actor:
    """The actor of the running request, or NOBODY in a task or command."""
    return _current.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Make `actor` the current one for the duration of the block."""
    token = _current.set(actor)
    try:
        yield
    finally:
        _current.reset(token)
