"""The door of counsel attacked: random orders of knocking, codes, undertakings and looks never show too much."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from enforcement.services import decisions
from legal_review.models import CounselRequest, CounselView, Review
from legal_review.services import counsel, counsel_door
from legal_review.services.counsel_door import Step
from recording.models import Closure, Document, Evidence
from tests.base import Cast
from tests.legal_review.counselling import ask, browser, door, review, unprinted
from tests.legal_review.waiting import decide

pytestmark = pytest.mark.django_db
SEEDS, STEPS = range(6), 40
REFUSALS = (RuleError, DatabaseError)
Status = Review.Status


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


class World:
    """A draft under review, the link of one counsel, and whoever tries it."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice = cast, random.Random(seed)  # noqa: S311  # no secret
        self.review = review(cast)
        self.handed = ask(self.review, cast)
        self.secret, self.now = "", timezone.now()

    def fresh(self) -> CounselRequest:
        """The request as it is now."""
        found = counsel_door.find(self.handed.token)
        assert found is not None
        return found


def give_code(w: World) -> None:
    code = w.dice.choice([w.handed.code, "12345678", ""])
    w.secret = counsel_door.bind(w.fresh(), code=code, at=w.now)


def undertake(w: World) -> None:
    counsel_door.accept(w.fresh(), at=w.now)


def look(w: World) -> None:
    row = w.fresh()
    papers = counsel_door.papers(row)
    paper = w.dice.choice([None, *papers])
    counsel_door.looked(row, at=w.now, paper=paper)


def advise(w: World) -> None:
    counsel.advise(w.fresh(), at=w.now, text=w.dice.choice(["", "可以。"]))


def wait(w: World) -> None:
    w.now += timedelta(hours=w.dice.choice([1, 8, 60]))


def close_film(w: World) -> None:
    film = Evidence.objects.get(case=w.review.decision.case)
    Closure.objects.create(
        case=film.case, evidence=film, group="trade", reason="示例", set_by=w.cast.head
    )


def edit(w: World) -> None:
    text = f"事实{w.dice.random()}"
    decisions.edit(w.review.decision, by=w.cast.officer1, content={"facts": text})


def withdraw(w: World) -> None:
    counsel.withdraw(w.fresh(), by=w.cast.reviewer, at=w.now, reason="误发")


ACTS: list[Callable[[World], None]] = [
    *(give_code, undertake, look, look, advise) * 4,
    *(wait, close_film, edit, withdraw),
]


def assert_sound(w: World, before: int) -> None:
    """What holds of the link after every act."""
    row = w.fresh()
    step = counsel_door.knock(row, secret=w.secret, at=w.now)
    live = row.ended_at is None and w.now < row.expires_at and counsel.shows(row.review)
    assert (step == Step.OPEN) == bool(live and w.secret and row.accepted_at)
    assert counsel_door.knock(row, secret="another", at=w.now) in (Step.CLOSED, Step.CODE)
    if row.advice:
        assert row.accepted_at is not None
        assert row.ended_at is not None
        assert row.document is not None
    seen = CounselView.objects.filter(request=row).count()
    if seen > before:
        assert row.accepted_at is not None
    closed = Closure.objects.filter(case=row.review.decision.case).exists()
    titles = {paper.title for paper in counsel_door.papers(row)}
    assert titles == {"询问笔录"} | (set() if closed else {"现场录像"})
    assert row.review.decision.clearance is None
    assert row.review.status == Status.OPEN


@pytest.mark.parametrize("seed", SEEDS)
def test_no_order_of_acts_shows_too_much_or_clears_a_draft(cast: Cast, seed: int) -> None:
    w = World(cast, seed)
    done: set[str] = set()
    for _turn in range(STEPS):
        act = w.dice.choice(ACTS)
        seen = CounselView.objects.count()
        try:
            with transaction.atomic():
                act(w)
        except REFUSALS:
            assert CounselView.objects.count() == seen
        else:
            done.add(act.__name__)
        assert_sound(w, seen)
    assert done


def test_the_advice_of_counsel_never_stands_for_the_opinion(cast: Cast) -> None:
    row = review(cast)
    handed = ask(row, cast)
    client = browser(handed)
    client.post(reverse("counsel-advise", args=[handed.token]), {"text": "同意，请决定。"})
    assert Document.objects.filter(kind="review_advice").count() == 1
    assert Document.objects.filter(kind="review_opinion").count() == 0
    passed = decide(row, cast.reviewer)
    assert passed.reviewer == cast.reviewer
    assert Document.objects.filter(kind="review_opinion").count() == 1


@pytest.mark.parametrize("what", ["forged", "of another link", "missing"])
def test_a_cookie_that_is_not_the_link_s_own_opens_nothing(cast: Cast, what: str) -> None:
    first, second = ask(review(cast), cast), ask(review(cast), cast)
    browser(first)
    other = browser(second)
    client = Client()
    if what == "forged":
        client.cookies["counsel"] = signing.get_cookie_signer(salt="x").sign("guess")
    elif what == "of another link":
        client.cookies["counsel"] = other.cookies["counsel"].value
    assert client.get(door(first)).status_code == 404


def test_the_cookie_is_for_the_address_alone_and_out_of_reach_of_scripts(cast: Cast) -> None:
    handed = ask(review(cast), cast)
    cookie = browser(handed).cookies["counsel"]
    assert cookie["path"] == door(handed)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    stored: Any = CounselRequest.objects.values_list("binding_hash", flat=True).get()
    assert stored not in str(cookie.value)


@pytest.mark.parametrize("name", ["counsel-confirm", "counsel-accept", "counsel-advise"])
def test_what_is_posted_is_not_read(cast: Cast, name: str) -> None:
    handed = ask(review(cast), cast)
    client = browser(handed)
    assert client.get(reverse(name, args=[handed.token])).status_code in (404, 405)


def test_who_presses_too_often_is_slowed_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()  # another test may have pressed on a request of the same key
    monkeypatch.setattr(counsel_door, "PACE", 2)
    handed = ask(review(cast), cast)
    wrong = "0" * 8 if handed.code != "0" * 8 else "1" * 8
    for _turn in range(2):
        with pytest.raises(RuleError, match="不正确"):
            counsel_door.bind(handed.request, code=wrong, at=timezone.now())
    with pytest.raises(RuleError):
        counsel_door.bind(handed.request, code=handed.code, at=timezone.now())
    assert CounselRequest.objects.get().bound_at is None


def test_supplements_reach_counsel_with_the_list_as_supplemented(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = review(cast)
    handed = ask(row, cast)
    listed = row.materials[:1]
    monkeypatch.setattr(Review, "sealed", lambda self: (listed, ""))
    found = counsel_door.find(handed.token)
    assert found is not None
    assert [paper.title for paper in counsel_door.papers(found)] == ["询问笔录"]
