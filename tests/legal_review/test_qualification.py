"""The list of reviewers: who may review, on which ground, and whether there are enough."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import User
from enforcement.profiles import PROFILE_KEYS, load
from legal_review import qualifications, services
from legal_review.models import Qualification
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import audited

BEGAN = date(2021, 5, 1)
Ground = Qualification.Ground


@pytest.mark.parametrize(
    ("officers", "needed"),
    [(0, 1), (1, 1), (19, 1), (20, 1), (21, 2), (40, 2), (41, 3), (1000, 50)],
)
@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_there_is_one_reviewer_for_every_twenty_officers(
    profile: str, officers: int, needed: int
) -> None:
    assert qualifications.required_reviewers(officers, load(profile)) == needed


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """A reviewer by role whose qualification is not recorded yet."""
    return factories.user("reviewer", cast.bureau)


def register(cast: Cast, account: User, **changes: object) -> Qualification:
    values: dict[str, object] = {
        "ground": Ground.LEGAL_PROFESSION,
        "number": "A20211234",
        "reviewing_since": BEGAN,
        "valid_from": BEGAN,
    }
    return qualifications.register(by=cast.listadmin, account=account, **(values | changes))  # type: ignore[arg-type]  # the values are what a form gives


@pytest.mark.django_db
def test_a_qualification_counts_from_its_day(cast: Cast, newcomer: User) -> None:
    row = register(cast, newcomer)

    assert row.agency == cast.bureau
    assert audited(row, "qualification.create")
    assert services.qualification(newcomer, BEGAN) == row
    assert services.qualification(newcomer, date(2021, 4, 30)) is None


@pytest.mark.django_db
def test_the_legal_profession_is_proved_by_its_certificate(cast: Cast, newcomer: User) -> None:
    with pytest.raises(RuleError, match="证书编号") as caught:
        register(cast, newcomer, number=" ")
    assert (caught.value.field, caught.value.article) == ("number", "行政处罚法第五十八条第二款")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "passes"), [(date(2017, 12, 31), True), (date(2018, 1, 1), False), (BEGAN, False)]
)
def test_only_who_began_early_reviews_without_it(
    cast: Cast, newcomer: User, since: date, passes: bool
) -> None:
    values = {"ground": Ground.EARLIER_REVIEWER, "number": "", "reviewing_since": since}
    if passes:
        assert register(cast, newcomer, **values).ground == Ground.EARLIER_REVIEWER
        return

    with pytest.raises(RuleError, match="初次从事法制审核") as caught:
        register(cast, newcomer, **values)
    assert caught.value.field == "reviewing_since"


@pytest.mark.django_db
def test_only_a_reviewer_by_role_is_recorded_and_only_once(cast: Cast, newcomer: User) -> None:
    with pytest.raises(RuleError, match="没有法制审核人员角色"):
        register(cast, cast.officer1)
    register(cast, newcomer)
    with pytest.raises(RuleError, match="已登记"):
        register(cast, newcomer, valid_from=day(1, 1))


@pytest.mark.django_db
def test_a_qualification_ends_with_a_reason_and_stays_as_history(
    cast: Cast, newcomer: User
) -> None:
    row = register(cast, newcomer)
    for on, reason, field in ((day(3, 1), " ", "reason"), (date(2021, 4, 30), "调离", "on")):
        with pytest.raises(RuleError, match="说明原因") as caught:
            qualifications.end(row, by=cast.listadmin, on=on, reason=reason)
        assert caught.value.field == field

    qualifications.end(row, by=cast.listadmin, on=day(3, 1), reason="调离")

    assert services.qualification(newcomer, day(2, 28)) == row
    assert services.qualification(newcomer, day(3, 1)) is None
    assert "调离" in AuditEntry.objects.get(action="qualification.end").data
    with pytest.raises(RuleError, match="已于 2026-03-01 终止"):
        qualifications.end(row, by=cast.listadmin, on=day(3, 2), reason="调离")


@pytest.mark.django_db
def test_a_new_qualification_follows_the_ended_one(cast: Cast, newcomer: User) -> None:
    row = register(cast, newcomer)
    qualifications.end(row, by=cast.listadmin, on=day(3, 1), reason="换证")
    with pytest.raises(RuleError, match="已登记"):
        register(cast, newcomer, valid_from=day(2, 28))

    assert register(cast, newcomer, valid_from=day(3, 1)).pk != row.pk


@pytest.mark.django_db
def test_only_the_list_administrator_of_the_agency_keeps_the_list(
    cast: Cast, newcomer: User
) -> None:
    row = register(cast, newcomer)
    theirs = factories.user("listadmin", cast.other_bureau)
    for person in (cast.officer1, cast.reviewer, cast.head, cast.admin, theirs):
        with pytest.raises(PermissionDenied):
            qualifications.end(row, by=person, on=day(3, 1), reason="调离")
        with pytest.raises(PermissionDenied):
            qualifications.register(
                by=person,
                account=factories.user("reviewer", cast.bureau),
                ground=Ground.LEGAL_PROFESSION,
                number="A1",
                reviewing_since=BEGAN,
                valid_from=BEGAN,
            )
