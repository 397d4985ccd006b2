"""The made-up world loads completely, once, with days around today; a second call changes nothing."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from config.demo import file_reviews
from core import audit
from core.merkle import read_checkpoint
from core.models import AuditCheckpoint, AuditEntry, Deadline
from disclosure.models import AutomaticWithholding, Publication, Snapshot
from enforcement import credentials
from enforcement.models import (
    Agency,
    Benchmark,
    Case,
    Credential,
    Decision,
    InspectionCap,
    InspectionPlan,
    Item,
    Measure,
    ReviewCatalogue,
    User,
)
from enforcement.models.kinds import ActionKind
from legal_review.models import CounselRequest, PenaltyFiling, ReviewExtension
from recording.models import (
    AccessGrant,
    Closure,
    Evidence,
    FieldReturn,
    Loan,
    Supply,
    SupplyItem,
)
from supervision.models import Campaign

pytestmark = pytest.mark.django_db
NIGHTS = timedelta(days=7)


def load(settings: Settings, place: Path) -> str:
    """Run the command in demo mode; what it printed."""
    settings.DEMO, settings.VAR_DIR = True, place
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_demo_loads_completely_and_only_once(
    settings: Settings,
    own_files: Path,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    # A head kept outside the database must not outlive it: this demo seals in a place of its own.
    (tmp_path / "fonts").symlink_to(own_files / "fonts")
    with django_capture_on_commit_callbacks(execute=True):
        said = load(settings, tmp_path)
    today = timezone.localdate()
    # Nobody who looks at the open data first thing finds none.
    assert Snapshot.objects.get().day == today
    profiles = set(Agency.objects.exclude(profile="").values_list("profile", flat=True))
    assert len(profiles) >= 5
    cards = Credential.objects.select_related("certificate__officer__agency")
    assert cards.exists()
    assert all(credentials.stands(card, today) for card in cards)
    lists = ReviewCatalogue.objects.values_list("status", flat=True)
    assert sorted(lists) == ["draft", "published"]
    assert Case.objects.count() >= 35
    assert {ActionKind.PENALTY, ActionKind.PERMIT, ActionKind.INSPECTION} <= set(
        Case.objects.values_list("kind", flat=True)
    )
    assert Publication.objects.public(today).count() >= 5
    assert Deadline.objects.filter(outcome=Deadline.Outcome.OPEN, due_on__gte=today).exists()
    assert not Decision.objects.filter(issued_on__gt=today).exists()
    handled()
    assert_consistent()
    assert_confirmed()
    assert set(PenaltyFiling.objects.values_list("status", flat=True)) == {"due", "sent", "asked"}
    assert CounselRequest.objects.filter(document__isnull=False, views__isnull=False).exists()
    assert ReviewExtension.objects.filter(status="asked", review__status="open").exists()
    password = (tmp_path / "demo-password.txt").read_text(encoding="utf-8").strip()
    assert password in said
    assert all(user.check_password(password) for user in User.objects.filter(username="officer1"))
    counts = [m.objects.count() for m in (AuditEntry, Case, User, Publication, Agency)]
    assert_log_is_whole()
    assert password in load(settings, tmp_path)
    assert [m.objects.count() for m in (AuditEntry, Case, User, Publication, Agency)] == counts


def assert_consistent() -> None:
    """What the made-up data say of one thing agrees."""
    weighed = Decision.objects.exclude(benchmark=None).select_related("benchmark")
    assert weighed and all(row.benchmark.basis in row.basis for row in weighed if row.benchmark)
    duties = set(Item.objects.values_list("agency", "kind"))
    acts = set(Case.objects.values_list("agency", "kind"))
    acts |= {(pk, "coercion") for pk in Measure.objects.values_list("case__agency", flat=True)}
    assert acts <= duties, "nobody acts without an item of the power list"
    told = Item.objects.exclude(published_on=None)
    assert all(row.basis_text and row.remedy and row.time_limit for row in told)
    for plan in InspectionPlan.objects.select_related("item"):
        assert plan.target.removeprefix("取得核准的") in plan.item.name
    for cap in InspectionCap.objects.all():
        written = re.search(r"〔(\d{4})〕", cap.basis)
        assert written and int(written[1]) <= cap.valid_from.year
    numbers = [*Benchmark.objects.values_list("doc_no", flat=True)]
    numbers += ReviewCatalogue.objects.values_list("doc_no", flat=True)
    assert len(numbers) == len(set(numbers)), "one number, one document"


def assert_confirmed() -> None:
    """Of what the system withheld by itself one is confirmed, others wait on the desk."""
    seen = Agency.objects.get(pk=User.objects.get(username="publisher").agency_id)
    kept = AutomaticWithholding.objects.filter(publication__agency=seen)
    codes = {row.code: row.confirmed_by is not None for row in kept}
    assert codes == {"minor": False, "refused_permit": True}


def assert_log_is_whole() -> None:
    """The empty head of the past night stands, every entry came after it, and all of them seal."""
    first = AuditCheckpoint.objects.get()
    assert first.size == 0
    assert not AuditEntry.objects.filter(at__lte=first.at).exists()
    assert Campaign.objects.get(status="scoring").checkpoint == first.note
    assert "ok: 0 entries sealed" in verified()
    sealed = audit.seal(timezone.now())
    # The sealer sees nothing of a transaction that is still open on PostgreSQL.
    assert sealed == (AuditEntry.objects.count() if connection.vendor == "sqlite" else 0)
    assert f"ok: {sealed} entries sealed" in verified()


def verified() -> str:
    """What verify_audit says; it fails when it finds anything."""
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("production", "demo"), [(True, True), (False, False)])
def test_the_head_of_a_past_night_is_signed_in_demo_mode_only(
    settings: Settings, production: bool, demo: bool
) -> None:
    settings.PRODUCTION, settings.DEMO = production, demo
    with pytest.raises(ValueError, match="demo mode only"):
        file_reviews.first_head(timezone.now() - NIGHTS)
    assert not AuditCheckpoint.objects.exists()


def test_the_head_of_a_past_night_states_nothing_untrue(settings: Settings) -> None:
    settings.PRODUCTION, settings.DEMO = False, True
    night = timezone.now() - NIGHTS
    audit.append("demo.begun", object_type="demo", object_id="1")
    with pytest.raises(ValueError, match="written to, before the demo began"):
        file_reviews.first_head(timezone.now())
    file_reviews.first_head(night)
    head = AuditCheckpoint.objects.get()
    assert (head.size, head.at) == (0, night)
    assert read_checkpoint(head.note).size == 0
    with pytest.raises(ValueError, match="the log was sealed"):
        file_reviews.first_head(night)


def handled() -> None:
    """What happens to evidence after it came in can be seen too."""
    assert Closure.objects.standing().filter(evidence__isnull=False).count() == 1
    assert AccessGrant.objects.standing().count() == 1
    assert set(Loan.objects.values_list("form", "status")) == {
        ("copy", "returned"),
        ("electronic", "lent"),
    }
    late = FieldReturn.objects.get()
    assert Evidence.objects.filter(step=late.step, returned_at=late.returned_at).exists()
    assert set(Supply.objects.values_list("status", flat=True)) == {"asked", "ready"}
    assert SupplyItem.objects.filter(blob__isnull=False).count() == 1


@pytest.mark.parametrize(("production", "demo"), [(True, True), (False, False), (True, False)])
def test_demo_data_is_refused_outside_demo_mode(
    settings: Settings, tmp_path: Path, production: bool, demo: bool
) -> None:
    settings.PRODUCTION, settings.DEMO, settings.VAR_DIR = production, demo, tmp_path
    with pytest.raises(CommandError, match="demo mode"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert not list(tmp_path.iterdir())
