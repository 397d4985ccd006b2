"""Real servers for the suite: started from installed binaries on free loopback ports, then stopped.

Run as a program it wraps another one and hands the database to it::

    python -m tests.servers postgres -- pytest tests
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import redis

UNPRIVILEGED = "postgres"
START_SECONDS = 60.0
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
FIRST_PORT = 10_000
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
# Set for the wrapped command: the database server is ours and may be multiplied.
OURS = "PORTAL_TEST_POSTGRES"


class ServerError(RuntimeError):
    """A server is not installed or did not come up; the text carries the end of its log."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on right now.

    It lies below the ports that the system gives to outgoing connections. Otherwise a client that
    keeps trying to reach a server between its death and its restart may be given the server's own
    port, connect to itself, and keep the server from ever coming back.
    """
    first = int(OUTGOING.read_text().split()[0])
    while True:
        port = FIRST_PORT + secrets.randbelow(first - FIRST_PORT)
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def binary(name: str) -> str:
    """Full path of an installed server program, newest PostgreSQL first; ServerError if missing."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, versions), os.environ["PATH"]]))
    if not found:
        raise ServerError(f"{name} is not installed")
    return found


def bound_to_parent(command: Sequence[str], *, user: str = "") -> list[str]:
    """The command, run as `user` when we are root, and killed when the suite dies first."""
    prefix = ["setpriv", "--pdeathsig", "KILL"]
    if user and os.geteuid() == 0:
        prefix += ["--reuid", user, "--regid", user, "--init-groups"]
    return [*prefix, "--", *command]


def wait_until(ready: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Poll `ready` until it answers True; ServerError with `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise ServerError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)


def listening(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def workspace(name: str, *, owner: str = "") -> Iterator[Path]:
    """A short-lived directory below the system's temporary one, given to `owner` when we are root."""
    path = Path(tempfile.mkdtemp(prefix=f"portal-{name}-"))
    if owner and os.geteuid() == 0:
        shutil.chown(path, owner, owner)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str],
    *,
    log: Path,
    ready: Callable[[], bool],
    user: str = "",
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it is ready, and stop it on the way out."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            bound_to_parent(command, user=user),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=log.parent,
        )
    try:
        wait_until(lambda: process.poll() is not None or ready(), f"start of {command[0]}")
        if process.poll() is not None:
            raise ServerError(f"{command[0]} ended at once:\n{log.read_text()[-2000:]}")
        yield process
    finally:
        end(process, stop)


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the process to stop, and insist after ten seconds."""
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answers_sql(url: str) -> bool:
    """Whether the PostgreSQL server behind `url` accepts connections."""
    try:
        with closing(psycopg2.connect(url)):
            return True
    except psycopg2.OperationalError:
        return False


def execute_sql(url: str, statement: str) -> None:
    """Run one statement outside a transaction (CREATE DATABASE needs that)."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


@contextmanager
def postgres(*, durable: bool = False, settings: Sequence[str] = ()) -> Iterator[str]:
    """A fresh PostgreSQL cluster with these settings ("name=value"); yields a DATABASE_URL of its superuser.

    Durability is off, as the cluster lives as long as the suite; a benchmark switches it on. PostgreSQL refuses
    to run as root, so root hands it to the unprivileged account that Debian's package brings.
    """
    port = free_port()
    with workspace("postgres", owner=UNPRIVILEGED) as place:
        data = place / "data"
        options = ["--auth=trust", "--username=portal", "--encoding=UTF8", "--locale=C.UTF-8"]
        initdb = [binary("initdb"), "-D", str(data), "--no-sync", *options]
        made = subprocess.run(
            bound_to_parent(initdb, user=UNPRIVILEGED), capture_output=True, text=True, cwd=place
        )
        if made.returncode:
            raise ServerError(f"initdb failed:\n{made.stderr[-2000:]}")
        switch = "on" if durable else "off"
        settings = [*settings, *(f"{name}={switch}" for name in DURABILITY)]
        command = [
            binary("postgres"),
            "-D",
            str(data),
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-k",
            "",
        ]
        command += [part for setting in settings for part in ("-c", setting)]
        url = f"postgres://portal@127.0.0.1:{port}/postgres"
        with running(
            command,
            log=place / "server.log",
            ready=lambda: answers_sql(url),
            user=UNPRIVILEGED,
            stop=signal.SIGINT,
        ):
            yield url


@contextmanager
def redis_server(
    *, directory: Path, port: int, append_only: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis server that keeps its files in `directory`; yields the process, so it can be killed."""
    command = [
        *(binary("redis-server"), "--bind", "127.0.0.1", "--port", str(port)),
        *("--dir", str(directory), "--save", "", "--appendonly", "yes" if append_only else "no"),
    ]
    client = redis.Redis(port=port, socket_connect_timeout=1)

    def ready() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    with running(command, log=directory / "redis.log", ready=ready) as process:
        yield process


@contextmanager
def fresh_redis() -> Iterator[str]:
    """An empty Redis server; yields its URL."""
    port = free_port()
    with workspace("redis") as place, redis_server(directory=place, port=port):
        yield f"redis://127.0.0.1:{port}/0"


def main(arguments: Sequence[str]) -> int:
    """`postgres -- COMMAND...`: run the command with DATABASE_URL set; its exit code is ours."""
    if list(arguments[:2]) != ["postgres", "--"] or len(arguments) < 3:
        sys.stderr.write("usage: python -m tests.servers postgres -- COMMAND...\n")
        return 2
    with postgres() as url:
        sys.stderr.write(f"PostgreSQL for this run: {url}\n")
        return subprocess.run(
            arguments[2:], env={**os.environ, "DATABASE_URL": url, OURS: "1"}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
