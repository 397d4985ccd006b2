"""What keeping a file costs: the two digests taken while it is written, against what must be done anyway.

Processor time of `core.files.write` (copy to disk with fsync, SHA-256 and SM3 on the way) is compared with
that of SHA-256 and SM3 over the same bytes one after the other, each in one call; above LIMIT the exit
code is 1. Printed beside it: both digests against SHA-256 alone (docs/decisions/010-write-once-store.md).
Figures are medians over interleaved rounds.
"""

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.portal import READY
from core.files import write
from core.storage import CHUNK

LIMIT = 1.5


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call, in user and system."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> int:
    """0 when the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mebibytes", type=int, default=64)
    options = parser.parse_args()
    assert READY
    content = bytes(range(256)) * 4096 * options.mebibytes
    chunks = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
    kept, plain = [], []
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "file"
        for _ in range(options.rounds):
            sha256 = cpu_seconds(lambda: hashlib.sha256(content).digest())
            both = sha256 + cpu_seconds(lambda: hashlib.new("sm3", content).digest())
            written = cpu_seconds(lambda: write(chunks, target, len(content)))
            kept.append(written / both)
            plain.append(both / sha256)
    ratio = statistics.median(kept)
    print(f"write with both digests / both digests = {ratio:.2f} (limit {LIMIT})")
    print(f"both digests / SHA-256 alone = {statistics.median(plain):.2f}")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
