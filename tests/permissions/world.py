"""What the matrix asks about: the roles, and a row of the bureau for every page."""

import tomllib
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from core import fixity
from core.models import Alert, AuditCheckpoint, AuditTimestamp, Blob, NumberUse
from disclosure.models import LedgerCheckpoint, Publication
from disclosure.services import open_data
from enforcement.models import Case, Certificate, Decision, Defence
from legal_review import catalogue
from legal_review.models import (
    Counsel,
    CounselRequest,
    Qualification,
    Review,
    ReviewerTraining,
)
from recording.models import (
    AccessGrant,
    Closure,
    Derivative,
    Document,
    Evidence,
    LegalHold,
    RecordingMark,
    Step,
    Supply,
    SupplyLink,
    Upload,
)
from recording.services import media, supply_links
from supervision.models import Liability
from tests import factories
from tests.base import Cast
from tests.browser.scene import build
from tests.browser.stops import Scene
from tests.permissions.machines import known_portals, sent_by_a_station, sent_by_a_system
from tests.permissions.waiting import answer_to_serve, more_time
from tests.purposes import told

TABLE = Path(__file__).parent / "matrix.toml"
# Column of the table -> member of the cast; the outsider is an officer of another agency.
ROLES = {
    "anonymous": "",
    "officer": "officer1",
    "unithead": "unithead",
    "reviewer": "reviewer",
    "head": "head",
    "publisher": "publisher",
    "listadmin": "listadmin",
    "supervisor": "supervisor",
    "admin": "admin",
    "outsider": "outsider",
}


@dataclass(frozen=True)
class Line:
    """One line of the table: a URL name, a method, the row it opens, a status for each role."""

    name: str
    method: str
    row: str
    expected: dict[str, int]

    @property
    def label(self) -> str:
        """Its name in the list of tests."""
        return f"{self.method}-{self.name}"


def lines() -> list[Line]:
    """The whole table."""
    data = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    rows: dict[str, str] = data["rows"]
    return [
        Line(name, method, rows.get(name, ""), statuses(words))
        for method in ("get", "post")
        for name, words in data[method].items()
    ]


def statuses(words: str) -> dict[str, int]:
    """A status for each role, in the order of the columns."""
    found = [int(word) for word in words.split()]
    return dict(zip(ROLES, found, strict=True))


def url_names(resolver: URLResolver | None = None) -> set[str]:
    """Every URL name of the project."""
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(str(entry.name))
        else:
            found |= url_names(entry)
    return found


def counselled(cast: Cast, scene: Scene) -> dict[str, Any]:
    """A counsel who was asked about the open review and did not come yet, and a training."""
    review = Review.objects.select_related("version").get(pk=UUID(scene["review"]))
    now = timezone.now()
    counsel = Counsel.objects.create(
        agency=cast.bureau,
        kind="adviser",
        name="顾问试",
        organisation="示例律师事务所",
        licence="示10001",
        valid_from=now.date(),
    )
    asked = CounselRequest.objects.create(
        review=review,
        counsel=counsel,
        version_sha256=review.version.sha256,
        question="裁量是否适当？",
        asked_by=cast.reviewer,
        asked_at=now,
        token_hash=supply_links.hashed("y" * 32),
        code_hash=supply_links.hashed("code"),
        expires_at=now + timedelta(days=1),
    )
    training = ReviewerTraining.objects.create(
        qualification=Qualification.objects.get(account=cast.reviewer),
        topic="行政处罚法",
        organiser="云溪市司法局",
        hours=8,
        held_on=now.date(),
        kept_by=cast.listadmin,
    )
    return {
        "counsel": counsel.pk,
        "counsel_asked": asked.pk,
        "counsel_token": "y" * 32,
        "first": 1,
        "training": training.pk,
    }


def announced(cast: Cast, scene: Scene) -> Upload:
    """An upload of the first officer that waits for its first byte."""
    return Upload.objects.create(
        agency=cast.bureau,
        case_id=UUID(scene["told"]),
        owner=cast.officer1,
        file_name="现场.mp4",
        size=9,
        expires_at=timezone.now() + timedelta(days=1),
    )


def copied(scene: Scene) -> str:
    """The kind of a copy of the photograph that the worker made."""
    blob = Evidence.objects.get(pk=UUID(scene["photograph"])).blob
    media.keep(blob, media.find(blob), at=timezone.now())
    media.make_waiting()
    return str(Derivative.objects.filter(blob=blob, status="ready")[0].kind)


def applied(cast: Cast, key: UUID) -> Supply:
    """An application to supply evidence of the case that nobody decided on."""
    return Supply.objects.create(
        case_id=key,
        agency=cast.bureau,
        applicant="钟法官",
        organisation="云溪市人民法院",
        basis="court",
        purpose="审理",
        channel="link",
        due_on=timezone.localdate(),
        asked_by=cast.officer1,
        asked_at=timezone.now(),
    )


def ready_to_fetch(cast: Cast, key: UUID, token: str) -> int:
    """An approved supply whose copies are made, with a link nobody has opened."""
    row, now = applied(cast, key), timezone.now()
    steps = Supply.objects.filter(pk=row.pk)
    steps.update(status="approved", number="示例1号", decided_by=cast.head, decided_at=now)
    steps.update(status="ready", manifest=Blob.objects.all()[0])
    SupplyLink.objects.create(
        supply=row,
        token_hash=supply_links.hashed(token),
        code_hash=supply_links.hashed("code"),
        expires_at=now + timedelta(days=1),
        created_by=cast.officer1,
        created_at=now,
    )
    return int(row.pk)


def stamped() -> AuditCheckpoint:
    """The first signed head, with the answer of an authority that nobody checks here."""
    row, now = AuditCheckpoint.objects.order_by("size")[0], timezone.now()
    AuditTimestamp.objects.create(checkpoint=row, day=now.date(), token=b"0", told_at=now)
    return row


def settled(client: Client) -> str:
    """The session of the client, which has said what it opens the evidence of each case for."""
    return told(client, *Case.objects.all()).cookies[settings.SESSION_COOKIE_NAME].value


def fallen(key: UUID) -> Liability:
    """The follow-up of a decision that did not stand."""
    decision = Decision.objects.get(pk=key)
    on = timezone.localdate()
    return Liability.objects.create(
        decision=decision, agency_id=decision.agency_id, ground="撤销", revoked_on=on, opened_on=on
    )


def ended_closure(cast: Cast, key: UUID) -> dict[str, Any]:
    """A closure of the item that was lifted, and a grant in its case."""
    item, now = Evidence.objects.get(pk=key), timezone.now()
    closure = Closure.objects.create(
        case=item.case,
        evidence=item,
        group="private",
        reason="病历",
        set_by=cast.head,
        lifted_reason="已遮盖",
        lifted_by=cast.head,
        lifted_at=now,
    )
    grant = AccessGrant.objects.create(
        case=item.case,
        role="reviewer",
        purpose="法制审核",
        ends_at=now + timedelta(days=9),
        granted_by=cast.head,
    )
    return {"closure": closure.pk, "access_grant": grant.pk}


def of_the_case(cast: Cast, scene: Scene) -> dict[str, Any]:
    """Rows of cases: steps, papers, supplies."""
    told = UUID(scene["told"])
    return {
        "notice": Defence.objects.get(pk=scene["defence"]).notice.pk,
        "step": Step.objects.filter(case_id=told)[0].pk,
        "upload": announced(cast, scene).pk,
        "document": Document.objects.filter(case_id=told)[0].pk,
        "execution_paper": answer_to_serve(scene),
        "supply": applied(cast, told).pk,
        "supply_ready": ready_to_fetch(cast, told, "x" * 32),
        "supply_token": "x" * 32,
        "alert": warned(cast, scene).pk,
    }


def warned(cast: Cast, scene: Scene) -> Alert:
    """A warning of the clock of a publication."""
    clock = Publication.objects.get(pk=scene["pending"]).deadline
    assert clock is not None
    return Alert.objects.create(
        deadline=clock, recipient=cast.head, level=Alert.Level.WARN_1, text="即将到期"
    )


def of_its_evidence(cast: Cast, scene: Scene) -> dict[str, Any]:
    """Rows about the photograph."""
    key = UUID(scene["photograph"])
    mark = RecordingMark.objects.create(evidence_id=key, segment="scene", created_by=cast.officer1)
    hold = LegalHold.objects.create(evidence_id=key, reason="诉讼", set_by=cast.head)
    return {
        "mark": mark.pk,
        "copy": f"{key} {copied(scene)}",
        "hold": hold.pk,
        **ended_closure(cast, key),
    }


def of_the_bureau(cast: Cast, scene: Scene) -> dict[str, Any]:
    """Rows of no case, and of a decision that fell."""
    return {
        **sent_by_a_station(cast),
        **sent_by_a_system(cast),
        **known_portals(cast),
        "qualification": Qualification.objects.get(account=cast.reviewer).pk,
        "certificate_row": Certificate.objects.filter(officer=cast.officers[0])[0].pk,
        "fixity_run": fixity.begin(timezone.now()).pk,
        "month": "2026 3",
        "checkpoint": stamped().size,
        "script": "verify_custody.py",
        "credential_list": "revoked.txt",
        "ledger_size": LedgerCheckpoint.objects.order_by("size")[0].size,
        "ledger_tile": "000000",
        "snapshot_file": f"{open_data.take(timezone.localdate()).day} manifest.json",
        "ledger_script": "verify_ledger.py",
        "number": NumberUse.objects.filter(series__agency_id=cast.bureau.pk)[0].pk,
        "sheet": "csv",
        "flowchart": "legal-review",
        "liability": fallen(UUID(scene["issued"])).pk,
    }


@dataclass(frozen=True)
class World:
    """The keys of the rows of the bureau, and the session each role is logged in with."""

    cast: Cast
    scene: Scene
    sessions: dict[str, str]

    @classmethod
    def build(cls, cast: Cast) -> "World":
        """The scene of the browser tests, and the rows it does not name."""
        scene = build(cast)
        rows = {
            **of_the_case(cast, scene),
            **of_its_evidence(cast, scene),
            **of_the_bureau(cast, scene),
            "review_extension": more_time(cast, scene),
            **counselled(cast, scene),
        }
        sessions = {
            role: settled(cast.client(member)) if member else "" for role, member in ROLES.items()
        }
        return cls(cast, {**scene, **{key: str(value) for key, value in rows.items()}}, sessions)

    def client(self, role: str) -> Client:
        """A fresh browser in the session of the role: what a page does to it ends with the test."""
        client = Client()
        if self.sessions[role]:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def path(self, name: str, row: str) -> str:
        """The address of a page about a row of the bureau."""
        keys = [key for word in row.split() for key in self.scene[word].split()]
        return reverse(name, args=keys)

    def ask(self, line: Line, role: str) -> int:
        """The status the role gets; an act of the API is asked for with a complete body."""
        path, client = self.path(line.name, line.row), self.client(role)
        if line.method == "post" and line.name.startswith("api-"):
            return int(client.post(path, self.body(), "application/json").status_code)
        return int(getattr(client, line.method)(path).status_code)

    def body(self) -> dict[str, Any]:
        """What the acts of the API ask for, all of it."""
        heads = catalogue.heads(self.cast.bureau.rules())
        checks = [{"head": head, "result": "pass", "note": ""} for head in heads]
        answers = [asdict(answer) for answer in factories.answers(self.cast.bureau)]
        given = {"declared": True, "answers": answers, "opinion": "同意。", "checks": checks}
        return {**given, "problems": ["materials"]}
