"""One portal with something on every page for the whole matrix; each test is undone after it."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.base import Cast
from tests.browser.scene import TODAY
from tests.people import serials
from tests.permissions.world import World
from tests.stage import performance


@pytest.fixture(autouse=True, scope="package")
def same_names_every_time() -> None:
    """Made-up names go on from the world's, which here outlives a single test."""
    serials.restart()


@pytest.fixture(scope="package")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The fixed cast, on a fixed day."""
    with (
        patch.object(timezone, "localdate", lambda *_args: TODAY),
        performance(django_db_blocker),
    ):
        yield Cast.assemble()


@pytest.fixture(scope="package")
def world(cast: Cast) -> World:
    """The cast, and the keys of the rows the pages show."""
    return World.build(cast)
