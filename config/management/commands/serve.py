"""Web, worker and scheduler in one process group: the embedded mode."""

import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.processes import Group

# One machine, one user: a demo in a container runs as root, and its log should show real problems.
ROOT_IS_FINE = "ignore:You're running the worker with superuser"
PAGES = {"home": _("公众网站"), "desk": _("工作台"), "readyz": _("运行状态")}


class Command(BaseCommand):
    """`serve [--host H] [--port N] [--workers N] [--threads N]`: runs until Ctrl-C or SIGTERM.

    Exits 1 when the port is taken or the same data directory is already being served.
    """

    help = "Run web, worker and scheduler together; a dead one is started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--threads", type=int, default=16, help="threads per web process")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        refuse_taken(host, port)
        make_directories()
        with pid_file(Path(settings.VAR_DIR) / "serve.pid"):
            self.show_pages(f"http://{host}:{port}")
            Group(commands(options), self.say).run()
        self.say(gettext("已停止"))

    def show_pages(self, base: str) -> None:
        """Tell where to look; Ctrl-C ends it."""
        for name, title in PAGES.items():
            self.say(f"{title}  {base}{reverse(name)}")
        self.say(gettext("按 Ctrl-C 结束"))

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def commands(options: dict[str, Any]) -> dict[str, list[str]]:
    """The three programs by name. Documents need processes: WeasyPrint's libraries dislike threads."""
    python = sys.executable
    celery = [python, "-W", ROOT_IS_FINE, "-m", "celery", "--quiet", "--app", "config"]
    web = [python, "-m", "gunicorn", "config.wsgi:application", "--no-control-socket"]
    web += ["--bind", f"{options['host']}:{options['port']}", "--worker-class", "gthread"]
    web += ["--workers", str(options["workers"]), "--threads", str(options["threads"])]
    web += ["--log-level", "warning"]
    worker = [*celery, "worker", "--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING"]
    worker += ["--without-gossip", "--without-mingle"]
    scheduler = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    return {"web": web, "worker": worker, "scheduler": scheduler}


def refuse_taken(host: str, port: int) -> None:
    """CommandError when somebody already listens there."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"cannot listen on {host}:{port} ({error.strerror}); choose another --port"
            raise CommandError(message) from error


def make_directories() -> None:
    """Folders that neither the filesystem broker nor the static files middleware makes itself."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    for folder in ("queue", "processed", "control"):
        (Path(settings.BROKER_DIR) / folder).mkdir(parents=True, exist_ok=True)


@contextmanager
def pid_file(path: Path) -> Iterator[None]:
    """Hold `path` with our process id; CommandError when a living process holds it."""
    if path.exists() and alive(path.read_text().strip()):
        raise CommandError(f"{path.parent} is already being served (process id in {path})")
    path.write_text(str(os.getpid()))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def alive(pid: str) -> bool:
    """Whether another process with this id exists and may be signalled."""
    # After a crash a container starts with the same ids: then the file names ourselves.
    if not (pid.isascii() and pid.isdigit()) or int(pid) in (0, os.getpid()):
        return False
    try:
        os.kill(int(pid), 0)
    except (OverflowError, OSError):
        return False
    return True
