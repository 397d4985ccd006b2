"""The made-up world loads completely, once, with days around today; a second call changes nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from core.models import AuditEntry, Deadline
from disclosure.models import Publication
from enforcement.models import Agency, Case, Decision, User
from enforcement.models.kinds import ActionKind

pytestmark = pytest.mark.django_db


def load(settings: Settings, place: Path) -> str:
    """Run the command in demo mode; what it printed."""
    settings.DEMO, settings.VAR_DIR = True, place
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_demo_loads_completely_and_only_once(settings: Settings, own_files: Path) -> None:
    said = load(settings, own_files)
    today = timezone.localdate()
    profiles = set(Agency.objects.exclude(profile="").values_list("profile", flat=True))
    assert len(profiles) >= 5
    assert Case.objects.count() >= 35
    assert {ActionKind.PENALTY, ActionKind.PERMIT, ActionKind.INSPECTION} <= set(
        Case.objects.values_list("kind", flat=True)
    )
    assert Publication.objects.public(today).count() >= 5
    assert Deadline.objects.filter(outcome=Deadline.Outcome.OPEN, due_on__gte=today).exists()
    assert not Decision.objects.filter(issued_on__gt=today).exists()
    password = (own_files / "demo-password.txt").read_text(encoding="utf-8").strip()
    assert password in said
    assert all(user.check_password(password) for user in User.objects.filter(username="officer1"))
    counts = [m.objects.count() for m in (AuditEntry, Case, User, Publication, Agency)]
    assert password in load(settings, own_files)
    assert [m.objects.count() for m in (AuditEntry, Case, User, Publication, Agency)] == counts


@pytest.mark.parametrize(("production", "demo"), [(True, True), (False, False), (True, False)])
def test_demo_data_is_refused_outside_demo_mode(
    settings: Settings, tmp_path: Path, production: bool, demo: bool
) -> None:
    settings.PRODUCTION, settings.DEMO, settings.VAR_DIR = production, demo, tmp_path
    with pytest.raises(CommandError, match="demo mode"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not list(tmp_path.iterdir())
