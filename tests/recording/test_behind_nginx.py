"""A real nginx with the locations of deploy/nginx.conf sends what the portal hands over."""

import os
import re
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from recording import delivery
from tests.servers import free_port, listening, running, workspace
from tests.source import ROOT

pytestmark = pytest.mark.skipif(
    not any(Path(place, "nginx").exists() for place in ("/usr/sbin", "/usr/bin")),
    reason="nginx is not installed",
)
LOCATIONS = re.compile(r"location /protected/\w+/ \{[^}]*\}")
CONTENT = bytes(range(256)) * 400
BIG = 256 << 20  # more than the buffers of a connection hold


@dataclass(frozen=True)
class Site:
    """nginx in front of a portal that answers one request at a time."""

    port: int

    def get(self, path: str, span: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, headers in small letters and body."""
        headers = {"Range": span} if span else {}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            answer: Any = urllib.request.urlopen(request, timeout=5)  # noqa: S310  # our own server
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, told, answer.read()


class Portal(BaseHTTPRequestHandler):
    """Hands over the file that is named, as recording.views do."""

    def do_GET(self) -> None:
        path = Path(settings.VAR_DIR) / "blobs" / self.path.strip("/")
        answer = delivery.handed_over(path, content_type="video/mp4", name="现场.mp4")
        assert answer is not None
        self.send_response(answer.status_code)
        for name, value in answer.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the log of the suite is for people."""


def configuration(place: Path, port: int, portal: int) -> str:
    """Our locations in the smallest server around them."""
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    found = LOCATIONS.findall(text)
    assert len(found) == 2
    ours = "\n".join(found).replace("/var/lib/portal/", f"{place}/")
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi")
    )
    temporary += "".join(f"{kind}_temp_path {place}/{kind};" for kind in ("uwsgi", "scgi"))
    return (
        f"daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;"
        "events { worker_connections 64; }"
        f"http {{ access_log off; sendfile on; {temporary} server {{ listen 127.0.0.1:{port};"
        f"{ours} location / {{ proxy_pass http://127.0.0.1:{portal}; }} }} }}"
    )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with (
        workspace("nginx") as place,
        override_settings(VAR_DIR=place, X_ACCEL_PREFIX="/protected/"),
    ):
        blobs = place / "blobs"
        blobs.mkdir()
        (blobs / "film").write_bytes(CONTENT)
        (blobs / "big").touch()
        os.truncate(blobs / "big", BIG)
        portal = HTTPServer(("127.0.0.1", 0), Portal)
        thread = threading.Thread(target=portal.serve_forever, daemon=True)
        thread.start()
        port = free_port()
        conf = place / "nginx.conf"
        conf.write_text(configuration(place, port, portal.server_port), encoding="utf-8")
        command = ["/usr/sbin/nginx", "-c", str(conf), "-p", str(place)]
        with running(command, log=place / "log", ready=lambda: listening(port)):
            yield Site(port)
        portal.shutdown()


@pytest.mark.parametrize(
    ("span", "status", "start", "stop"),
    [
        ("", 200, 0, None),
        ("bytes=0-99", 206, 0, 100),
        ("bytes=1000-", 206, 1000, None),
        ("bytes=-7", 206, -7, None),
    ],
)
def test_every_range_is_answered_by_nginx(
    site: Site, span: str, status: int, start: int, stop: int | None
) -> None:
    found, headers, body = site.get("/film", span)
    assert (found, body) == (status, CONTENT[start:stop])
    assert headers["content-type"] == "video/mp4"


def test_a_range_beyond_the_end_is_416(site: Site) -> None:
    assert site.get("/film", f"bytes={len(CONTENT)}-")[0] == 416


def test_the_private_headers_are_all_there(site: Site) -> None:
    _status, headers, _body = site.get("/film")
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-disposition"].startswith("inline")
    assert "x-accel-redirect" not in headers


@pytest.mark.parametrize("path", ["/protected/blobs/film", "/protected/derived/x"])
def test_nobody_reaches_a_file_past_the_portal(site: Site, path: str) -> None:
    assert site.get(path)[0] == 404


def test_eight_stalled_viewers_hold_nobody_up(site: Site) -> None:
    """The portal behind has one thread: were it sending, the ninth would wait for ever."""
    stalled = [socket.create_connection(("127.0.0.1", site.port)) for _no in range(8)]
    try:
        for viewer in stalled:
            viewer.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            assert viewer.recv(15) == b"HTTP/1.1 200 OK"
        assert site.get("/film", "bytes=0-9")[2] == CONTENT[:10]
    finally:
        for viewer in stalled:
            with closing(viewer):
                pass
