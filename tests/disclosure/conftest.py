"""What the tests of the public site share."""

from datetime import date

import pytest
from django.utils import timezone

from tests.disclosure.factories import TODAY


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A fixed day on which the public reads."""
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
    return TODAY
