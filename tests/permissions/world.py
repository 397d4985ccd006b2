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
from disclosure.models import Publication
from enforcement.models import Case, Certificate, Decision, Defence
from legal_review import catalogue
from legal_review.models import Qualification
from recording.models import (
    AccessGrant,
    Closure,
    Derivative,
    Document,
    Evidence,
    LegalHold,
    RecordingMark,
    Station,
    Step,
    Supply,
    SupplyLink,
    Upload,
)
from recording.services import media, supply_links
from tests import factories
from tests.base import Cast
from tests.browser.scene import build
from tests.browser.stops import Scene
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


def answer_to_serve(scene: Scene) -> int:
    """The key of an answer about the fine that waits to be served."""
    decision = Decision.objects.get(pk=scene["fined"])
    row = Document.objects.filter(case=decision.case)[0]
    row.pk, row.kind, row.decision = None, "deferral_notice", decision
    row.save(force_insert=True)
    return int(row.pk)


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


def sent_by_a_station(cast: Cast) -> dict[str, Any]:
    """A station of the bureau and a recording it sent that no case has taken."""
    station = Station.objects.create(
        agency=cast.bureau, name="一楼采集站", token_sha256="0" * 64, created_by=cast.admin
    )
    row = Upload.objects.create(
        agency=cast.bureau,
        station=station,
        file_name="A0001.mp4",
        size=9,
        expires_at=timezone.now() + timedelta(days=1),
    )
    blob = Blob.objects.all()[0]
    Upload.objects.filter(pk=row.pk).update(status="verifying")
    Upload.objects.filter(pk=row.pk).update(status="waiting", blob=blob)
    return {"station": station.pk, "waiting": row.pk}


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
        heard = Defence.objects.get(pk=scene["defence"]).notice
        clock = Publication.objects.get(pk=scene["pending"]).deadline
        assert clock is not None
        alert = Alert.objects.create(
            deadline=clock, recipient=cast.head, level=Alert.Level.WARN_1, text="即将到期"
        )
        rows: dict[str, Any] = {
            "notice": heard.pk,
            "step": Step.objects.filter(case_id=UUID(scene["told"]))[0].pk,
            "mark": RecordingMark.objects.create(
                evidence_id=UUID(scene["photograph"]), segment="scene", created_by=cast.officer1
            ).pk,
            "upload": announced(cast, scene).pk,
            **sent_by_a_station(cast),
            "copy": f"{scene['photograph']} {copied(scene)}",
            "document": Document.objects.filter(case_id=UUID(scene["told"]))[0].pk,
            "execution_paper": answer_to_serve(scene),
            "qualification": Qualification.objects.get(account=cast.reviewer).pk,
            "certificate_row": Certificate.objects.filter(officer=cast.officers[0])[0].pk,
            "alert": alert.pk,
            "fixity_run": fixity.begin(timezone.now()).pk,
            "hold": LegalHold.objects.create(
                evidence_id=UUID(scene["photograph"]), reason="诉讼", set_by=cast.head
            ).pk,
            **ended_closure(cast, UUID(scene["photograph"])),
            "supply": applied(cast, UUID(scene["told"])).pk,
            "supply_ready": ready_to_fetch(cast, UUID(scene["told"]), "x" * 32),
            "supply_token": "x" * 32,
            "month": "2026 3",
            "checkpoint": stamped().size,
            "script": "verify_custody.py",
            "number": NumberUse.objects.filter(series__agency_id=cast.bureau.pk)[0].pk,
            "sheet": "csv",
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
        return {"declared": True, "answers": answers, "opinion": "同意。", "checks": checks}
