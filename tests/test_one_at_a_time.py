"""Two threads use one connection to SQLite: a page that calls back Python, and a test that reads rows."""

import sqlite3
from threading import Thread

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

READ = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i FROM n"
)
CALL_BACK = READ.replace("SELECT i FROM n", "SELECT called_back(i) FROM n")


def test_neither_waits_for_the_other_for_ever() -> None:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.create_function("called_back", 1, lambda value: value + 1)

    def read(statement: str) -> None:
        for _turn in range(30):
            cursor = connection.cursor(factory=SQLiteCursorWrapper)
            assert len(cursor.execute(statement).fetchall()) == 2000

    page = Thread(target=read, args=[CALL_BACK], daemon=True)
    page.start()
    read(READ)
    page.join(timeout=30)
    assert not page.is_alive()
    connection.close()
