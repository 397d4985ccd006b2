"""Stories that begin alike are told once; afterwards their writes are made again, without the thought.

Walking a case up to its decision takes a quarter of a second of services, and most tests begin with that.
The first time a story is told, every write it makes is kept; told again on the same ground, these
writes are made anew, triggers and all, and a copy of its result is handed out. The same ground: the
same rows in the database, the same arguments, running numbers, day, language and settings. A test
that patches something, and PostgreSQL, whose sequences do not roll back, always get the whole story;
unless what it puts in place says itself what it is (`told_apart`): then its stories are others.
"""

import copy
import hashlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast
from unittest import mock
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone, translation

from core.flow import Flow
from tests.people import serials

READS = ("SELECT", "EXPLAIN", "PRAGMA", "WITH")
REBUILDS = ("CREATE", "DROP", "ALTER")
# Of a story in which nothing was taken back these do nothing.
BRACKETS = ("SAVEPOINT", "RELEASE")
TAKEN_BACK = "ROLLBACK"
REAL_NOW = timezone.now
KEPT = 1000
Write = tuple[str, Any, bool]
Story = TypeVar("Story", bound=Callable[..., Any])
# What every `patch` is, every fixture that patches, and who listens to what a story moves.
PATCHING: list[tuple[Any, str]] = [(mock._patch, "__enter__"), (Flow, "watch")]
PATCHING += [(pytest.MonkeyPatch, name) for name in ("setattr", "delattr", "setitem", "setenv")]
# Arguments that no story changes.
STANDING = {"enforcement.Agency", "enforcement.Party", "enforcement.User", "enforcement.Officer"}


@dataclass(frozen=True)
class Told:
    """What a story wrote and left for the commit, where the numbers stood, first argument and result."""

    writes: list[Write]
    callbacks: list[tuple[Callable[[], Any], bool]]
    numbers: tuple[int, int]
    result: tuple[Any, Any]


def world() -> Any:
    """The settings now in force, which are another object wherever some are overridden."""
    return cast(Any, settings)._wrapped


def waiting() -> list[tuple[set[str], Callable[[], Any], bool]]:
    """What waits for the commit: savepoints, what to call, and whether its failure is passed over."""
    found: list[tuple[set[str], Callable[[], Any], bool]] = cast(Any, connection).run_on_commit
    return found


class Troupe(ABC):
    """An argument made of standing rows, which no story changes."""

    @abstractmethod
    def parts(self) -> list[Model]:
        """The rows, always in the same order."""


def parts(value: Any) -> list[Any]:
    """The argument and, of a troupe, its rows."""
    return [value, *value.parts()] if isinstance(value, Troupe) else [value]


def plain(value: Any) -> str:
    """An argument in words that mean the same in every test; TypeError for what has none."""
    if isinstance(value, Model) and value._meta.label in STANDING:
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, Troupe):
        return f"troupe:{', '.join(plain(part) for part in value.parts())}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(plain, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={plain(value[key])}' for key in sorted(value))}}}"
    if value is None or isinstance(value, (bool, int, str, date)):
        return repr(value)
    raise TypeError(type(value))


def another_day(args: tuple[Any, ...]) -> bool:
    """Whether only the day is put in another's place: stories of another day are others anyway."""
    owner, *rest = args
    if isinstance(owner, mock._patch):
        return owner.getter() is timezone and owner.attribute == "localdate"
    return rest[:1] == ["django.utils.timezone.localdate"] or rest[:2] == [timezone, "localdate"]


class Retelling:
    """Keeps the stories of this process.

    `ground` names what the database holds, and is empty as soon as anybody wrote outside a story.
    """

    def __init__(self) -> None:
        self.ground = ""
        self.usual: Any = None
        self.known: OrderedDict[str, Told] = OrderedDict()
        self.log: list[Write] | None = None
        self.again = False
        # Whether a test took down or set up a trigger or a table, in the transaction that is open.
        self.rebuilt = False
        # What stands in other places in this test; None as soon as that is something unknown.
        self.patched: list[str] | None = []

    def stand_on(self, ground: str) -> None:
        """From here on the database holds what `ground` names; "" when nobody knows."""
        if self.watch not in connection.execute_wrappers:
            # First of all, as others take theirs off the end.
            connection.execute_wrappers.insert(0, self.watch)
        self.ground, self.log = ground, None

    def watch(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, *rest: Any
    ) -> Any:
        """Note each write, and that the ground changed."""
        answer = execute(sql, params, many, *rest)
        if self.again or sql.startswith(READS):
            return answer
        if self.log is not None:
            self.log.append((sql, params, many))
        self.rebuilt = self.rebuilt or sql.startswith(REBUILDS)
        if not sql.startswith(BRACKETS):
            self.ground = ""
        return answer

    def key(self, story: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> str:
        """The story on this ground; "" when it has to be told."""
        usual = world() is self.usual and timezone.now is REAL_NOW
        if not (self.ground and usual and connection.vendor == "sqlite") or self.patched is None:
            return ""
        try:
            words = [self.ground, story.__module__, story.__qualname__, plain(args), plain(named)]
        except TypeError:
            return ""
        words += [translation.get_language() or "", str(timezone.localdate())]
        words += [str(serials.last), str(serials.coded), *self.patched]
        return hashlib.sha256("\0".join(words).encode()).hexdigest()

    def tell(self, story: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """The result of the story, whose rows are in the database."""
        key = self.key(story, args, named)
        if not key:
            return story(*args, **named)
        if key not in self.known:
            return self.first(key, story, args, named)
        self.known.move_to_end(key)
        return self.repeat(key, args)

    def first(
        self, key: str, story: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        """Tell the story and keep what it wrote; one story may hold others."""
        outermost = self.log is None
        log = self.log = [] if self.log is None else self.log
        written, left = len(log), len(waiting())
        try:
            result = story(*args, **named)
        finally:
            if outermost:
                self.log = None
        writes = log[written:]
        if not any(sql.startswith(TAKEN_BACK) for sql, *_rest in writes):
            writes = [write for write in writes if not write[0].startswith(BRACKETS)]
        callbacks = [(done, robust) for _ids, done, robust in waiting()[left:]]
        kept = copy.deepcopy((args[:1], result))
        self.known[key] = Told(writes, callbacks, (serials.last, serials.coded), kept)
        if len(self.known) > KEPT:
            self.known.popitem(last=False)
        self.ground = key
        return result

    def repeat(self, key: str, args: tuple[Any, ...]) -> Any:
        """Make the writes of the story again."""
        told = self.known[key]
        self.again = True
        try:
            with connection.cursor() as cursor:
                for sql, params, many in told.writes:
                    (cursor.executemany if many else cursor.execute)(sql, params)
        finally:
            self.again = False
        if self.log is not None:
            self.log += told.writes
        ids = connection.savepoint_ids
        waiting().extend((set(ids), done, robust) for done, robust in told.callbacks)
        serials.last, serials.coded = told.numbers
        self.ground = key
        before, result = told.result
        # The agency of the result is the one that was given, not a copy of an earlier one.
        pairs = zip(before, args, strict=False)
        same = {id(a): b for old, new in pairs for a, b in zip(parts(old), parts(new), strict=True)}
        return copy.deepcopy(result, same)

    @contextmanager
    def wary(self) -> Iterator[None]:
        """Inside, a test that patches anything gets its stories in full from there on."""
        with ExitStack() as guards:
            for owner, name in PATCHING:
                guards.enter_context(patch.object(owner, name, self.noticed(getattr(owner, name))))
            yield

    def noticed(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act, after which nobody knows what a story does, or only who heard what is put in place."""

        @wraps(act)
        def call(*args: Any, **named: Any) -> Any:
            if another_day(args):
                return act(*args, **named)
            apart = [vars(type(value)).get("told_apart") for value in args]
            known = next((word for word in apart if word), "")
            if not known:
                self.patched = None
            elif self.patched is not None:
                self.patched.append(f"{known} in {args[1]}")
            return act(*args, **named)

        return call

    @contextmanager
    def for_every_test(self) -> Iterator[None]:
        """What is patched inside is so for all tests, and makes none of them another one."""
        before = self.patched
        try:
            yield
        finally:
            self.patched = before


retelling = Retelling()


class ForEveryTest:
    """What all tests have patched says nothing about one: the session's fixtures, Django's test case.

    A plugin, because the hooks of a folder's conftest.py are not asked about the session's fixtures.
    """

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        if fixturedef.scope != "session" and fixturedef.argname != "_django_db_helper":
            return (yield)
        with retelling.for_every_test():
            return (yield)


def told_once(story: Story) -> Story:
    """A story about an agency that need not be told from the beginning in every test."""

    @wraps(story)
    def tell(*args: Any, **named: Any) -> Any:
        return retelling.tell(story, *args, **named)

    return cast(Story, tell)
