"""A filing attacked with random sequences of acts and raw SQL: whatever comes, what was sent and said holds."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from core import deadlines
from core.errors import RuleError
from core.models import Deadline
from legal_review.flows import PENALTY_FILING
from legal_review.models import FilingEntry, FilingPackage, PenaltyFiling
from legal_review.services import filing_inbox, penalty_filings
from tests.base import Cast
from tests.legal_review.filed import LATER, again, due, unprinted
from tests.legal_review.test_filing_gates import key

pytestmark = pytest.mark.django_db
TABLE = "legal_review_penaltyfiling"
STEPS = 60
SEEDS = range(8)
REFUSALS = (RuleError, PermissionDenied, DatabaseError)
Status, Kind = PenaltyFiling.Status, FilingEntry.Kind
# State -> the states one act may lead to.
AFTER: dict[str, set[str]] = {
    state: {target for source, target in PENALTY_FILING.pairs if source == state}
    for state in Status.values
}


class World:
    """One filing, the people around it and the day, which only goes on."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.on = cast, random.Random(seed), LATER  # noqa: S311  # no secret
        self.row = due(cast)
        self.people = [cast.reviewer, cast.supervisor, cast.officer1, cast.head, cast.outsider]

    def anybody(self) -> Any:
        """Mostly who may, sometimes who may not."""
        return self.dice.choice([*self.people[:2] * 3, *self.people])


def send(w: World) -> None:
    penalty_filings.send(w.row, by=w.anybody(), on=w.on, note=w.dice.choice(["", "已补正。"]))


def answer(w: World) -> None:
    penalty_filings.answer(w.row, by=w.anybody(), on=w.on, text=w.dice.choice(["", "答复。"]))


def give_back(w: World) -> None:
    filing_inbox.give_back(w.row, by=w.anybody(), on=w.on, text=w.dice.choice(["", "缺件。"]))


def receive(w: World) -> None:
    filing_inbox.receive(w.row, by=w.anybody(), on=w.on)


def ask(w: World) -> None:
    filing_inbox.ask(w.row, by=w.anybody(), on=w.on, text="问。", days=w.dice.randint(1, 9))


def conclude(w: World) -> None:
    filing_inbox.conclude(
        w.row, by=w.anybody(), on=w.on, result=w.dice.choice(["clear", "advised", "x"]), text="果。"
    )


def sql(w: World) -> None:
    """A statement past the services."""
    state = w.dice.choice(Status.values)
    change = w.dice.choice(
        [
            f"status = '{state}'",
            "number = '伪造1号'",
            "result = 'clear'",
            "receiver_id = NULL",
            "sent_on = '2020-01-01'",
            f"status = '{state}', result = 'clear', reviewed_on = '2026-04-01'",
            f"status = '{state}', number = '伪造2号', received_on = '2026-04-01'",
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {change} WHERE id = %s", [key(w.row)])  # noqa: S608  # our own text


def wait(w: World) -> None:
    w.on += timedelta(days=w.dice.randint(0, 12))


ACTS: list[Callable[[World], None]] = [
    *(send, answer, give_back, receive, ask, conclude) * 3,
    *(sql, sql, wait),
]


def said(row: PenaltyFiling, kind: str) -> int:
    return row.entries.filter(kind=kind).count()


def assert_sound(row: PenaltyFiling, on: date) -> None:
    """What holds of a filing in every state it can reach."""
    packages, returned = row.packages.count(), said(row, Kind.RETURNED)
    questions, answers = said(row, Kind.QUESTION), said(row, Kind.ANSWER)
    in_hands = row.status not in PenaltyFiling.UNSENT
    assert packages == returned + in_hands
    assert questions - answers == (row.status == Status.ASKED)
    received = row.status in (Status.RECEIVED, Status.ASKED, Status.REVIEWED)
    assert said(row, Kind.RECEIVED) == received
    assert bool(row.number) == received
    assert said(row, Kind.RESULT) == (row.status == Status.REVIEWED) == bool(row.result)
    clock = row.deadline
    assert (clock.outcome == Deadline.Outcome.OPEN) == (not received)
    if clock.outcome == Deadline.Outcome.OPEN:
        assert (clock.suspended_on is not None) == in_hands
    open_questions = deadlines.running().filter(subject_type="filing_question")
    assert open_questions.count() == (row.status == Status.ASKED)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sequence_of_acts_breaks_a_filing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    unprinted(monkeypatch)
    w, moved = World(cast, seed), 1
    penalty_filings.send(w.row, by=cast.reviewer, on=w.on)
    for _turn in range(STEPS):
        before = again(w.row)
        act = w.dice.choice(ACTS)
        try:
            with transaction.atomic():
                act(w)
        except REFUSALS:
            assert again(w.row).status == before.status
            continue
        w.row = again(w.row)
        if w.row.status != before.status:
            moved += 1
            assert w.row.status in AFTER[before.status], act.__name__
            assert act is not sql, "a statement moved the filing"
        assert_sound(w.row, w.on)
    assert moved > 1


def test_packages_are_numbered_in_their_order(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    row = due(cast)
    for turn in range(4):
        penalty_filings.send(row, by=cast.reviewer, on=LATER, note="补。" if turn else "")
        if turn < 3:
            filing_inbox.give_back(row, by=cast.supervisor, on=LATER, text="缺。")
    ordinals = FilingPackage.objects.filter(filing=row).values_list("ordinal", flat=True)
    assert list(ordinals) == [1, 2, 3, 4]
    assert_sound(again(row), LATER)
