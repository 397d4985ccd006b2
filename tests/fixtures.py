"""Fixtures of the stories; tests/conftest.py takes them in for the whole suite."""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from core import pdf
from tests.base import Cast
from tests.people import serials


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast in a fresh database."""
    return Cast.assemble()


@pytest.fixture(autouse=True)
def same_names_every_time() -> None:
    """Made-up names start from one in every test, so that the same story has the same papers."""
    serials.restart()


class RememberedPages:
    """The real engine for the papers of a case, which renders each distinct paper once per worker.

    Rendering is a pure function of template and context (tests/core/test_pdf.py), and most stories
    begin alike; without this two thirds of the suite's time is the same pages again.
    """

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        key = json.dumps([template, context], sort_keys=True)
        if key not in self.kept:
            self.kept[key] = pdf.render(template, context)
        return self.kept[key]

    def page_count(self, data: bytes) -> int:
        return pdf.page_count(data)


@pytest.fixture(autouse=True, scope="session")
def papers_rendered_once() -> Iterator[None]:
    """Remember the papers of the made-up cases for the length of the run."""
    with patch("recording.services.documents.pdf", RememberedPages()):
        yield
