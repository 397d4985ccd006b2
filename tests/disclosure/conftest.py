"""What the tests of the public site share."""

from datetime import date

import pytest
from django.utils import timezone

from enforcement.models import EntryVersion
from tests.base import Cast, day
from tests.disclosure.factories import TODAY
from tests.registers import opened, published


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A fixed day on which the public reads."""
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)
    return TODAY


@pytest.fixture
def guide(cast: Cast) -> EntryVersion:
    """A guide that is public since 1 March 2026."""
    draft = opened(cast.bureau, cast.listadmin)
    return published(draft, cast.listadmin, cast.head, on=day(3, 1), valid_from=day(3, 1))
