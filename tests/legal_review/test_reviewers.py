"""The reviewers of an agency: enough of them, what each is versed in, and what each was trained in."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from config import desk
from core.errors import RuleError, StaleError
from enforcement.models import Officer, User
from enforcement.profiles import Profile
from legal_review import staffing, trainings
from legal_review.models import Qualification, ReviewerTraining
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.dossier import audited

pytestmark = pytest.mark.django_db
ON = day(6, 1)


@pytest.fixture
def row(cast: Cast) -> Qualification:
    return Qualification.objects.get(account=cast.reviewer)


# ------------------------------------------------------------------------------- enough?
def test_one_agency_with_its_numbers(cast: Cast) -> None:
    found = staffing.of(cast.bureau, ON)
    assert found is not None
    assert (found.officers, found.reviewers, found.needed, found.short) == (2, 1, 1, 0)
    assert found.share == pytest.approx(50.0)
    assert "118号" in found.article


def test_an_agency_without_a_reviewer_is_short(cast: Cast) -> None:
    found = staffing.of(cast.other_bureau, ON)
    assert found is not None
    assert (found.officers, found.reviewers, found.needed, found.short) == (1, 0, 1, 1)


def test_an_agency_without_officers_needs_none(cast: Cast) -> None:
    assert staffing.of(cast.justice, ON) is None


@pytest.mark.parametrize(("officers", "needed"), [(20, 1), (21, 2), (40, 2), (41, 3)])
def test_the_number_grows_with_the_officers(
    cast: Cast, officers: int, needed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = staffing._line(cast.bureau, officers, 1, ON)
    assert (found.needed, found.short) == (needed, needed - 1)


def test_only_valid_qualifications_of_active_people_count(cast: Cast, row: Qualification) -> None:
    def reviewers(on: date = ON) -> int:
        found = staffing.of(cast.bureau, on)
        assert found is not None
        return found.reviewers

    assert reviewers() == 1
    factories.user("reviewer", cast.bureau)
    assert reviewers() == 1
    second = factories.qualified_reviewer(cast.bureau, valid_from=day(5, 1))
    assert reviewers() == 2
    assert reviewers(day(4, 30)) == 1
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert reviewers() == 1
    Qualification.objects.filter(pk=row.pk).update(ended_on=ON)
    assert reviewers() == 0
    assert reviewers(ON - timedelta(days=1)) == 1


def test_officers_who_left_do_not_count(cast: Cast) -> None:
    Officer.objects.filter(pk=cast.officers[0].pk).update(status="left")
    found = staffing.of(cast.bureau, ON)
    assert found is not None
    assert found.officers == 1


def queue(user: User) -> desk.Queue | None:
    queues = desk.queues(user, on=ON, now=timezone.now())
    return next((each for each in queues if each.key == "staffing"), None)


def test_list_administrator_and_supervisor_are_told_who_is_short(
    cast: Cast, row: Qualification
) -> None:
    assert queue(cast.listadmin) is None
    found = queue(cast.supervisor)
    assert found is not None
    assert [entry.title for entry in found.entries] == [cast.other_bureau.name]
    Qualification.objects.filter(pk=row.pk).update(ended_on=ON)
    own = queue(cast.listadmin)
    assert own is not None
    assert own.entries[0].mine
    assert "法制审核人员0名，至少应当1名" in own.entries[0].detail
    for name in ("officer1", "reviewer", "head", "publisher", "admin"):
        assert queue(cast.people[name]) is None


def test_the_public_page_of_the_agency_shows_the_numbers(cast: Cast) -> None:
    page = client_of(cast.officer1).get(reverse("agency-detail", args=[cast.other_bureau.pk]))
    text = page.content.decode()
    assert "法制审核力量" in text
    assert 'class="late">0' in text
    other = client_of(cast.officer1).get(reverse("agency-detail", args=[cast.justice.pk]))
    assert "法制审核力量" not in other.content.decode()


# ------------------------------------------------------------------------------- training
def train(row: Qualification, cast: Cast, **changes: Any) -> ReviewerTraining:
    given: dict[str, Any] = {
        "by": cast.listadmin,
        "on": ON,
        "topic": "行政处罚法",
        "organiser": "云溪市司法局",
        "hours": Decimal(8),
        "held_on": day(3, 2),
    }
    return trainings.keep(row, **{**given, **changes})


def test_hours_of_the_year_are_added_up(cast: Cast, row: Qualification) -> None:
    made = train(row, cast)
    train(row, cast, hours=Decimal("4.5"))
    train(row, cast, held_on=day(12, 1, 2025))
    found = trainings.year(row, ON)
    assert (found.hours, found.needed, found.short) == (Decimal("12.5"), None, Decimal(0))
    assert audited(made, "reviewertraining.keep")


def test_where_the_rules_set_a_number_what_is_missing_is_told(
    cast: Cast, row: Qualification, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(row, cast)
    monkeypatch.setattr(trainings, "HOURS", "officer.training_hours")
    found = trainings.year(row, ON)
    needed = Decimal(str(cast.bureau.rules().value("officer.training_hours")))
    assert (found.needed, found.short) == (needed, needed - 8)


def test_no_number_is_made_up(cast: Cast) -> None:
    rules: Profile = cast.bureau.rules()
    assert not rules.has("review.training_hours", on=ON)


def test_certificates_run_out(cast: Cast, row: Qualification) -> None:
    train(row, cast, valid_until=ON)
    assert trainings.year(row, ON).expired == 0
    assert trainings.year(row, ON + timedelta(days=1)).expired == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": ON + timedelta(days=1)}, "held_on"),
        ({"hours": Decimal(0)}, "hours"),
        ({"valid_until": day(3, 1)}, "valid_until"),
    ],
)
def test_a_wrong_record_is_refused(
    cast: Cast, row: Qualification, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        train(row, cast, **changes)
    assert caught.value.field == field
    assert not ReviewerTraining.objects.exists()


def test_a_record_taken_back_stays_and_counts_no_more(cast: Cast, row: Qualification) -> None:
    made = train(row, cast)
    with pytest.raises(RuleError, match="应当说明理由"):
        trainings.void(made, by=cast.listadmin, on=ON, reason=" ")
    trainings.void(made, by=cast.listadmin, on=ON, reason="重复登记")
    assert trainings.year(row, ON).hours == 0
    assert ReviewerTraining.objects.get().void_reason == "重复登记"
    with pytest.raises(StaleError):
        trainings.void(made, by=cast.listadmin, on=ON, reason="重复登记")


@pytest.mark.parametrize("name", ["reviewer", "head", "supervisor"])
def test_only_the_list_administrator_records(cast: Cast, row: Qualification, name: str) -> None:
    by = cast.people[name]
    made = train(row, cast)
    with pytest.raises(PermissionDenied):
        train(row, cast, by=by)
    with pytest.raises(PermissionDenied):
        trainings.void(made, by=by, on=ON, reason="误")
    with pytest.raises(PermissionDenied):
        trainings.versed(row, by=by, on=ON, kinds=[], share=100)
    foreign = factories.user("listadmin", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        train(row, cast, by=foreign)


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_is_in_per_cent(cast: Cast, row: Qualification, share: int) -> None:
    with pytest.raises(RuleError, match="百分之") as caught:
        trainings.versed(row, by=cast.listadmin, on=ON, kinds=[], share=share)
    assert caught.value.field == "share"


def test_the_newest_record_of_what_one_is_versed_in_counts(cast: Cast, row: Qualification) -> None:
    assert trainings.field_of(row) is None
    for kinds, share in (([], 100), (["penalty"], 60)):
        trainings.versed(row, by=cast.listadmin, on=ON, kinds=kinds, share=share)
    found = trainings.field_of(row)
    assert found is not None
    assert (found.kinds, found.share, found.kinds_shown) == (["penalty"], 60, "行政处罚")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE legal_review_reviewertraining SET hours = 99",
        "UPDATE legal_review_reviewertraining SET held_on = '2020-01-01'",
        "DELETE FROM legal_review_reviewertraining",
    ],
)
def test_no_statement_changes_a_training(cast: Cast, row: Qualification, sql: str) -> None:
    train(row, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


# ------------------------------------------------------------------------------- pages
def test_the_page_of_a_reviewer_by_its_acts(cast: Cast, row: Qualification) -> None:
    client, page = cast.client("listadmin"), reverse("reviewer-detail", args=[row.pk])
    assert page in client.get(reverse("qualification-list")).content.decode()
    assert "没有培训记录" in client.get(page).content.decode()
    today = timezone.localdate()
    steps = {
        "reviewer-train": {
            "topic": "行政处罚法",
            "organiser": "司法局",
            "hours": "8",
            "held_on": today.isoformat(),
            "valid_until": "",
            "certificate": "结001",
        },
        "reviewer-versed": {"kinds": ["penalty"], "share": "60"},
    }
    for name, data in steps.items():
        url = reverse(name, args=[row.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, data).status_code == 302, name
    text = client.get(page).content.decode()
    for words in ("行政处罚法", "结001", "60%", "8.0 学时", "本地规则没有规定最低学时"):
        assert words in text, words
    void = reverse("reviewer-training-void", args=[ReviewerTraining.objects.get().pk])
    assert void in text
    assert client.post(void, {"reason": "误录"}).status_code == 302
    assert "误录" in client.get(page).content.decode()


def test_another_agency_finds_no_such_reviewer(cast: Cast, row: Qualification) -> None:
    client = client_of(factories.user("listadmin", cast.other_bureau))
    for name in ("reviewer-detail", "reviewer-train", "reviewer-versed"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
