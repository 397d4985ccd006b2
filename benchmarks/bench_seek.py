"""How long a browser takes to show another moment of a film of one gigabyte.

A 720p film is made by ffmpeg, repeated without coding it again until it has the size, with its index at
the end as cameras write it. `recording.delivery` answers the ranges behind a threaded WSGI server; the
browser seeks to places spread over the film. Above LIMIT seconds in the median the exit code is 1.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from playwright.sync_api import sync_playwright

from benchmarks.portal import READY
from core.storage import CHUNK
from recording import delivery
from tests.stage import ARGUMENTS, CHROMIUM

LIMIT = 0.5
SEEK = """([film, moment]) => new Promise(found => {
    const begun = performance.now();
    film.onseeked = () => found((performance.now() - begun) / 1000);
    film.currentTime = moment;
})"""
LENGTH = (
    "film => new Promise(f => { film.onloadedmetadata = () => f(film.duration); film.load(); })"
)
PAGE = b"<!doctype html><video src='/film' width='640'></video>"


class Threaded(ThreadingMixIn, WSGIServer):
    """One thread for each request."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """No line for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def film(place: Path, gigabytes: float) -> Path:
    """The film."""
    part, whole = place / "part.mp4", place / "film.mp4"
    quiet = ["ffmpeg", "-v", "error", "-nostdin"]
    picture = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=10"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "5M", "-pix_fmt", "yuv420p", "-g"]
    subprocess.run([*quiet, *picture, *coded, "50", str(part)], check=True)  # noqa: S603  # fixed
    again = str(int(gigabytes * 10**9 / part.stat().st_size))
    copied = ["-stream_loop", again, "-i", str(part), "-c", "copy", str(whole)]
    subprocess.run([*quiet, *copied], check=True)  # noqa: S603  # fixed
    return whole


def chunks(path: Path, start: int, stop: int) -> Iterator[bytes]:
    """Bytes [start, stop) of the file."""
    with path.open("rb") as file:
        file.seek(start)
        while start < stop and (chunk := file.read(min(CHUNK, stop - start))):
            start += len(chunk)
            yield chunk


def portal(path: Path) -> Callable[..., Iterable[bytes]]:
    """A WSGI application with the page and the film."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/film":
            start_response("200 OK", [("Content-Type", "text/html")])
            return [PAGE]
        span = delivery.span_of(environ.get("HTTP_RANGE", ""), path.stat().st_size)
        assert span is not None
        body = chunks(path, span.start, span.stop)
        response = delivery.stream(body, span, content_type="video/mp4", name="film.mp4")
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    return answer


def seeks(address: str, rounds: int) -> list[float]:
    """Seconds of each seek, in an order that jumps."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(address)
        player = page.locator("video").element_handle()
        length = page.evaluate(LENGTH, player)
        places = [(no * 7 % rounds + 0.5) / rounds * length for no in range(rounds)]
        found = [float(page.evaluate(SEEK, [player, moment])) for moment in places]
        browser.close()
    return found


def main() -> int:
    """0 when the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--gigabytes", type=float, default=1.0)
    options = parser.parse_args()
    assert READY
    with tempfile.TemporaryDirectory() as folder:
        path = film(Path(folder), options.gigabytes)
        application = portal(path)
        server = make_server("127.0.0.1", 0, application, Threaded, Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = seeks(f"http://127.0.0.1:{server.server_port}/", options.rounds)
        size = path.stat().st_size / 10**9
        server.shutdown()
    middle = statistics.median(found)
    print(f"seek in {size:.2f} GB: median {middle:.2f} s, most {max(found):.2f} s (limit {LIMIT})")
    return 0 if middle <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
