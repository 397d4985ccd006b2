"""Which tests stay on one worker under xdist, and which begin.

A file stays together, so that what its tests share is made once; so do the files of one scene and
those that need the object store, which takes 15 s to start. (Groups by xdist's own marker are lost:
it writes them to an attribute that pytest 9.2 no longer reads.) The long ones begin, or one of them
would be left to a single worker at the end.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

SCENES = ("tests/browser", "tests/permissions")
OBJECT_STORE = ("tests/core/test_files_s3.py", "tests/config/test_health.py")


def company(nodeid: str) -> str:
    """The name of the tests that share a worker with this one."""
    file = nodeid.partition("::")[0]
    if file in OBJECT_STORE:
        return "s3"
    folder = file.rpartition("/")[0]
    return folder if folder in SCENES else file


def long_ones_begin(items: list[pytest.Item]) -> None:
    """The browser, files with a slow test, the permissions, then the rest, which fills what is left.

    The two scenes hold the same papers: begun together, two workers would render each of them.
    """
    ranks = {company(item.nodeid): 1 for item in items if item.get_closest_marker("slow")}
    ranks |= dict(zip(SCENES, (0, 2), strict=True))
    places = [company(item.nodeid) for item in items]
    first = {place: number for number, place in reversed(list(enumerate(places)))}
    items.sort(key=lambda item: (ranks.get(company(item.nodeid), 3), first[company(item.nodeid)]))


class Companions(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out whole companies, in the order the workers collected them."""

    def _split_scope(self, nodeid: str) -> str:
        return company(nodeid)
