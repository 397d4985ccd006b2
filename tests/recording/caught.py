"""What is handed to the PDF engine, without running it."""

from typing import Any

import pytest

from core import pdf


def contexts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The contexts of the papers made from here on."""
    seen: list[dict[str, Any]] = []

    def render(_template: str, context: dict[str, Any]) -> bytes:
        seen.append(context)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    return seen
