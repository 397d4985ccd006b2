"""No sequence of actions over services, pages and SQL reaches a state the law forbids.

The suite walks a few sequences of every procedure; `make machine` walks PORTAL_MACHINE_RUNS of
them (10,000 unless told otherwise). A sequence begins with a case at some stage and is undone.
"""

import logging
import os
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core.errors import RuleError
from tests.base import Cast
from tests.factories import PAPER, at
from tests.machine import filling, forbidden, statements, town

pytestmark = [pytest.mark.django_db]
RUNS = int(os.environ.get("PORTAL_MACHINE_RUNS", "36"))
LONG = "PORTAL_MACHINE_RUNS" in os.environ
STEPS = 6
LOOK = 6
REFUSALS = (RuleError, PermissionDenied, DatabaseError, ObjectDoesNotExist)
PEOPLE = (
    "officer1",
    "officer1",
    "officer2",
    "unithead",
    "head",
    "reviewer",
    "publisher",
    "outsider",
)
people = st.sampled_from(PEOPLE)
seeds = st.integers(0, 2**32)
numbers = st.integers(0, 1000)


class Papers:
    """Stands in for the engine of the papers: what they say is not what is tried here."""

    @staticmethod
    def render(template: str, context: dict[str, Any]) -> bytes:
        return PAPER

    @staticmethod
    def page_count(data: bytes) -> int:
        return 1


class Sequences(RuleBasedStateMachine):
    """One sequence of actions on one case, by anybody, on any of its days, over any channel."""

    cast: ClassVar[Cast]
    clients: ClassVar[dict[str, Client]]
    starts: ClassVar[list[town.Start]]
    acts: ClassVar[list[Any]]
    count: ClassVar[Counter[str]]
    found: ClassVar[list[str]]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.savepoint()
        self.count["sequences"] += 1
        self.done: list[str] = []
        self.over = False

    @initialize(number=numbers)
    def begin(self, number: int) -> None:
        """One of the cases."""
        self.start = self.starts[number % len(self.starts)]
        self.seen = forbidden.Seen(self.start.subject)

    @rule(number=numbers, day=numbers)
    def go_on(self, number: int, day: int) -> None:
        """A lawful next step, which may not be the next one now."""
        steps = town.STEPS[self.start.procedure]
        name = list(steps)[number % len(steps)]
        on = self.day(day)
        self.act(
            "services",
            f"{name} on {on}",
            on,
            lambda: steps[name](self.start.subject, self.cast, on),
        )

    @rule(number=numbers, day=numbers)
    def go_on_again(self, number: int, day: int) -> None:
        """Twice as often, so that sequences get far."""
        self.go_on(number, day)

    @rule(number=numbers, who=people, day=numbers, seed=seeds)
    def send_a_page(self, number: int, who: str, day: int, seed: int) -> None:
        """The page of an act, filled in by somebody."""
        act, row = self.picked(number, who)
        if row is None:
            return
        dice, on = random.Random(seed), self.day(day)  # noqa: S311  # a walk, not a secret
        self.act(
            "pages", f"{act.name} by {who} on {on}", on, lambda: self.send(act, row, who, dice, on)
        )

    @rule(number=numbers, who=people, day=numbers, seed=seeds)
    def call_a_service(self, number: int, who: str, day: int, seed: int) -> None:
        """The service behind an act, with values no form let through."""
        act, row = self.picked(number, who)
        if row is None:
            return
        dice, on = random.Random(seed), self.day(day)  # noqa: S311  # a walk, not a secret
        self.act(
            "services",
            f"{act.name} for {who} on {on}",
            on,
            lambda: self.call(act, row, who, dice, on),
        )

    @rule(seed=seeds)
    def write_sql(self, seed: int) -> None:
        """A statement against the tables."""
        dice = random.Random(seed)  # noqa: S311  # a walk, not a secret
        on = dice.choice(self.start.days)
        self.act(
            "SQL",
            f"SQL {seed}",
            on,
            lambda: statements.disturb(self.start.subject, dice, self.start.days, self.cast),
        )

    # --------------------------------------------------------------------------- the channels
    def day(self, number: int) -> date:
        return self.start.days[number % len(self.start.days)]

    def picked(self, number: int, who: str) -> tuple[Any, Any]:
        """An act and a row of the case on which the account sees it; None when none is found soon."""
        for step in range(LOOK):
            act = self.acts[(number + step) % len(self.acts)]
            rows = act.rows(self.cast.people[who])[:40]
            own = [row for row in rows if belongs(row, self.start.pk)]
            if own:
                return act, own[number % len(own)]
        return self.acts[number % len(self.acts)], None

    def send(self, act: Any, row: Any, who: str, dice: random.Random, on: date) -> bool:
        sent = filling.filled(act.form(row=row, on=on), dice, self.start.days)
        answer = self.clients[who].post(reverse(act.name, args=[row.pk]), sent)
        assert answer.status_code < 500, (act.name, answer.status_code)
        return answer.status_code == 302

    def call(self, act: Any, row: Any, who: str, dice: random.Random, on: date) -> bool:
        sent = filling.filled(act.form(row=row, on=on), dice, self.start.days)
        form = act.form(sent, sent, row=row, on=on)
        if not form.is_valid():
            return False
        values = filling.bent(form.cleaned_data, dice, self.start.days)
        act.do(row, by=self.cast.people[who], **values)
        return True

    def act(self, channel: str, words: str, on: date, what: Callable[[], object]) -> None:
        """Do it or be refused; whatever happened, nothing forbidden is there afterwards.

        A finding ends the sequence, not the run: the test shows all of them at its end.
        """
        if self.over:
            return
        self.count[channel] += 1
        try:
            with transaction.atomic(), patch.object(timezone, "now", lambda: at(on)):
                if what() is False:
                    return
        except REFUSALS:
            return
        except Exception as error:  # noqa: BLE001  # whatever else is raised is a finding
            self.report([f"{type(error).__name__}: {error} {places(error)}"], words)
            return
        self.count[f"{channel} done"] += 1
        self.done.append(f"{channel}: {words}")
        if problems := forbidden.found(self.seen):
            self.report(problems, "")

    def report(self, problems: list[str], last: str) -> None:
        self.over = True
        self.found.append(forbidden.explain(problems, [self.start.name, *self.done, last]))

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.undo)


TO_CASE = (
    *("case", "decision", "notice", "draw", "task", "measure", "hearing", "review", "licence"),
    *("drawn", "special", "application", "discussion"),
)


def places(error: BaseException) -> list[str]:
    """Where in the portal it was raised, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if ".venv" not in frame.filename]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in own[-3:]]


def belongs(row: Any, key: Any, depth: int = 3) -> bool:
    """Whether the row is, or hangs on, the subject."""
    if not isinstance(row, Model) or depth < 0:
        return False
    if row.pk == key:
        return True
    return any(
        belongs(getattr(row, name, None), key, depth - 1)
        for name in TO_CASE
        if hasattr(type(row), name)
    )


@pytest.fixture
def papers() -> Iterator[None]:
    """No paper is rendered."""
    logging.disable(logging.CRITICAL)
    with patch("recording.services.documents.pdf", Papers):
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("procedure", sorted(town.BUILDERS))
def test_no_sequence_over_services_pages_and_sql_reaches_a_forbidden_state(
    cast: Cast, papers: None, procedure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = max(1, RUNS // len(town.BUILDERS))
    machine = prepared(procedure, cast)

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not LONG,
            suppress_health_check=list(HealthCheck),
            # A finding names its own actions; making it smaller would take longer than the run.
            phases=[Phase.generate],
        ),
    )

    if LONG:
        with capsys.disabled():
            print(f"\n{procedure}: {dict(sorted(machine.count.items()))}")  # noqa: T201  # the count is the result
    assert not machine.found, f"{len(machine.found)} findings\n" + "\n\n".join(machine.found[:20])
    assert machine.count["sequences"] >= runs
    for channel in ("services", "pages", "SQL"):
        assert machine.count[channel] > 0, channel


def prepared(procedure: str, cast: Cast) -> type[Sequences]:
    """The machine of one procedure, with its cases in the database."""

    class Machine(Sequences):
        count = Counter()
        found = []

    Machine.cast = cast
    Machine.clients = {name: cast.client(name) for name in set(PEOPLE)}
    Machine.starts, Machine.acts = town.starts(procedure, cast), town.acts_of(procedure)
    return Machine
