"""A whole run of core.fixity against `sha256sum` on the same files.

A round of the schedule reads each original back, compares its SHA-256 and writes its rows; a run over
everything compares SM3 as well and is printed beside it. `sha256sum` of the system takes SHA-256 of the
same files and no more. Throughput is bytes by wall time, the median over
interleaved rounds; below LIMIT of that of `sha256sum` the exit code is 1.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from benchmarks.portal import READY
from core import files, fixity
from core.models import Blob

LIMIT = 0.8
MEBIBYTE = 1 << 20


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def noise(mebibytes: int) -> Iterator[bytes]:
    """Random content, a mebibyte at a time."""
    for _ in range(mebibytes):
        yield os.urandom(MEBIBYTE)


def checked(days: int, *, everything: bool = False) -> None:
    """One run that many days ahead, over all originals, which must find all of them whole."""
    now = timezone.now() + timedelta(days=days)
    assert fixity.due(now).count() == Blob.objects.count()
    assert fixity.check(now, everything=everything).good


def summed(paths: list[str]) -> None:
    """`sha256sum` over the same files."""
    subprocess.run(["sha256sum", *paths], check=True, stdout=subprocess.DEVNULL)  # noqa: S607 - coreutils


def main() -> int:
    """0 when the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--originals", type=int, default=8)
    parser.add_argument("--mebibytes", type=int, default=32, help="size of each original")
    options = parser.parse_args()
    assert READY
    call_command("migrate", verbosity=0)
    for _ in range(options.originals):
        files.store(noise(options.mebibytes), content_type="video/mp4")
    root = Path(settings.VAR_DIR) / "blobs"
    paths = [str(root / key) for key in Blob.objects.values_list("key", flat=True)]
    checked(0)  # the first round of an original compares SM3 too
    rounds, whole = [], []
    for turn in range(1, options.rounds + 1):
        plain = seconds(partial(summed, paths))
        days = 2 * turn * (fixity.EVERY_DAYS + 1)
        rounds.append(plain / seconds(partial(checked, days)))
        days += fixity.EVERY_DAYS + 1
        whole.append(plain / seconds(partial(checked, days, everything=True)))
    ratio = statistics.median(rounds)
    size = options.originals * options.mebibytes
    print(f"{options.originals} originals, {size} MiB, {options.rounds} rounds")
    print(f"throughput of a round / throughput of sha256sum = {ratio:.2f} (at least {LIMIT})")
    print(f"with SM3 (everything) / sha256sum = {statistics.median(whole):.2f}")
    return 0 if ratio >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
