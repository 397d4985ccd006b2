"""Every page of a record and of a review is there for its agency and nowhere else."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from core.models import AuditEntry
from enforcement.models import (
    Case,
    Decision,
    Defence,
    Discussion,
    Exclusion,
    Extension,
    Hearing,
    Notice,
)
from enforcement.services import decision_time, discussions, notices
from legal_review.models import Qualification, Review
from recording import urls as recording_urls
from recording.models import (
    Archive,
    Device,
    DisposalAppraisal,
    Document,
    Evidence,
    RecordingMark,
    Service,
    Step,
)
from tests import factories, hearings
from tests.base import Cast
from tests.enforcement.dossier import draft, tell
from tests.legal_review.blank import ON
from tests.legal_review.test_reviews_against_sql import opened
from tests.recording import bare, edited

Key = Callable[["Scene"], Any]


class Scene:
    """One row of each kind, all of the bureau."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.decision: Decision = draft(cast.bureau)
        self.case: Case = self.decision.case
        self.review: Review = opened(self.decision)
        self.notice: Notice = tell(self.decision, on=ON)
        by = cast.officer1
        self.defence: Defence = notices.defend(self.notice, by=by, on=ON, text="不服。")
        self.hearing: Hearing = hearings.schedule(hearings.ask(self.asked(cast), on=ON))
        self.extension: Extension = decision_time.request(self.case, by=by, on=ON, reason="复杂。")
        self.exclusion: Exclusion = decision_time.exclude(
            self.case, by=by, on=ON, ground="testing", paper="委托书"
        )
        self.discussion: Discussion = discussions.call(
            self.decision, by=by, on=ON, ground="情节复杂。"
        )
        self.evidence: Evidence = bare.item(self.case, by)
        self.edited = edited.row(self.evidence, cast)
        self.device = Device.objects.create(
            agency=cast.bureau, number="示录0001", kind="body", registered_on=ON
        )
        self.disposal = DisposalAppraisal.objects.create(
            agency=cast.bureau,
            appraiser=cast.unithead,
            members="石承方",
            grounds="期满",
            assessment="无保存价值",
            appraised_on=ON,
        )
        self.mark = RecordingMark.objects.create(
            evidence=self.evidence, segment="scene", created_by=by
        )
        self.paper: Document = bare.paper(self.case, by)
        self.archive: Archive = bare.archive(self.case, by)
        self.qualification = Qualification.objects.get(account=cast.reviewer)

    def asked(self, cast: Cast) -> Notice:
        """A notice of another case, with the right to a hearing."""
        return tell(draft(cast.bureau, fine_cents=5_000_000), on=ON)


KEYS: dict[str, Key] = {
    "case-record": lambda scene: scene.case.pk,
    "step-create": lambda scene: scene.case.pk,
    "paper-list": lambda scene: scene.case.pk,
    "evidence-list": lambda scene: scene.case.pk,
    "evidence-upload": lambda scene: scene.case.pk,
    **{
        name: lambda scene: scene.device.pk
        for name in (
            "device-detail",
            "device-take",
            "device-return",
            "device-fault",
            "device-mend",
            "device-retire",
        )
    },
    **{
        name: lambda scene: scene.disposal.pk
        for name in ("disposal-detail", "disposal-paper", "disposal-approve", "disposal-refuse")
    },
    "case-coverage": lambda scene: scene.case.pk,
    "coverage-explain": lambda scene: scene.case.pk,
    "evidence-mark": lambda scene: scene.evidence.pk,
    "mark-take-back": lambda scene: scene.mark.pk,
    "evidence-download": lambda scene: scene.evidence.pk,
    "evidence-edit": lambda scene: scene.evidence.pk,
    "edited-detail": lambda scene: scene.edited.pk,
    "edited-download": lambda scene: scene.edited.pk,
    "document-pdf": lambda scene: scene.paper.pk,
    "notice-serve": lambda scene: scene.decision.pk,
    "defence-record": lambda scene: scene.notice.pk,
    "notice-waive": lambda scene: scene.notice.pk,
    "hearing-request": lambda scene: scene.notice.pk,
    "case-procedure": lambda scene: scene.case.pk,
    "consent-sign": lambda scene: scene.case.pk,
    "consent-end": lambda scene: scene.case.pk,
    "extension-request": lambda scene: scene.case.pk,
    "extension-answer": lambda scene: scene.extension.pk,
    "exclusion-start": lambda scene: scene.case.pk,
    "exclusion-end": lambda scene: scene.exclusion.pk,
    "discussion-call": lambda scene: scene.decision.pk,
    "discussion-hold": lambda scene: scene.discussion.pk,
    "hearing-schedule": lambda scene: scene.notice.pk,
    "hearing-withdraw": lambda scene: scene.notice.pk,
    "hearing-reschedule": lambda scene: scene.hearing.pk,
    "hearing-bench": lambda scene: scene.hearing.pk,
    "hearing-hold": lambda scene: scene.hearing.pk,
    "hearing-terminate": lambda scene: scene.hearing.pk,
    "hearing-close": lambda scene: scene.hearing.pk,
    "defence-answer": lambda scene: scene.defence.pk,
    "decision-issue": lambda scene: scene.decision.pk,
    "decision-issue-on-spot": lambda scene: scene.decision.pk,
    "decision-serve": lambda scene: scene.decision.pk,
    "case-close": lambda scene: scene.case.pk,
    "case-archive": lambda scene: scene.case.pk,
    "archive-detail": lambda scene: scene.case.pk,
    "archive-export": lambda scene: scene.archive.case_id,
    "archive-manifest": lambda scene: scene.case.pk,
    "case-print": lambda scene: scene.case.pk,
    "review-detail": lambda scene: scene.review.pk,
    "review-withdraw": lambda scene: scene.review.pk,
    "case-review": lambda scene: scene.case.pk,
    "review-submit": lambda scene: scene.case.pk,
    "qualification-end": lambda scene: scene.qualification.pk,
}
# A list of the reader's own agency, without a key: tests/recording/test_number_register.py.
OWN_LISTS = {
    "access-list",
    "live-list",
    "supply-list",
    "archive-script",
    "device-create",
    "device-list",
    "disposal-create",
    "disposal-list",
    "storage-list",
    "evidence-search",
    "station-list",
    "number-list",
    "loan-list",
    "loan-mine",
    "file-room",
}
MATRIX = Path(__file__).resolve().parent.parent / "permissions" / "matrix.toml"
STRANGERS = ("officer", "unithead", "reviewer", "head", "listadmin")
ROWS = (Step, Document, Evidence, Service, Archive, Review, Notice, Defence)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast)


def strangers(scene: Scene) -> Client:
    """An account of the bureau beside with every role that may do anything here."""
    account = factories.user(STRANGERS, scene.cast.other_bureau)
    client = Client()
    client.force_login(account, backend="core.permissions.RoleBackend")
    return client


def counts() -> list[int]:
    return [row._default_manager.count() for row in ROWS]


def test_the_table_has_every_address_of_the_record() -> None:
    names = {str(pattern.name) for pattern in recording_urls.urlpatterns}
    # The rest is asked by role in the permission matrix, whose outsider is of another agency.
    matrix = tomllib.loads(MATRIX.read_text(encoding="utf-8"))
    assert names - set(KEYS) - OWN_LISTS <= set(matrix["rows"]) & set(matrix["get"])
    for name in KEYS:
        assert get_resolver().reverse_dict.getlist(name), name


@pytest.mark.parametrize("name", KEYS)
def test_to_whoever_has_every_right_next_door_the_row_does_not_exist(
    scene: Scene, name: str
) -> None:
    client, before = strangers(scene), counts()
    entries = AuditEntry.objects.exclude(action__startswith="account").count()
    url = reverse(name, args=[KEYS[name](scene)])
    for answer in (client.get(url), client.post(url, {"on": "2026-03-16", "reason": "x"})):
        assert answer.status_code == 404, name
        page = answer.content.decode()
        assert scene.case.title not in page
        assert scene.case.party.name not in page
    assert counts() == before
    assert AuditEntry.objects.exclude(action__startswith="account").count() == entries


@pytest.mark.parametrize("name", KEYS)
def test_a_row_that_never_was_is_answered_exactly_like_a_foreign_one(
    scene: Scene, name: str
) -> None:
    client, key = strangers(scene), KEYS[name](scene)
    none = 10**9 if isinstance(key, int) else "00000000-0000-4000-8000-000000000000"
    foreign = client.get(reverse(name, args=[key]))
    missing = client.get(reverse(name, args=[none]))
    assert foreign.status_code == missing.status_code == 404
    assert plain(foreign.content.decode()) == plain(missing.content.decode())


def plain(page: str) -> str:
    """The page without its own address and what is new with every answer."""
    return re.sub(r"[0-9a-f-]{32,36}|\d{9,}|/\d+[/.]|[A-Za-z0-9]{64}", "", page)


@pytest.mark.parametrize("name", ["case-record", "evidence-list", "case-review", "review-detail"])
def test_the_own_people_do_find_their_row(scene: Scene, name: str) -> None:
    url = reverse(name, args=[KEYS[name](scene)])
    assert scene.cast.client("officer1").get(url).status_code == 200
    assert scene.cast.client("supervisor").get(url).status_code in (200, 302, 403)


@pytest.mark.parametrize("name", ["review-queue", "qualification-list"])
def test_lists_show_a_stranger_nothing_of_the_bureau(scene: Scene, name: str) -> None:
    page = strangers(scene).get(reverse(name)).content.decode()
    assert scene.case.title not in page
    assert scene.cast.reviewer.name not in page


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "../1", "0x10"])
def test_a_key_that_is_none_has_no_address(key: str) -> None:
    for name in KEYS:
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[key])
