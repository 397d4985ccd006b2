"""What receiving a recording costs, and what a killed server loses; every limit in one run.

A file of `--mebibytes` random bytes is sent in one request to a real gunicorn over the loopback, hashed
with SHA-256 and SM3 while it comes, and written to disk. In `--rounds` interleaved rounds it is compared
with `sha256sum` (wall time of the upload with SHA-256 alone) and with `openssl` computing both digests one
after the other (processor time of the server with both). Then a smaller file is sent while the server is
killed with kill -9 at `--kills` random offsets, each continued where HEAD says. Above a limit the exit code
is 1:

* upload with SHA-256 / sha256sum, wall <= 1.2
* upload with both / openssl of both, processor <= 1.5
* memory of the server above idle <= 64 MB, at any size
* bytes sent again after a kill <= 16 MiB, and every killed upload ends with the right digest
"""

import argparse
import hashlib
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portal import READY
from benchmarks.upload_costs import Cost, cpu_of, memory_of, openssl, sha256sum
from tests.factories import FILM
from tests.upload_server import Cut, Site

assert READY
MEBIBYTE = 1 << 20
WALL, CPU, MEMORY, AGAIN = 1.2, 1.5, 64, 16
SIZE = "PORTAL_BENCH_MEBIBYTES"


@dataclass
class Watch:
    """The largest memory of a server while it is watched, in bytes."""

    pid: int
    most: int = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        over = threading.Event()

        def look() -> None:
            while not over.wait(0.02):
                self.most = max(self.most, memory_of(self.pid))

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def blocks(path: Path, start: int = 0) -> Iterator[bytes]:
    """The file from `start` on, in blocks."""
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(MEBIBYTE):
            yield block


def part_of(site: Site, url: str) -> Path:
    """Where the bytes of an upload lie."""
    return site.place / "blobs/staging/uploads" / f"{url.split('/')[-2]}.bin"


def announced(site: Site, size: int) -> str:
    """The address of a new upload."""
    status, said = site.announce(size)
    assert status == 201, said
    return str(said["url"])


def upload(site: Site, path: Path) -> tuple[Cost, int]:
    """Send the file in one request; what it cost, and the memory of the server above idle in bytes."""
    assert site.process is not None
    pid, size = site.process.pid, path.stat().st_size
    warm = announced(site, 8 * MEBIBYTE)
    site.send(warm, [FILM + bytes(8 * MEBIBYTE - len(FILM))], 0, 8 * MEBIBYTE)
    url, idle, watch = announced(site, size), memory_of(pid), Watch(pid)
    before, started = cpu_of(pid), time.perf_counter()
    with watch():
        assert site.send(url, blocks(path), 0, size) == 204
    cost = Cost(time.perf_counter() - started, cpu_of(pid) - before)
    part_of(site, url).unlink()
    return cost, watch.most - idle


def one_digest(site: Site, path: Path) -> Cost:
    """The same, with SHA-256 alone; one byte stays out, so that nothing waits for the other digest."""
    site.arguments = ("--config", "python:benchmarks.upload_one_digest")
    site.start()
    size = path.stat().st_size
    url = announced(site, size + 1)
    started = time.perf_counter()
    assert site.send(url, blocks(path), 0, size) == 204
    cost = Cost(time.perf_counter() - started, 0.0)
    part_of(site, url).unlink()
    site.kill()
    site.arguments = ()
    return cost


def compare(site: Site, path: Path, rounds: int) -> list[tuple[str, float, float]]:
    """(name, measured, limit) of both ratios and the memory."""
    walls, cpus, memory = [], [], 0
    for _ in range(rounds):
        walls.append(one_digest(site, path).wall / sha256sum(path).wall)
        site.start()
        cost, above = upload(site, path)
        site.kill()
        cpus.append(cost.cpu / openssl(path).cpu)
        memory = max(memory, above)
    return [
        ("upload with SHA-256 / sha256sum, wall", statistics.median(walls), WALL),
        ("upload with both / openssl of both, processor", statistics.median(cpus), CPU),
        ("memory of the server above idle, MB", memory / 1e6, MEMORY),
    ]


def killed(site: Site, kills: int, size: int) -> list[tuple[str, float, float]]:
    """(name, measured, limit) of the bytes sent again and the uploads that did not end right."""
    chance = random.Random(kills)  # noqa: S311  # picks moments, not secrets
    expected: dict[str, str] = {}
    again = 0
    for _ in range(kills):
        content = FILM + os.urandom(size - len(FILM))
        url = announced(site, size)
        cut = Cut(content, chance.randrange(MEBIBYTE, size - MEBIBYTE), site.kill)
        try:
            site.send(url, cut, 0, size)
        except OSError:
            site.start()
        at = site.offset(url)
        again = max(again, cut.sent - at)
        site.send(url, [content[at:]], at, size - at)
        expected[url.split("/")[-2]] = hashlib.sha256(content).hexdigest()
    found = site.seal()["uploads"]
    wrong = [key for key, digest in expected.items() if found[key][:2] != ["sealed", digest]]
    return [
        (f"wrong after {kills} kills", len(wrong), 0),
        ("sent again after a kill, MiB", again / MEBIBYTE, AGAIN),
    ]


def main() -> int:
    """0 when every limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mebibytes", type=int, default=int(os.environ.get(SIZE, "256")))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--killed-mebibytes", type=int, default=32)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "film.mp4"
        with path.open("wb") as file:
            file.write(FILM)
            for _ in range(options.mebibytes):
                file.write(os.urandom(MEBIBYTE))
        site = Site(Path(place), extra={"PORTAL_RESUMABLE_AGENCY_BYTES": str(1 << 50)})
        try:
            found = compare(site, path, options.rounds)
            site.start()
            found += killed(site, options.kills, options.killed_mebibytes * MEBIBYTE)
        finally:
            site.kill()
    for name, measured, limit in found:
        print(f"{name} = {measured:.2f} (limit {limit})")
    return int(any(measured > limit for _name, measured, limit in found))


if __name__ == "__main__":
    sys.exit(main())
