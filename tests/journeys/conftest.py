"""The journeys: every file has the cast and a portal of its own."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.base import Cast
from tests.people import serials
from tests.stage import performance, serving


@pytest.fixture(autouse=True, scope="module")
def same_names_every_time() -> None:
    """Made-up names go on from the cast's, which here outlives a single test."""
    serials.restart()


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The fixed cast, for all journeys of a file."""
    with performance(django_db_blocker):
        yield Cast.assemble()


@pytest.fixture(scope="module")
def site(cast: Cast) -> Iterator[str]:
    """The address of the portal."""
    with serving() as address:
        yield address
