"""Fixtures of the stories; tests/conftest.py takes them in for the whole suite."""

import pytest

from tests.base import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast in a fresh database."""
    return Cast.assemble()
