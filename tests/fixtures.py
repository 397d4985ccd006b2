"""Fixtures of the stories; tests/conftest.py takes them in for the whole suite."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core import pdf
from tests.base import Cast
from tests.people import serials

# Where scripts/test.sh lets both passes keep the papers they rendered.
PAPERS = "PORTAL_TEST_PAPERS"


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast in a fresh database."""
    return Cast.assemble()


@pytest.fixture(autouse=True)
def same_names_every_time() -> None:
    """Made-up names start from one in every test, so that the same story has the same papers."""
    serials.restart()


class RememberedPages:
    """The real engine for the papers of a case, which renders each distinct paper once per run.

    Rendering is a pure function of template and context (tests/core/test_pdf.py), and most stories
    begin alike; without this two thirds of the suite's time is the same pages again. The papers lie
    in `place`, which the workers of a run share, and both passes of scripts/test.sh.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir(parents=True, exist_ok=True)

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        words = json.dumps([template, context], sort_keys=True)
        kept = self.place / hashlib.sha256(words.encode()).hexdigest()
        if not kept.exists():
            # Another worker may be rendering the same paper: each puts a whole file in its place.
            mine = kept.with_name(f"{kept.name}.{os.getpid()}")
            mine.write_bytes(pdf.render(template, context))
            mine.replace(kept)
        return kept.read_bytes()

    def page_count(self, data: bytes) -> int:
        return pdf.page_count(data)


@pytest.fixture(autouse=True, scope="session")
def papers_rendered_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Remember the papers of the made-up cases for the length of the run."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    papers = RememberedPages(Path(os.environ.get(PAPERS) or run / "papers"))
    with patch("recording.services.documents.pdf", papers):
        yield
