"""RFC 3161 time stamps through the system's `openssl ts`: a query, an answer, and whether it holds.

Knows nothing of the database. The imprint is a SHA-256; SM3 is not understood by most authorities.
"""

import os
import re
import subprocess
import tempfile
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

ANSWER_BYTES = 1 << 16  # of an answer; a token with its certificates takes some four kilobytes
WAIT_SECONDS = 20
TOLD = re.compile(r"^Time stamp: (\w{3} +\d+ [\d:]{8})(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)


class StampError(Exception):
    """The authority gave no answer, or one that does not hold."""


def configured() -> bool:
    """Whether this installation asks an authority."""
    return bool(settings.TSA_URL)


def ask(content: bytes) -> tuple[bytes, datetime]:
    """An answer of the authority about `content` (DER), and the time it states.

    Raises StampError when nobody answers, or when the answer is not about this query or is not
    signed under PORTAL_TSA_CA.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        data, query, answer = place / "data", place / "query.tsq", place / "answer.tsr"
        data.write_bytes(content)
        openssl("-query", "-data", str(data), "-sha256", "-cert", "-out", str(query))
        answer.write_bytes(post(query.read_bytes()))
        told = told_in(openssl("-reply", "-in", str(answer), "-text"))
        confirm(answer, told, "-queryfile", str(query))
        return answer.read_bytes(), told


def verify(token: bytes, content: bytes) -> datetime:
    """The time that an answer kept earlier states about `content`; StampError when it does not hold.

    The certificates are judged as of that time: they run out, what they signed stays.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer, data = Path(folder) / "answer.tsr", Path(folder) / "data"
        answer.write_bytes(token)
        data.write_bytes(content)
        told = told_in(openssl("-reply", "-in", str(answer), "-text"))
        confirm(answer, told, "-data", str(data))
        return told


def confirm(answer: Path, told: datetime, *what: str) -> None:
    """StampError unless openssl finds the answer good for `what`."""
    if not settings.TSA_CA:
        raise StampError("PORTAL_TSA_CA names no certificate to trust")
    when = str(int(told.timestamp()))
    openssl("-verify", "-in", str(answer), *what, "-CAfile", settings.TSA_CA, "-attime", when)


def told_in(text: str) -> datetime:
    """The time stated in an answer as openssl prints it, to the second."""
    found = TOLD.search(text)
    if found is None:
        raise StampError("the answer of the authority holds no time")
    return datetime.strptime(f"{found[1]} {found[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)


def openssl(*arguments: str) -> str:
    """What `openssl ts` prints; StampError with its last words when it fails."""
    try:
        done = subprocess.run(  # noqa: S603  # our own words and temporary files
            ["openssl", "ts", *arguments],  # noqa: S607  # wherever the system keeps it
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=WAIT_SECONDS,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StampError(f"openssl: {error}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no word"]
        raise StampError(f"openssl: {lines[-1]}")
    return done.stdout


def post(query: bytes) -> bytes:
    """Send a query to the authority; its answer."""
    if not settings.TSA_URL.startswith(("http://", "https://")):
        raise StampError("PORTAL_TSA_URL is no http address")
    request = urllib.request.Request(  # noqa: S310  # an http address, see above
        settings.TSA_URL, data=query, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310  # see above
            content: bytes = answer.read(ANSWER_BYTES)
    except (OSError, ValueError) as error:
        raise StampError(f"no answer: {error}") from error
    return content
