"""A page, a command or a task opens its own transactions: the one that a test lies in must not stand in for them.

Otherwise what needs a transaction works in every test and fails before its first reader.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from celery.app.task import Task
from django.core.handlers.base import BaseHandler
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.models.sql.compiler import SQLCompiler

from core import audit, numbering

Act = TypeVar("Act", bound=Callable[..., Any])
# How many savepoints there were when the page, command or task began; None outside one, or outside a transaction.
begun: ContextVar[int | None] = ContextVar("begun", default=None)


@contextmanager
def beginning() -> Iterator[None]:
    """Inside, only what is opened here counts."""
    depth = len(connection.savepoint_ids) if connection.in_atomic_block else None
    token = begun.set(depth)
    try:
        yield
    finally:
        begun.reset(token)


def demand(what: str) -> None:
    """TransactionManagementError where only the test has opened a transaction."""
    depth = begun.get()
    if depth is not None and len(connection.savepoint_ids) <= depth:
        raise transaction.TransactionManagementError(f"{what} needs a transaction of its own")


def begins(act: Act) -> Act:
    """The act, which begins outside any transaction."""

    @wraps(act)
    def call(*args: Any, **named: Any) -> Any:
        with beginning():
            return act(*args, **named)

    return call  # type: ignore[return-value]  # wraps() keeps the signature


def needs(act: Act) -> Act:
    """The act, which needs a transaction that the page or command opened."""

    @wraps(act)
    def call(*args: Any, **named: Any) -> Any:
        demand(act.__qualname__)
        return act(*args, **named)

    return call  # type: ignore[return-value]  # wraps() keeps the signature


def locks(as_sql: Act) -> Act:
    """The making of a query, which needs one if it locks its rows."""

    @wraps(as_sql)
    def call(self: SQLCompiler, *args: Any, **named: Any) -> Any:
        if self.query.select_for_update:
            demand("select_for_update()")
        return as_sql(self, *args, **named)

    return call  # type: ignore[return-value]  # wraps() keeps the signature


def keep_apart() -> None:
    """For the whole run; plain assignments, because no test becomes another one by them."""
    for owner, name, how in (
        (BaseHandler, "get_response", begins),
        (BaseCommand, "execute", begins),
        (Task, "__call__", begins),
        (SQLCompiler, "as_sql", locks),
        (audit, "append", needs),
        (numbering, "take", needs),
    ):
        setattr(owner, name, how(getattr(owner, name)))
