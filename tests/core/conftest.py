"""Fixtures of the audit log's tests."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def log_place(settings: Settings, tmp_path: Path) -> Path:
    """Signing key and checkpoints of this test alone: an anchor must never outlive its database."""
    settings.VAR_DIR = tmp_path
    settings.CHECKPOINT_DIR = ""
    settings.SIGNING_KEY_FILE = ""
    return tmp_path
