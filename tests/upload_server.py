"""A whole installation behind a real web server that can be killed, and an officer's raw requests to it."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.installation import Installation
from tests.lately import lately
from tests.migrated import given
from tests.servers import bound_to_parent, free_port, wait_until
from tests.source import ROOT

PREPARE = """
import json
from django.test import Client
from tests import factories
from tests.base import Cast
cast = Cast.assemble()
case = factories.case(cast.bureau, filed=True)
client = Client()
client.force_login(cast.officer1)
print(json.dumps({"case": str(case.pk), "session": client.cookies["sessionid"].value}))
"""
SEAL = """
import json
from django.utils import timezone
from recording.models import Evidence, Upload
from recording.services import sealing
sealing.run(timezone.now())
print(json.dumps({
    "uploads": {str(u.pk): [u.status, u.blob_id, u.reason] for u in Upload.objects.all()},
    "evidence": list(Evidence.objects.values_list("blob_id", flat=True)),
}))
"""
TOKEN = "a" * 32
PIECE = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@dataclass
class Site:
    """One installation; `workers`, `threads` and further `arguments` of its gunicorn."""

    place: Path
    workers: int = 1
    threads: int = 8
    extra: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    arguments: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.port = free_port()
        self.site = Installation(self.place, dict(self.extra))
        given(self.site)
        known = json.loads(self.site.manage("shell", "-c", PREPARE).stdout.strip().splitlines()[-1])
        self.case = known["case"]
        self.session = known["session"]
        self.headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
        command += ["--no-control-socket", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", str(self.workers)]
        command += ["--threads", str(self.threads), "--log-level", "warning", *self.arguments]
        self.process = subprocess.Popen(
            bound_to_parent(command),
            cwd=ROOT,
            env=self.site.env,
            stdout=self.site.log("web"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(self.answers, "start of the web server", 180)

    def answers(self) -> bool:
        """Whether the server answers at all."""
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """kill -9 of the server and all its workers."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One request as the officer: status, headers, body. OSError on a broken line."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(method, path, body, {**self.headers, **(headers or {})})
            answer = line.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            line.close()

    def announce(self, size: int, **values: Any) -> tuple[int, dict[str, Any]]:
        """Announce a recording of ten minutes ago, as the page does; status and JSON."""
        started = lately(10)
        form = {
            "medium": "video",
            "kind": "audiovisual",
            "stage": "investigation",
            "started_at": started.strftime("%Y-%m-%dT%H:%M"),
            "insist": "on",
            "insist_reason": "测试用内容，原样留存。",
            "file_name": "现场.mp4",
            "size": size,
            **values,
        }
        status, _headers, body = self.ask(
            "POST",
            f"/office/cases/{self.case}/uploads/",
            urlencode(form).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        return status, json.loads(body)

    def offset(self, url: str) -> int:
        """How far the upload is, by HEAD."""
        status, headers, _body = self.ask("HEAD", url, headers={"Tus-Resumable": "1.0.0"})
        assert status == 200, status
        return int(headers["Upload-Offset"])

    def send(self, url: str, chunks: Iterable[bytes], at: int, length: int) -> int:
        """One PATCH with everything from `at` on; its status."""
        headers = {**PIECE, "Upload-Offset": str(at), "Content-Length": str(length)}
        return self.ask("PATCH", url, chunks, headers)[0]

    def seal(self) -> dict[str, Any]:
        """Run the sealing once; every upload with its state, and the digests of the evidence."""
        done = self.site.manage("shell", "-c", SEAL)
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found


@dataclass
class Cut:
    """A body that does something when `after` bytes were handed to the line."""

    content: bytes
    after: int
    act: Callable[[], None]
    piece: int = 1 << 16
    sent: int = 0

    def __iter__(self) -> "Cut":
        return self

    def __next__(self) -> bytes:
        if self.sent >= self.after:
            self.after = len(self.content) + 1
            self.act()
        chunk = self.content[self.sent : self.sent + self.piece]
        if not chunk:
            raise StopIteration
        self.sent += len(chunk)
        return chunk
