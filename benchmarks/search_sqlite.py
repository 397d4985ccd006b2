"""The public search on SQLite: filling the record, bare statements, what they take.

One process writes, for SQLite has one writer; gates, indexes and the triggers that keep the full-text index
are off meanwhile. The full-text index is then made of its table by FTS5 itself, as `rebuild` does.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.utils import OperationalError

from benchmarks import search_world as world
from benchmarks.scale_world import bulk, timed
from benchmarks.search_world import TABLES
from core import planner, search
from core.triggers import suspended
from disclosure.models import SearchEntry
from enforcement.models import Agency

LOAD = 1000  # decisions in a second of a core, with all indexes; the promise is one of PostgreSQL
TIMEOUT = 3000  # ms; a bare query that takes longer is not the best one
STEPS = 10_000  # of SQLite's machine between two looks at the clock
CHUNK = 20_000
ENTRIES = SearchEntry._meta.db_table
INDEX = f'"{ENTRIES}_fts"'
WALK = "SELECT publication_id FROM {table} WHERE text LIKE %s ORDER BY id DESC LIMIT 21"
MATCH = (
    "SELECT e.publication_id FROM {index} JOIN {table} e ON e.id = {index}.rowid "
    "WHERE {index} MATCH %s {more} ORDER BY {index}.rowid DESC LIMIT 21"
)
REBUILD = "INSERT INTO {index}({index}) VALUES ('rebuild')"
CHECK = "INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"
SIZES = (
    "SELECT (SELECT SUM(LENGTH(block)) FROM {table}_fts_data), page_count * page_size "
    "FROM pragma_page_count(), pragma_page_size()"
)
CACHE = 1_000_000  # kibibytes, of the one that fills


def named(statement: str, more: str = "") -> str:
    """A statement with the names of the table and of its full-text index."""
    return statement.format(table=ENTRIES, index=INDEX, more=more)


def run(statements: Iterable[str]) -> None:
    """One after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def parts(kind: str) -> list[tuple[str, str]]:
    """(name, statement) of the indexes or triggers of the tables, but for those of constraints and the gates."""
    marks = ", ".join(["%s"] * len(TABLES))
    sql = (
        f"SELECT name, sql FROM sqlite_master WHERE type = %s AND tbl_name IN ({marks}) "  # noqa: S608  # marks only
        "AND sql IS NOT NULL AND name NOT LIKE 'gate@_%%' ESCAPE '@'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, *(model._meta.db_table for model in TABLES)])
        return list(cursor.fetchall())


def fill(count: int) -> None:
    """Load, index."""
    run([f"PRAGMA cache_size = -{CACHE}"])
    connection.disable_constraint_checking()
    indexes, triggers = parts("index"), parts("trigger")
    with suspended(connection):
        run(f'DROP INDEX "{name}"' for name, _sql in indexes)
        run(f'DROP TRIGGER "{name}"' for name, _sql in triggers)
        timed("decisions written", lambda: load(count), count)
        timed("indexes built", lambda: run(sql for _name, sql in indexes), count)
        timed("full-text index built", lambda: run([named(REBUILD)]), count)
        run(sql for _name, sql in triggers)
    planner.learn()
    run(["PRAGMA wal_checkpoint(TRUNCATE)"])
    connection.close()


def intact() -> bool:
    """Whether the full-text index agrees with its table; FTS5 refuses where it does not."""
    run([named(CHECK)])
    return True


def load(count: int) -> None:
    """Write the decisions."""
    agencies = list(Agency.objects.exclude(division_code="").order_by("pk"))
    for begin in range(0, count, CHUNK):
        made = [
            tuple(world.rows_of(no, count, agencies[no * 31 % len(agencies)]))
            for no in range(begin, min(begin + CHUNK, count))
        ]
        for index, model in enumerate(TABLES):
            bulk(model, (rows[index] for rows in made), keys=True)


# ------------------------------------------------------------------------------ bare SQL
def bare_ways(word: str) -> dict[str, tuple[str, list[Any]]]:
    """What somebody at the database would write: name -> statement and parameters."""
    tokens = " AND ".join(f'"{token}"' for token in search.query_tokens(word))
    ways = {
        "date order": (named(WALK), [f"%{word}%"]),
        "full text": (named(MATCH), [tokens]),
    }
    if len(word) > search.SHORT:
        ways["full text"] = (named(MATCH, "AND e.text LIKE %s"), [tokens, f"%{word}%"])
    return ways


def asked(statement: str, given: Any) -> float:
    """Milliseconds of one statement; TIMEOUT when it takes longer."""
    connection.ensure_connection()
    begun = time.perf_counter()
    end = begun + TIMEOUT / 1000
    connection.connection.set_progress_handler(lambda: time.perf_counter() > end, STEPS)
    try:
        with connection.cursor() as cursor:
            begun = time.perf_counter()
            cursor.execute(statement, given)
            cursor.fetchall()
            return (time.perf_counter() - begun) * 1000
    except OperationalError:
        return float(TIMEOUT)
    finally:
        connection.connection.set_progress_handler(None, STEPS)


def statements_of(work: Callable[[], object]) -> float:
    """Milliseconds of the statements of some work, each asked once more until its last row.

    SQLite finds a row when it is fetched, so that the time of asking is not that of the answer.
    """
    told: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, given: Any, *arguments: Any) -> Any:
        told.append((statement, given))
        return execute(statement, given, *arguments)

    with connection.execute_wrapper(note):
        work()
    return sum(asked(statement, given) for statement, given in told)


def warm() -> None:
    """SQLite has no memory of its own; the file is in the system's after filling."""


def sizes() -> None:
    """Print how large the file and the index of the words are."""
    with connection.cursor() as cursor:
        cursor.execute(named(SIZES))
        index, whole = cursor.fetchone()
    print(f"full-text index {index / 2**20:,.0f} MB of {whole / 2**20:,.0f} MB")
