"""The cast that most tests begin with, assembled once for all tests in a row that ask for it.

It lies in a transaction that stays open from one test to the next; what a test itself does is in a
savepoint below, and undone after it. The transaction ends before anything that needs the database
for itself: a test without the cast, a test that commits, a scene that a whole folder shares.
"""

import copy
import hashlib
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from tests.base import Cast
from tests.people import serials
from tests.retold import retelling


def numbered() -> str:
    """The number each table gives next: rows may have come and gone."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


class Beginning:
    """At most one cast in the database, on one day; `open` and `close` may be called at any time."""

    def __init__(self) -> None:
        self.cast: Cast | None = None
        self.day: date | None = None
        self.named = 0
        # What the database holds with the cast in it, as tests/retold.py names it.
        self.ground = ""
        self.held: transaction.Atomic | None = None

    def stands(self) -> bool:
        """Whether there is a cast to begin with: of this day, and of a test that patched nothing.

        What another one left is good for who patches as well; on it no story is known. In a transaction
        that changed the schema SQLite reads all of it anew, and prepares every statement again, at each
        return to a savepoint, until the end of the transaction: such a one is ended.
        """
        known = bool(self.ground) or retelling.patched is None
        usable = self.cast is not None and known and not retelling.rebuilt
        return usable and self.day == timezone.localdate()

    def open(self) -> None:
        """Have the cast in the database. A story told on another day needs a new one."""
        if self.stands():
            return
        self.close()
        self.held = transaction.atomic()
        # As in Django's TestCase: what must not run inside a transaction may run inside this one.
        self.held._from_testcase = True  # type: ignore[attr-defined]  # not in the stubs
        self.held.__enter__()
        retelling.rebuilt = False
        serials.restart()
        retelling.stand_on(f"nothing, {numbered()}")
        self.cast, self.day = retelling.tell(Cast.assemble), timezone.localdate()
        self.ground = retelling.ground
        self.named = serials.last

    def close(self) -> None:
        """Take the cast out of the database again."""
        held, self.held, self.cast = self.held, None, None
        if held is not None and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
            held.__exit__(None, None, None)

    def copy(self) -> Cast:
        """The cast for one test, which may change its rows; made-up names go on after its own."""
        serials.last = max(serials.last, self.named)
        assert self.cast is not None, "the cast is not in the database"
        return copy.deepcopy(self.cast)


# One for the process, as there is one test database.
beginning = Beginning()
