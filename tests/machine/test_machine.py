"""No sequence of actions over services, pages, API and SQL reaches a state the law forbids.

The suite walks a few sequences of every procedure; `make machine` walks PORTAL_MACHINE_RUNS of
them (10,000 unless told otherwise). A sequence begins with a case at some stage and is undone.
"""

import logging
import os
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core.errors import RuleError
from enforcement.models import Case, User
from tests.base import Cast
from tests.factories import PAPER, at
from tests.machine import calls, filling, forbidden, pages, statements, town

pytestmark = [pytest.mark.django_db]
RUNS = int(os.environ.get("PORTAL_MACHINE_RUNS", "36"))
LONG = "PORTAL_MACHINE_RUNS" in os.environ
STEPS = 6
# The rest is careless: anybody, on any day, with anything.
CAREFUL = 0.8
AHEAD = 3
THROUGH_API = 0.5
# The least share of the pages sent in a long run that are to be taken.
DONE = 0.1
REFUSALS = (RuleError, PermissionDenied, DatabaseError, ObjectDoesNotExist)
PEOPLE = (
    "officer1",
    "officer2",
    "unithead",
    "head",
    "reviewer",
    "publisher",
    "publisher2",
    "outsider",
)
seeds = st.integers(0, 2**32)


class Papers:
    """Stands in for the engine of the papers: what they say is not what is tried here."""

    @staticmethod
    def render(template: str, context: dict[str, Any]) -> bytes:
        return PAPER

    @staticmethod
    def page_count(data: bytes) -> int:
        return 1


@dataclass(frozen=True)
class Walk:
    """Somebody on a page on a day, careful or not."""

    visit: pages.Visit
    on: date
    careful: bool

    def __str__(self) -> str:
        return f"{self.visit.page.name} by {self.visit.who} on {self.on}"


class Sequences(RuleBasedStateMachine):
    """One sequence of actions on one case, by anybody, on any of its days, over any channel."""

    cast: ClassVar[Cast]
    clients: ClassVar[dict[str, Client]]
    starts: ClassVar[list[town.Start]]
    acts: ClassVar[list[Any]]
    pages: ClassVar[list[Any]]
    everybody: ClassVar[dict[str, User]]
    count: ClassVar[Counter[str]]
    found: ClassVar[list[str]]

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.savepoint()
        self.count["sequences"] += 1
        self.done: list[str] = []
        self.over = False

    @initialize(seed=seeds)
    def begin(self, seed: int) -> None:
        """One of the cases."""
        self.throw(seed)
        self.start = self.dice.choice(self.starts)
        self.seen = forbidden.Seen(self.start.subject)
        self.today = self.start.today

    @rule(seed=seeds)
    def go_on(self, seed: int) -> None:
        """A lawful next step, which may not be the next one now."""
        self.throw(seed)
        steps = town.STEPS[self.start.procedure]
        name = self.dice.choice(list(steps))
        on = self.day(careful=self.dice.random() < CAREFUL)
        self.act(
            "services",
            f"{name} on {on}",
            on,
            lambda: steps[name](self.start.subject, self.cast, on),
        )

    @rule(seed=seeds)
    def go_on_again(self, seed: int) -> None:
        """Twice as often, so that sequences get far."""
        self.go_on(seed)

    @rule(seed=seeds)
    def send_a_page(self, seed: int) -> None:
        """A page of the case, filled in by somebody."""
        self.throw(seed)
        walk = self.walk(self.pages)
        if walk:
            self.act("pages", f"{walk}", walk.on, lambda: self.send(walk))

    @rule(seed=seeds)
    def send_another_page(self, seed: int) -> None:
        """Twice as often: that is how the portal is used."""
        self.send_a_page(seed)

    @rule(seed=seeds)
    def call_a_service(self, seed: int) -> None:
        """The service behind an act, with values no form let through; or an act of the API."""
        self.throw(seed)
        if self.start.model is Case and self.dice.random() < THROUGH_API:
            self.call_the_api()
            return
        walk = self.walk(self.acts)
        if walk:
            self.act("services", f"{walk} (service)", walk.on, lambda: self.call(walk))

    @rule(seed=seeds)
    def write_sql(self, seed: int) -> None:
        """A statement against the tables."""
        self.throw(seed)
        on = self.dice.choice(self.start.days)
        self.act(
            "SQL",
            "SQL",
            on,
            lambda: statements.disturb(self.start.subject, self.dice, self.start.days, self.cast),
        )

    # --------------------------------------------------------------------------- the channels
    def call_the_api(self) -> None:
        """An act of the API on the case, by who usually calls it or by anybody."""
        call = self.dice.choice(calls.CALLS)
        who = call[-1] if self.dice.random() < CAREFUL else self.dice.choice(list(self.everybody))
        on = self.day(careful=self.dice.random() < CAREFUL)
        self.act("API", f"{call[0]} by {who} on {on}", on, lambda: self.post(call, who))

    def throw(self, seed: int) -> None:
        """Dice for one action. Small seeds come up again and again: what was done makes them differ."""
        done = sum(self.count.values())
        self.dice = random.Random(f"{done} {seed}")  # noqa: S311  # a walk, not a secret

    def day(self, *, careful: bool) -> date:
        """The same day or one of the next; any for who is careless."""
        days = sorted(set(self.start.days))
        if not careful:
            return self.dice.choice(days)
        later = [one for one in days if one >= self.today] or days[-1:]
        self.today = self.dice.choice(later[:AHEAD])
        return self.today

    def walk(self, choice: list[Any]) -> "Walk | None":
        """A page or act of the case, and how it is used; None when none was found."""
        careful, who = self.dice.random() < CAREFUL, self.dice.choice(list(self.everybody))
        visit = pages.chosen(choice, self.start.pk, who, self.everybody, self.dice, careful=careful)
        return Walk(visit, self.day(careful=careful), careful) if visit else None

    def sent(self, walk: "Walk", form: Any) -> dict[str, Any]:
        """What is typed: a careful person knows what day it is, and enters none ahead."""
        if form is None:
            return {}
        if not walk.careful:
            return filling.filled(form, self.dice, self.start.days, filling.CARELESS)
        past = [one for one in self.start.days if one <= walk.on]
        return filling.filled(
            form, self.dice, [*past, *([walk.on] * (len(past) + 1))], filling.CAREFUL
        )

    def send(self, walk: "Walk") -> bool:
        page, row, who = walk.visit.page, walk.visit.row, walk.visit.who
        form = pages.form_of(page, row, self.clients[who], walk.on)
        answer = self.clients[who].post(reverse(page.name, args=[row.pk]), self.sent(walk, form))
        assert answer.status_code < 500, (page.name, answer.status_code)
        return answer.status_code == 302

    def post(self, call: Any, who: str) -> bool:
        name, key, body, _usual = call
        case = self.start.subject
        answer = self.clients[who].post(
            reverse(name, args=[key(case)]), body(case, self.dice), "application/json"
        )
        assert answer.status_code < 500, (name, answer.status_code)
        return bool(answer.status_code == 200)

    def call(self, walk: "Walk") -> bool:
        act, row = walk.visit.page, walk.visit.row
        sent = self.sent(walk, act.form(row=row, on=walk.on))
        form = act.form(sent, sent, row=row, on=walk.on)
        if not form.is_valid():
            return False
        values = filling.bent(form.cleaned_data, self.dice, self.start.days)
        act.do(row, by=self.everybody[walk.visit.who], **values)
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


def places(error: BaseException) -> list[str]:
    """Where in the portal it was raised, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if ".venv" not in frame.filename]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in own[-3:]]


@pytest.fixture
def papers() -> Iterator[None]:
    """No paper is rendered."""
    logging.disable(logging.CRITICAL)
    with patch("recording.services.documents.pdf", Papers):
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("procedure", sorted(town.BUILDERS))
def test_no_sequence_over_services_pages_api_and_sql_reaches_a_forbidden_state(
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
    if LONG:
        assert machine.count["API"] > 0 or procedure == "draw"
        # A machine that is always refused finds nothing.
        assert machine.count["pages done"] > machine.count["pages"] * DONE


def prepared(procedure: str, cast: Cast) -> type[Sequences]:
    """The machine of one procedure, with its cases in the database."""

    class Machine(Sequences):
        count = Counter()
        found = []

    Machine.cast = cast
    Machine.clients = {name: cast.client(name) for name in PEOPLE}
    Machine.everybody = {name: cast.people[name] for name in PEOPLE}
    Machine.starts, Machine.acts = town.starts(procedure, cast), town.acts_of(procedure)
    Machine.pages = [*Machine.acts, *(() if procedure == "draw" else pages.OTHERS)]
    return Machine
