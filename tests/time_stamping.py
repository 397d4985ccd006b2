"""A time-stamping authority of our own: `openssl ts -reply` behind a small HTTP server."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
basicConstraints = CA:FALSE
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = it
[it]
serial = {place}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
"""


@dataclass
class Authority:
    """A running one; what it does to its answers can be changed while it runs."""

    place: Path
    url: str = ""
    down: bool = False
    garbles: bool = False
    asked: int = 0

    @property
    def certificate(self) -> Path:
        """The root its answers are trusted by."""
        return self.place / "ca.pem"

    def answer(self, query: bytes) -> bytes:
        """A signed answer to the query."""
        self.asked += 1
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "q").write_bytes(query)
            pieces = ["ts", "-reply", "-queryfile", f"{folder}/q", "-out", f"{folder}/a"]
            pieces += ["-config", "openssl.cnf", "-section", "it"]
            pieces += ["-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "ca.pem"]
            run(self.place, *pieces)
            found = (Path(folder) / "a").read_bytes()
        return found[:-8] + bytes(8) if self.garbles else found


def run(place: Path, *arguments: str) -> None:
    """openssl in that folder."""
    subprocess.run(["openssl", *arguments], cwd=place, check=True, capture_output=True)


@cache
def keys() -> tempfile.TemporaryDirectory[str]:
    """A root and a certificate for stamping, made once in a run."""
    folder = tempfile.TemporaryDirectory(prefix="tsa-")
    place = Path(folder.name)
    (place / "openssl.cnf").write_text(CONFIGURATION.format(place=place), encoding="utf-8")
    (place / "serial").write_text("01\n", encoding="utf-8")
    for name, subject, section, more in (
        ("ca", "/CN=Test root", "ca", []),
        ("tsa", "/CN=Test time stamping", "leaf", ["-CA", "ca.pem", "-CAkey", "ca.key"]),
    ):
        made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
        names = ["-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", subject]
        options = ["-config", "openssl.cnf", "-extensions", section]
        run(place, "req", "-x509", *made, *names, *options, *more)
    return folder


@contextmanager
def authority() -> Iterator[Authority]:
    """A running authority on the loopback."""
    ours = Authority(Path(keys().name))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if ours.down:
                self.send_error(503)
                return
            content = ours.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the log of the suite is for people."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ours.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield ours
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
