"""Nothing is lost or doubled when the worker or Redis dies at any moment (real processes)."""

import random
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.installation import Installation, end_all
from tests.migrated import given_to_postgres
from tests.servers import (
    ServerError,
    bound_to_parent,
    execute_sql,
    free_port,
    listening,
    wait_until,
    workspace,
)

pytestmark = [pytest.mark.redis, pytest.mark.slow]
WAITING, APPROVED, KILLS = 6, 6, 6
PATIENCE = 600  # seconds; the machine that runs the suite may be busy
CELERY = ("-m", "celery", "--quiet", "--app", "config")


class Portal:
    """One installation on PostgreSQL and Redis whose processes can be killed one by one."""

    def __init__(self, place: Path, database: str) -> None:
        self.place = place
        self.database = database
        self.port = free_port()
        extra = {
            "DATABASE_URL": database,
            "REDIS_URL": f"redis://127.0.0.1:{self.port}/0",
            "PORTAL_SWEEP_SECONDS": "1",
        }
        self.site = Installation(place, extra)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start redis, worker or scheduler."""
        if name == "redis":
            self.running[name] = self.start_redis()
            wait_until(self.redis_is_up, "start of redis")
            return
        arguments = {
            "worker": ("worker", "--concurrency", "2", "--loglevel", "WARNING"),
            "scheduler": ("beat", "--loglevel", "WARNING", "--pidfile", ""),
        }
        self.running[name] = self.site.start(name, *CELERY, *arguments[name])

    def redis_is_up(self) -> bool:
        """Whether Redis listens; one that ended instead says why."""
        assert self.running["redis"].poll() is None, self.site.logged("redis")[-3000:]
        return listening(self.port)

    def start_redis(self) -> subprocess.Popen[bytes]:
        binary = shutil.which("redis-server")
        assert binary, "redis-server is not installed"
        command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", str(self.place), "--appendonly", "yes"]
        return subprocess.Popen(
            bound_to_parent(command), stdout=self.site.log("redis"), stderr=subprocess.STDOUT
        )

    def kill(self, name: str) -> None:
        """kill -9, at once and without a word."""
        self.running[name].kill()
        self.running[name].wait()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer of the database, asked past every process of the portal."""
        with closing(psycopg2.connect(self.database)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def count(self, sql: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {sql}")[0][0])  # noqa: S608 - our own literals


@pytest.fixture
def portal(postgres_url: str) -> Iterator[Portal]:
    name = f"kill_{secrets.token_hex(4)}"
    execute_sql(postgres_url, f"CREATE DATABASE {name}")
    with workspace("kill") as place:
        portal = Portal(place, postgres_url.rpartition("/")[0] + f"/{name}")
        given_to_postgres(
            portal.database, lambda: portal.site.manage("migrate", "--verbosity", "0")
        )
        portal.site.manage(
            "shell", "-c", "from tests.config import sweep_rows as r; r.open_bureau()"
        )
        try:
            yield portal
        finally:
            end_all(*portal.running.values())


def office_at_work(portal: Portal) -> subprocess.Popen[bytes]:
    """People make decisions and approve publications while the machinery is being killed."""
    call = f"r.make_decisions(waiting={WAITING}, approved={APPROVED})"
    code = f"from tests.config import sweep_rows as r; {call}"
    return portal.site.start("office", "manage.py", "shell", "-c", code)


def unfinished(portal: Portal) -> dict[str, int]:
    """What the sweeps still owe: decisions without duty, duties without warning, pages not out."""
    publications = "disclosure_publication WHERE decision_id IS NOT NULL"
    owed = {
        "duties": WAITING + APPROVED - portal.count(publications),
        "pages": APPROVED - portal.count(f"{publications} AND status = 'published'"),
        "warnings": portal.count(MISSING_WARNINGS),
    }
    return {name: number for name, number in owed.items() if number}


def wait_for(portal: Portal, ready: Callable[[], bool], what: str) -> None:
    """Give the processes time; on failure say what they owe, who is dead and what each wrote."""
    try:
        wait_until(ready, what, seconds=PATIENCE)
    except ServerError as error:
        raise AssertionError(f"{error}\n{unfinished(portal)}\n{condition(portal)}") from error


def condition(portal: Portal) -> str:
    """Exit code of every process (None: it runs), and the end of its log."""
    return "\n".join(
        f"--- {name}: {process.poll()}\n{portal.site.logged(name)[-2000:]}"
        for name, process in portal.running.items()
    )


# The decisions are long overdue, so the unit head and the supervisor must both have heard.
MISSING_WARNINGS = """(
    SELECT p.id FROM disclosure_publication p
    LEFT JOIN core_alert a ON a.deadline_id = p.deadline_id AND a.level IN ('unit_head', 'supervisor')
    WHERE p.status = 'pending' GROUP BY p.id HAVING count(DISTINCT a.level) < 2
) AS quiet"""


def chaos(portal: Portal, dice: random.Random) -> None:
    """Kill one or two of the three at random moments and start them again, several times."""
    choices = (["worker"], ["redis"], ["worker", "redis"], ["redis", "scheduler"])
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.5, 4))
        victims = dice.choice(choices)
        for victim in victims:
            portal.kill(victim)
        time.sleep(dice.uniform(0, 1))
        for victim in reversed(victims):
            portal.start(victim)


def test_nothing_is_lost_or_doubled_when_worker_and_redis_are_killed(portal: Portal) -> None:
    seed = random.SystemRandom().randrange(10**6)
    for name in ("redis", "worker", "scheduler"):
        portal.start(name)
    office = portal.running["office"] = office_at_work(portal)
    chaos(portal, random.Random(seed))  # noqa: S311 - picks moments, not secrets
    after = portal.rows("SELECT now()")[0][0]
    wait_for(portal, lambda: office.poll() is not None, f"end of the office's work (seed {seed})")
    assert office.wait() == 0, portal.site.logged("office")
    wait_for(portal, lambda: not unfinished(portal), f"all work (seed {seed})")

    doubled = portal.rows(
        "SELECT object_id, action, count(*) FROM core_auditentry"
        " WHERE action IN ('publication.open', 'publication.publish')"
        " GROUP BY object_id, action HAVING count(*) > 1"
    )
    assert doubled == [], f"seed {seed}"
    assert portal.count("core_deadline WHERE subject_type = 'publication'") == WAITING + APPROVED
    published = portal.count("core_auditentry WHERE action = 'publication.publish'")
    assert published == APPROVED, f"seed {seed}"

    everything = portal.count("core_auditentry")
    wait_for(portal, lambda: portal.count("core_auditseal") >= everything, f"sealing (seed {seed})")
    assert portal.site.manage("verify_audit").stdout.startswith("ok")
    alive = f"core_heartbeat WHERE name = 'scheduler' AND beat_at > '{after.isoformat()}'"
    wait_for(portal, lambda: portal.count(alive) == 1, f"a heartbeat (seed {seed})")
