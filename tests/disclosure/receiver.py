"""A platform above, on a real port: takes what our own exchange would, and fails on demand."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from core.numbering import fold_doc_no
from disclosure.exchange import wire

KEY = "key-of-the-platform"


class Platform:
    """What it holds, what it was asked, and how it fails: a status, or "lost" for a lost answer."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.gone: dict[tuple[str, str, str], str] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.receipts: dict[str, tuple[bytes, Any]] = {}
        self.failing: list[int | str] = []
        self.created = 0
        self.url = ""

    def put(self, key: str, body: bytes) -> tuple[int, Any]:
        if key in self.receipts:
            before, answer = self.receipts[key]
            return (200, answer) if before == body else (409, {"error": "other content"})
        answer = {"results": [self._take(no, one) for no, one in enumerate(json.loads(body))]}
        self.receipts[key] = (body, answer)
        return 200, answer

    def _take(self, number: int, record: dict[str, Any]) -> dict[str, Any]:
        row = wire.read(record, number)
        if row.errors:
            return {"outcome": "rejected", "errors": [{"error": words} for _k, words in row.errors]}
        name = named(record)
        outcome = "updated" if name in self.held else "created"
        self.created += outcome == "created"
        if name not in self.gone:
            self.held[name] = record
        return {"outcome": outcome, "errors": []}

    def withdraw(self, body: bytes) -> tuple[int, Any]:
        given = json.loads(body)
        name = named(given)
        if name not in self.held and name not in self.gone:
            return 422, {"error": "没有收到过这一记录。"}
        self.held.pop(name, None)
        self.gone[name] = given["reason"]
        return 200, {"status": "withdrawn"}


def named(record: dict[str, Any]) -> tuple[str, str, str]:
    return record[wire.AGENCY], record[wire.KIND], fold_doc_no(record["doc_no"])


@contextmanager
def platform() -> Iterator[Platform]:
    """One that listens on a free port."""
    state = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.answer(lambda body: state.put(str(self.headers["Idempotency-Key"]), body))

        def do_POST(self) -> None:
            self.answer(state.withdraw)

        def answer(self, take: Any) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.asked.append((self.command, self.path, str(self.headers["Authorization"])))
            fail = state.failing.pop(0) if state.failing else 0
            status, data = (fail, {}) if isinstance(fail, int) and fail else take(body)
            if fail == "lost":
                self.close_connection = True
                return
            text = json.dumps(data).encode()
            self.send_response(status)
            if status == 307:
                self.send_header("Location", f"{state.url}/elsewhere")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
