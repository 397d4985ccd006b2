"""kill -9 in the middle of a check: what was not read is "not checked", and the next run goes on there."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.installation import Installation, end_all

pytestmark = pytest.mark.slow
ORIGINALS = 40
# Reading is slowed down so that the kill always falls between two originals, however fast the disk.
KEEP = f"""
from core import files
for n in range({ORIGINALS}):
    files.store(bytes([n]) * 4096, content_type="video/mp4")
from enforcement.models import User
User.objects.create_user("watcher", roles=["admin"])
"""
SLOW = """
import time
from django.utils import timezone
from core import files, fixity
verify = files.verify
def slowly(blob, **more):
    time.sleep(0.5)
    return verify(blob, **more)
fixity.files.verify = slowly
fixity.BATCH_ORIGINALS = 1
fixity.check(timezone.now())
"""
ASK = """
import json
from core.models import Alert, FixityOutcome, FixityRun
print(json.dumps({
    "runs": list(FixityRun.objects.order_by("pk").values_list("state", "total", "ok")),
    "ok": list(FixityOutcome.objects.filter(result="ok").values_list("run_id", "blob_id")),
    "alerts": Alert.objects.filter(level="originals").count(),
}))
"""


def ask(site: Installation) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        site.manage("shell", "-c", ASK).stdout.strip().splitlines()[-1]
    )
    return found


def test_a_killed_check_is_never_ok_and_is_taken_up(
    tmp_path: Path, migrated: Callable[[Installation], None]
) -> None:
    site = Installation(tmp_path, {})
    migrated(site)
    site.manage("shell", "-c", KEEP)
    process = site.start("check", "manage.py", "shell", "-c", SLOW)
    try:
        deadline = time.monotonic() + 120
        while not 3 <= len(ask(site)["ok"]) <= ORIGINALS - 5:
            assert time.monotonic() < deadline, site.logged("check")
        process.kill()
        process.wait()
    finally:
        end_all(process)
    left = ask(site)
    ((state, total, ok),) = left["runs"]
    assert (state, total) == ("running", ORIGINALS)
    assert 3 <= ok == len(left["ok"]) < ORIGINALS

    done = site.manage("check_fixity")
    assert done.stdout == f"ok {ORIGINALS}, damaged 0, not checked 0\n"
    after = ask(site)
    assert after["runs"] == [
        ["crashed", ORIGINALS, ok],
        ["finished", ORIGINALS - ok, ORIGINALS - ok],
    ]
    assert len({key for _run, key in after["ok"]}) == ORIGINALS == len(after["ok"]), (
        "none read twice"
    )
    assert after["alerts"] == 1
