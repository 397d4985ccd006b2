"""One scene for all browser tests of a worker: what one of them changes is undone after it."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from tests.base import Cast
from tests.browser.look import Rounds
from tests.browser.scene import TODAY, build
from tests.browser.stops import Scene
from tests.people import serials
from tests.stage import performance, serving


@pytest.fixture(autouse=True, scope="package")
def same_names_every_time() -> None:
    """Made-up names go on from the scene's, which here outlives a single test."""
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
def scene(cast: Cast) -> Scene:
    """The keys of the rows the pages show."""
    return build(cast)


@pytest.fixture(scope="package")
def site(scene: Scene) -> Iterator[str]:
    """The address of the portal."""
    with serving() as address:
        yield address


@pytest.fixture(scope="package")
def rounds(browser: Browser, site: str, cast: Cast, scene: Scene) -> Iterator[Rounds]:
    """Looks at each page once, however many tests ask about it."""
    going = Rounds(browser, site, cast, scene)
    yield going
    going.close()
