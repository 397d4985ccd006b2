"""The server of the browser's pages shares the test's connection to SQLite: they use it one at a time.

sqlite3 reads the columns of a row without letting go of the interpreter. A page inside a statement that
calls back a function written in Python has the connection and waits for the interpreter: the test, asking
at the same moment, would have the interpreter and wait for the connection, for ever.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

USES = ("execute", "executemany", "fetchone", "fetchmany", "fetchall", "__next__")
# By connection: writers with connections of their own wait for each other in the database.
_turns: defaultdict[int, Any] = defaultdict(RLock)


def in_turn(act: Callable[..., Any]) -> Callable[..., Any]:
    """The use of a cursor, while nobody else uses its connection."""

    @wraps(act)
    def call(self: SQLiteCursorWrapper, *args: Any, **named: Any) -> Any:
        with _turns[id(self.connection)]:
            return act(self, *args, **named)

    return call


def take_turns() -> None:
    """For the whole run."""
    for name in USES:
        setattr(SQLiteCursorWrapper, name, in_turn(getattr(SQLiteCursorWrapper, name)))
