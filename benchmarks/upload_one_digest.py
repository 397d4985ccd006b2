"""A configuration of gunicorn: its workers take SHA-256 only, to be compared with sha256sum."""

from typing import Any

from core import digesting


def post_worker_init(worker: Any) -> None:
    """gunicorn calls this in each worker before its first request."""
    digesting.ALGORITHMS = ("sha256",)  # type: ignore[assignment]  # one instead of both
