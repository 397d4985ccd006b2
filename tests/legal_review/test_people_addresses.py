"""Every address of filings, extensions, assignments, trainings and counsel: there for its agency alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from core.models import AuditEntry
from enforcement.models import User
from legal_review import trainings, urls_filings, urls_people
from legal_review.models import (
    Counsel,
    CounselRequest,
    PenaltyFiling,
    Qualification,
    ReviewAssignment,
    ReviewerTraining,
    ReviewExtension,
)
from legal_review.services import assignment, extensions
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.dossier import draft
from tests.legal_review import filed
from tests.legal_review.counselling import adviser, ask
from tests.legal_review.waiting import begun

pytestmark = pytest.mark.django_db
# A list or a form of the reader's own agency, without a key.
OWN = {"penalty-filings", "penalty-filing-inbox", "counsel-list", "counsel-create"}
EVERY_ROLE = ("officer", "unithead", "reviewer", "head", "listadmin")
ROWS = (
    *(PenaltyFiling, ReviewExtension, ReviewAssignment, ReviewerTraining),
    *(Counsel, CounselRequest),
)


class Scene:
    """One row of each kind, all of the bureau."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.filing = filed.sent(cast)
        self.package = self.filing.packages.get()
        self.review = begun(draft(cast.bureau))
        on = self.review.submitted_on
        assignment.assign(self.review, on=on)
        self.extension = extensions.ask(self.review, by=cast.reviewer, on=on, reason="复杂。")
        self.reviewer = Qualification.objects.get(account=cast.reviewer)
        self.training = trainings.keep(
            self.reviewer,
            by=cast.listadmin,
            on=on,
            topic="行政处罚法",
            organiser="司法局",
            hours=Decimal(8),
            held_on=on,
        )
        self.counsel = adviser(cast)
        self.request = ask(self.review, cast).request


KEYS: dict[str, Callable[[Scene], Any]] = {
    **{
        f"penalty-filing{name}": lambda scene: scene.filing.pk
        for name in ("", "-send", "-answer", "-receive", "-return", "-ask", "-conclude")
    },
    **{f"penalty-filing-{name}": lambda scene: scene.package.pk for name in ("paper", "zip")},
    **{
        name: lambda scene: scene.review.pk
        for name in ("review-extend", "review-reassign", "counsel-ask")
    },
    "review-extension-answer": lambda scene: scene.extension.pk,
    "counsel-withdraw": lambda scene: scene.request.pk,
    "counsel-end": lambda scene: scene.counsel.pk,
    **{
        f"reviewer-{name}": lambda scene: scene.reviewer.pk
        for name in ("detail", "versed", "train")
    },
    "reviewer-training-void": lambda scene: scene.training.pk,
}


@pytest.fixture
def scene(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    filed.unprinted(monkeypatch)
    return Scene(cast)


def next_door(scene: Scene) -> User:
    """An account of the bureau beside with every role that may do anything here."""
    return factories.user(EVERY_ROLE, scene.cast.other_bureau)


def far_away() -> User:
    """A supervisor of another city."""
    return factories.user("supervisor", factories.agency("远市司法局"))


def counts() -> list[int]:
    return [row._default_manager.count() for row in ROWS]


def test_every_address_is_asked_about() -> None:
    names = {str(pattern.name) for pattern in (*urls_filings.urlpatterns, *urls_people.urlpatterns)}
    assert names == set(KEYS) | OWN


@pytest.mark.parametrize("name", sorted(KEYS))
def test_to_whoever_has_every_right_next_door_the_row_does_not_exist(
    scene: Scene, name: str
) -> None:
    before = counts()
    url = reverse(name, args=[KEYS[name](scene)])
    data = {"text": "x", "reason": "x", "answer": "x", "outcome": "approve", "question": "x"}
    for user in (next_door(scene), far_away()):
        client = client_of(user)
        entries = AuditEntry.objects.exclude(action__startswith="account").count()
        for answer in (client.get(url), client.post(url, data)):
            assert answer.status_code in (403, 404, 405), (name, user)
            page = answer.content.decode()
            assert scene.review.decision.case.title not in page
            assert scene.filing.decision.doc_no not in page
        assert AuditEntry.objects.exclude(action__startswith="account").count() == entries
    assert counts() == before


@pytest.mark.parametrize("name", sorted(KEYS))
def test_nobody_gets_in_without_an_account(scene: Scene, name: str) -> None:
    url = reverse(name, args=[KEYS[name](scene)])
    answer = Client().get(url)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


@pytest.mark.parametrize("name", sorted(OWN - {"penalty-filing-inbox", "counsel-create"}))
def test_a_list_holds_the_own_rows_alone(scene: Scene, name: str) -> None:
    own = scene.cast.client("reviewer").get(reverse(name)).content.decode()
    foreign = client_of(next_door(scene)).get(reverse(name)).content.decode()
    counsel = name == "counsel-list"
    words = scene.counsel.licence if counsel else scene.filing.decision.doc_no
    assert words in own
    assert words not in foreign


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("penalty-filing", "reviewer"),
        ("penalty-filing-send", "unithead"),
        ("penalty-filing-receive", "supervisor"),
        ("review-extend", "reviewer"),
        ("review-reassign", "head"),
        ("review-extension-answer", "head"),
        ("reviewer-detail", "listadmin"),
        ("reviewer-train", "listadmin"),
        ("reviewer-training-void", "listadmin"),
        ("counsel-ask", "reviewer"),
        ("counsel-withdraw", "reviewer"),
        ("counsel-end", "listadmin"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_own_people_find_their_page_in_either_language(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, name: str, who: str, language: str
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: scene.review.submitted_on)
    client = scene.cast.client(who)
    url = reverse(name, args=[KEYS[name](scene)])
    answer = client.get(url, headers={"accept-language": language})
    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


def test_no_address_is_made_for_a_key_of_another_kind() -> None:
    for name in ("penalty-filing", "review-extend", "counsel-ask"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["x"])
