"""What the upload benchmark compares with: coreutils and OpenSSL over the same file."""

import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CLOCK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall and of the processor."""

    wall: float
    cpu: float


def spent(command: Sequence[str]) -> Cost:
    """What a program costs from start to end."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, used)


def sha256sum(path: Path) -> Cost:
    """The program of coreutils."""
    return spent(["sha256sum", str(path)])


def openssl(path: Path) -> Cost:
    """SHA-256 and SM3 one after the other."""
    both = [spent(["openssl", "dgst", f"-{name}", str(path)]) for name in ("sha256", "sm3")]
    return Cost(sum(one.wall for one in both), sum(one.cpu for one in both))


def family(pid: int) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def cpu_of(pid: int) -> float:
    """Processor seconds of a server and its workers so far."""
    total = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / CLOCK


def memory_of(pid: int) -> int:
    """Bytes of the largest of them in memory now."""
    sizes = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in family(pid)]
    return max(sizes) * PAGE
