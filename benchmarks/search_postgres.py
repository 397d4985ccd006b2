"""The public search on PostgreSQL: filling the record, bare statements, what they take.

Rows are made in two processes and written with COPY; indexes are built afterwards, the two large ones side
by side. Gates and foreign keys are off meanwhile: they ask about one row at a time and have their own tests.
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections, transaction
from django.db.utils import OperationalError

from benchmarks import search_world as world
from benchmarks.scale_world import bulk, timed
from benchmarks.search_world import PROCESSES, TABLES
from core import search
from core.triggers import suspended
from disclosure.models import ExternalRecord, Publication, RedactedVersion, SearchEntry
from enforcement.models import Agency

LOAD = 1000  # decisions in a second of a core, with all indexes
TIMEOUT = 3000  # ms; a bare query that takes longer is not the best one
WALK = "SELECT publication_id FROM {table} WHERE text LIKE %s ORDER BY id DESC LIMIT 21"
SORT = "SELECT publication_id FROM {table} WHERE {match} ORDER BY id + 0 DESC LIMIT 21"
TOKENS = "array_to_tsvector(string_to_array(tokens, ' ')) @@ CAST(%s AS tsquery)"


def fill(count: int) -> None:
    """Load, index."""
    removed = indexes()
    with suspended(connection):
        with connection.cursor() as cursor:
            for name, _statement in removed:
                cursor.execute(f'DROP INDEX "{name}"')
        timed("decisions written", lambda: in_processes(count), count)
        timed("indexes built", lambda: build_all([sql for _name, sql in removed]), count)
        serials()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def intact() -> bool:
    """PostgreSQL keeps its indexes itself."""
    return True


def load(part: int, count: int) -> None:
    """Write every PROCESSES-th thousand of the decisions."""
    agencies = list(Agency.objects.exclude(division_code="").order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    chunk = 1000
    for begin in range(part * chunk, count, PROCESSES * chunk):
        made = [
            tuple(world.rows_of(no, count, agencies[no * 31 % len(agencies)]))
            for no in range(begin, min(begin + chunk, count))
        ]
        for index, model in enumerate(TABLES):
            bulk(model, (rows[index] for rows in made), keys=True)


def in_processes(count: int) -> None:
    """Load with as many processes as the machine has cores for."""
    connections.close_all()
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as pool:
        list(pool.map(load, range(PROCESSES), [count] * PROCESSES))


def indexes() -> list[tuple[str, str]]:
    """(name, statement) of the indexes that no constraint rests on."""
    sql = (
        "SELECT i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON "
        "i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid WHERE t.relname = ANY(%s) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[model._meta.db_table for model in TABLES]])
        return list(cursor.fetchall())


def build(statement: str) -> None:
    """One index, in a connection of its own."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def build_all(statements: list[str]) -> None:
    """Two at a time, the large ones first."""
    ordered = sorted(statements, key=lambda sql: "gin" not in sql.lower())
    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(build, ordered))


def serials() -> None:
    """The next keys follow those that the rows brought."""
    with connection.cursor() as cursor:
        for model in (ExternalRecord, RedactedVersion):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608  # own tables
            )


# ------------------------------------------------------------------------------ bare SQL
def bare_ways(word: str) -> dict[str, tuple[str, list[Any]]]:
    """What somebody at the database would write: name -> statement and parameters."""
    table = SearchEntry._meta.db_table
    tokens = " & ".join(f"'{token}'" for token in search.query_tokens(word))
    ways = {
        "date index": (WALK.format(table=table), [f"%{word}%"]),
        "pairs": (SORT.format(table=table, match=TOKENS), [tokens]),
    }
    if len(word) > search.SHORT:
        match = f"{TOKENS} AND text LIKE %s"
        ways["pairs"] = (SORT.format(table=table, match=match), [tokens, f"%{word}%"])
        ways["trigrams"] = (SORT.format(table=table, match="text LIKE %s"), [f"%{word}%"])
    return ways


def asked(statement: str, given: list[Any]) -> float:
    """Milliseconds of one statement; TIMEOUT when it takes longer."""
    begun = time.perf_counter()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {TIMEOUT}")
            begun = time.perf_counter()
            cursor.execute(statement, given)
            cursor.fetchall()
            return (time.perf_counter() - begun) * 1000
    except OperationalError:
        return float(TIMEOUT)


def statements_of(work: Callable[[], object]) -> float:
    """Milliseconds of the statements of some work."""
    spent: list[float] = []

    def clock(execute: Any, *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append((time.perf_counter() - begun) * 1000)

    with connection.execute_wrapper(clock):
        work()
    return sum(spent)


def warm() -> None:
    """Bring the index and its tables into memory, where the manual's size of it keeps them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for model in (SearchEntry, Publication):
            cursor.execute(
                "SELECT count(pg_prewarm(c.oid)) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid "
                "WHERE COALESCE(i.indrelid, c.oid) = %s::regclass",
                [model._meta.db_table],
            )


def sizes() -> None:
    """Print how large the index is."""
    sql = (
        "SELECT relname, pg_size_pretty(pg_relation_size(oid)) FROM pg_class WHERE relname LIKE %s "
        "AND relkind IN ('r', 'i') ORDER BY pg_relation_size(oid) DESC LIMIT 8"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{SearchEntry._meta.db_table}%"])
        print(", ".join(f"{name} {size}" for name, size in cursor.fetchall()))
