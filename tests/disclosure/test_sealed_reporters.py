"""Whoever complains stays sealed from the unit: no page, list, search, export, API or log tells."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.desk import complaints as queue
from core.models import Alert, AuditEntry, Deadline
from disclosure import complaint_counts
from disclosure.models import Complaint
from disclosure.services import complaints, sweep
from enforcement.models import Agency, User
from tests import factories
from tests.base import Cast, client_of, day
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, complaint
from tests.permissions.world import url_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ROLES = ("officer", "unithead", "reviewer", "head", "publisher", "listadmin", "supervisor")
# What ends a session, or makes long work; each has tests of its own.
LEFT = {"logout", "healthz", "readyz", "set_language", "large-pages"}
ACTS = {
    "accept": {"on": "2026-04-01"},
    "answer": {"on": "2026-04-01", "answer": "没有此事。"},
    "decline": {"on": "2026-04-01", "channel": "none", "answer": "没有此事。"},
    "extend": {"on": "2026-04-01", "reason": "复杂。"},
}


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def said(cast: Cast) -> Complaint:
    """A complaint about the bureau with a file that names who took it."""
    upload = SimpleUploadedFile(f"{NAME}拍摄.jpg", factories.PHOTO)
    row, _receipt = complaint(cast.bureau, uploads=[upload])
    return complaints.accept(row, by=cast.supervisor, on=ON)


def telling(row: Complaint) -> set[str]:
    """Every word that would tell of the complaint."""
    return {NAME, PHONE, CONDUCT, row.number, str(row.pk), row.pk.hex}


def body(answer: Any) -> str:
    """Headers and content, whether it streams or not."""
    parts = answer.streaming_content if answer.streaming else [answer.content]
    content = b"".join(parts).decode("utf-8", "replace")
    return f"{answer.headers} {content}"


def addresses() -> dict[str, str]:
    """URL name -> address of everything that is asked without naming a row."""
    found = {}
    for name in sorted(url_names() - LEFT):
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found


def everything(cast: Cast, unit: Agency) -> dict[str, User]:
    """An account of the unit with every role at once, and the one who keeps accounts."""
    return {"all roles": factories.user(ROLES, unit), "admin": cast.admin}


def leaks(client: Client, secrets: set[str]) -> list[str]:
    """The names of the pages on which a secret stands, the name, which is searched for, apart."""
    found = []
    for name, path in addresses().items():
        answer = client.get(path, {"q": NAME})
        assert answer.status_code < 500, name
        text = body(answer)
        if any(secret in text for secret in secrets - {NAME}):
            found.append(name)
    return found


# --------------------------------------------------------------------------------- every address
@pytest.mark.parametrize("who", ["all roles", "admin"])
def test_no_address_of_the_portal_tells_the_unit(cast: Cast, said: Complaint, who: str) -> None:
    client = client_of(everything(cast, cast.bureau)[who])
    secrets = telling(said)
    if who == "admin":
        # The whole log has the key of every row, and nothing that leads from it to a complaint.
        secrets -= {str(said.pk), said.pk.hex}
    assert leaks(client, secrets) == []


def test_no_address_of_the_portal_tells_the_public(said: Complaint) -> None:
    assert leaks(Client(), telling(said)) == []


def test_the_pages_that_tell_the_handler_are_those_of_complaints(
    cast: Cast, said: Complaint
) -> None:
    """The search for leaks finds what there is to find."""
    found = set(leaks(cast.client("supervisor"), telling(said)))
    assert "complaint-list" in found
    assert found <= {"complaint-list", "desk"}


# --------------------------------------------------------------------------------- every role
@pytest.mark.parametrize("role", [*ROLES, "admin"])
def test_a_role_of_the_unit_finds_nothing_and_changes_nothing(
    cast: Cast, said: Complaint, role: str
) -> None:
    account = factories.user(role, cast.bureau)
    client = client_of(account)
    log = AuditEntry.objects.filter(object_id=str(said.pk)).count()
    for name in ("detail", "reporter", *ACTS):
        path = reverse(f"complaint-{name}", args=[said.pk])
        for answer in (client.get(path), client.post(path, ACTS.get(name, {}))):
            assert answer.status_code in (403, 404, 405), name
            assert not [word for word in telling(said) - {str(said.pk)} if word in body(answer)]
    assert Complaint.objects.get(pk=said.pk).status == "accepted"
    assert AuditEntry.objects.filter(object_id=str(said.pk)).count() == log
    seen = AuditEntry.objects.visible_to(account).filter(object_id=str(said.pk))
    # Who keeps the system reads the whole log, which says neither who nor what.
    assert not seen.exists() or role == "admin"
    assert complaint_counts.table(account, ON) == []
    assert queue.of(account, ON) is None


@pytest.mark.parametrize("role", ROLES)
def test_an_unknown_complaint_and_a_sealed_one_are_answered_alike(
    cast: Cast, said: Complaint, role: str
) -> None:
    """Whether there is one at all is not told by the answer to a guessed address."""
    client = client_of(factories.user(role, cast.bureau))
    nobody = "00000000-0000-4000-8000-000000000000"
    for name in ("detail", "reporter", "accept", "extend"):
        real = client.get(reverse(f"complaint-{name}", args=[said.pk]))
        none = client.get(reverse(f"complaint-{name}", args=[nobody]))
        assert real.status_code == none.status_code
        assert len(real.content) == len(none.content)


@pytest.mark.parametrize(
    ("where", "roles", "finds"),
    [
        ("justice", ("supervisor",), True),
        ("justice", ("officer", "head"), False),
        ("justice", ("reviewer",), False),
        ("other_bureau", ("reviewer",), False),
        ("other_bureau", ("publisher", "head"), False),
        ("government", ("head", "reviewer"), False),
        ("government", ("supervisor",), True),
        ("bureau", ("supervisor", "reviewer"), False),
    ],
)
def test_who_finds_it_follows_from_role_and_place_together(
    cast: Cast, said: Complaint, where: str, roles: tuple[str, ...], finds: bool
) -> None:
    account = factories.user(roles, getattr(cast, where))
    assert Complaint.objects.visible_to(account).filter(pk=said.pk).exists() is finds
    answer = client_of(account).get(reverse("complaint-detail", args=[said.pk]))
    assert (answer.status_code == 200) is finds


def test_a_handler_who_moves_into_the_unit_finds_it_no_more(cast: Cast, said: Complaint) -> None:
    client = cast.client("supervisor")
    path = reverse("complaint-reporter", args=[said.pk])
    assert client.get(path).status_code == 200
    User.objects.filter(pk=cast.supervisor.pk).update(agency=cast.bureau)
    assert client.get(path).status_code in (302, 403, 404)
    assert complaints.handler_of(Complaint.objects.get(pk=said.pk)) is None


def test_a_branch_of_the_unit_finds_nothing(cast: Cast, said: Complaint) -> None:
    branch = factories.agency("云溪市市场监督管理局东城分局", parent=cast.bureau, prefix="云东")
    account = factories.user(ROLES, branch)
    assert not Complaint.objects.visible_to(account).exists()
    own, _receipt = complaint(branch, statement="分局的事。")
    assert set(Complaint.objects.visible_to(cast.supervisor)) == {said, own}
    assert not Complaint.objects.visible_to(account).exists()
    assert {complaints.handler_of(row) for row in (said, own)} == {cast.justice}


# --------------------------------------------------------------------------------- side doors
def test_neither_clock_nor_alarm_goes_to_the_unit(cast: Cast, said: Complaint) -> None:
    for on in (day(4, 29), day(5, 8), day(5, 12), day(6, 30)):
        sweep.run(on)
    clocks = Deadline.objects.filter(subject_id=str(said.pk))
    assert set(clocks.values_list("agency_id", flat=True)) == {None}
    told = Alert.objects.exclude(recipient=cast.supervisor)
    assert not [row for row in told if any(word in row.text for word in telling(said))]
    for name in ("officer1", "unithead", "head", "reviewer", "publisher", "listadmin", "admin"):
        text = body(cast.client(name).get(reverse("alert-list")))
        assert not [word for word in telling(said) if word in text], name


def test_the_log_names_the_looks_of_the_handler_and_no_content(cast: Cast, said: Complaint) -> None:
    client = cast.client("supervisor")
    client.get(reverse("complaint-detail", args=[said.pk]))
    client.get(reverse("complaint-reporter", args=[said.pk]))
    client.get(reverse("complaint-file", args=[said.pk, said.files.get().pk]))
    looks = AuditEntry.objects.filter(action="complaint.read", object_id=str(said.pk))
    assert [look.actor_id for look in looks] == [cast.supervisor.pk] * 3
    assert set(looks.values_list("agency_id", flat=True)) == {None}
    for row in AuditEntry.objects.all():
        assert not [word for word in (NAME, PHONE, CONDUCT) if word in f"{row.data} {row.actor}"]


def test_who_follows_the_receipt_sees_neither_name_nor_unit(cast: Cast) -> None:
    _row, receipt = complaint(cast.bureau)
    text = body(Client().post("/progress/", {"number": receipt.number, "code": receipt.code}))
    assert "待决定是否受理" in text
    for word in (NAME, PHONE, CONDUCT, cast.bureau.name, receipt.code_hash):
        assert word not in text, word


def test_an_officer_who_complains_signed_in_is_not_known_by_the_session(cast: Cast) -> None:
    client = cast.client("officer1")
    given = {
        "unit": str(cast.bureau.pk),
        "form": "report",
        "what": "money",
        "statement": CONDUCT,
        "seed": "s",
    }
    client.post("/complaints/new/", given, REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="云溪")
    row = Complaint.objects.get()
    entries = AuditEntry.objects.filter(object_id=str(row.pk))
    assert {(entry.actor_id, entry.actor, entry.ip) for entry in entries} == {(None, "", "")}
    columns = str(Complaint.objects.filter(pk=row.pk).values())
    assert str(cast.officer1) not in columns
    assert "192.0.2.7" not in columns
