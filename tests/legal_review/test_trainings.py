"""Hours of training by the calendar year, staffing by agency, and what the list administrator is told."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Officer
from legal_review import staffing, trainings
from legal_review.models import Qualification, ReviewerField, ReviewerTraining
from legal_review.models.people import FULL_SHARE
from tests import factories
from tests.base import Cast, day

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(6, 1)
ARTICLE = "国办发〔2018〕118号第十一条"


@pytest.fixture
def row(cast: Cast) -> Qualification:
    return Qualification.objects.get(account=cast.reviewer)


def train(row: Qualification, cast: Cast, **changes: Any) -> ReviewerTraining:
    given: dict[str, Any] = {
        "by": cast.listadmin,
        "on": ON,
        "topic": " 行政处罚法 ",
        "organiser": " 云溪市司法局 ",
        "hours": Decimal(8),
        "held_on": day(3, 2),
    }
    return trainings.keep(row, **{**given, **changes})


def logged(action: str) -> list[dict[str, Any]]:
    """What the log keeps of each act of the name, the oldest first."""
    rows = AuditEntry.objects.filter(action=action).order_by("pk")
    return [json.loads(entry.data) for entry in rows]


# ------------------------------------------------------------------------------- the year
@pytest.mark.parametrize(
    ("hours", "needed", "short"),
    [
        ("0", None, "0"),
        ("0", "40", "40"),
        ("39.5", "40", "0.5"),
        ("40", "40", "0"),
        ("41", "40", "0"),
        ("12", "0", "0"),
    ],
)
def test_what_is_missing_is_never_less_than_nothing(
    hours: str, needed: str | None, short: str
) -> None:
    found = trainings.Year(Decimal(hours), Decimal(needed) if needed else None, 0)
    assert found.short == Decimal(short)


@pytest.mark.parametrize(
    ("held_on", "on", "counts"),
    [
        (day(1, 1), ON, True),
        (day(12, 31, 2025), ON, False),
        (ON, ON, True),
        (day(12, 31), day(12, 31), True),
        (day(12, 31), day(1, 1, 2027), False),
        (ON, ON - timedelta(days=1), False),
    ],
)
def test_a_year_runs_from_new_year_to_the_day(
    cast: Cast, row: Qualification, held_on: date, on: date, counts: bool
) -> None:
    train(row, cast, held_on=held_on, on=max(held_on, on))
    assert trainings.year(row, on).hours == (8 if counts else 0)


def test_hours_of_another_reviewer_are_not_counted(cast: Cast, row: Qualification) -> None:
    other = Qualification.objects.get(account=factories.qualified_reviewer(cast.bureau))
    train(other, cast)
    assert trainings.year(row, ON).hours == 0
    assert trainings.year(other, ON).hours == 8


def test_a_certificate_taken_back_does_not_run_out(cast: Cast, row: Qualification) -> None:
    made = train(row, cast, valid_until=day(4, 1))
    train(row, cast, valid_until=day(5, 1))
    train(row, cast)
    assert trainings.year(row, ON).expired == 2
    trainings.void(made, by=cast.listadmin, on=ON, reason="误录")
    found = trainings.year(row, ON)
    assert (found.expired, int(found.hours)) == (1, 16)
    assert ReviewerTraining.objects.standing().count() == 2


# ------------------------------------------------------------------------------- refused
@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"held_on": ON + timedelta(days=1)}, "培训日期不能晚于今天。", "held_on"),
        ({"hours": Decimal("0.0")}, "学时应当大于零。", "hours"),
        ({"hours": Decimal("-0.1")}, "学时应当大于零。", "hours"),
        ({"valid_until": day(3, 1)}, "有效期不能早于培训日期。", "valid_until"),
    ],
)
def test_a_refused_record_names_rule_and_remedy(
    cast: Cast, row: Qualification, changes: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(RuleError) as caught:
        train(row, cast, **changes)
    error = caught.value
    assert (error.message, error.article, error.field) == (words, ARTICLE, field)
    assert error.remedy == "请核对后填写。"
    assert logged("reviewertraining.keep") == []


@pytest.mark.parametrize(
    "changes", [{"held_on": ON}, {"hours": Decimal("0.1")}, {"valid_until": day(3, 2)}]
)
def test_what_is_just_right_is_recorded(
    cast: Cast, row: Qualification, changes: dict[str, Any]
) -> None:
    made = train(row, cast, certificate=" 结001 ", **changes)
    assert (made.topic, made.organiser, made.certificate) == (
        "行政处罚法",
        "云溪市司法局",
        "结001",
    )
    assert made.kept_by == cast.listadmin
    assert made.agency_id == cast.bureau.pk


def test_a_record_is_taken_back_once_for_a_reason(cast: Cast, row: Qualification) -> None:
    made = train(row, cast)
    with pytest.raises(RuleError) as caught:
        trainings.void(made, by=cast.listadmin, on=ON, reason="\t")
    assert caught.value.message == "作废培训记录应当说明理由。"
    assert (caught.value.article, caught.value.field) == (ARTICLE, "reason")
    done = trainings.void(made, by=cast.listadmin, on=ON, reason=" 重复登记 ")
    assert (done.voided_on, done.void_reason) == (ON, "重复登记")
    with pytest.raises(StaleError, match="已经作废") as stale:
        trainings.void(made, by=cast.listadmin, on=ON, reason="重复登记")
    assert "刷新" in stale.value.remedy
    assert logged("reviewertraining.void") == [{"reason": "重复登记"}]


@pytest.mark.parametrize("share", [-1, 0, FULL_SHARE + 1])
def test_a_refused_share_leaves_what_was_recorded(
    cast: Cast, row: Qualification, share: int
) -> None:
    trainings.versed(row, by=cast.listadmin, on=ON, kinds=["permit"], share=1)
    with pytest.raises(RuleError) as caught:
        trainings.versed(row, by=cast.listadmin, on=ON, kinds=[], share=share)
    assert (caught.value.article, caught.value.field) == (ARTICLE, "share")
    found = trainings.field_of(row)
    assert found is not None
    assert (found.kinds, found.share, found.agency_id) == (["permit"], 1, cast.bureau.pk)
    assert logged("reviewerfield.set") == [{"kinds": ["permit"], "share": 1}]


def test_kinds_are_told_in_their_order_and_in_words(cast: Cast, row: Qualification) -> None:
    made = trainings.versed(
        row, by=cast.listadmin, on=ON, kinds=["permit", "penalty"], share=FULL_SHARE
    )
    assert made.kinds_shown == "行政许可、行政处罚"
    assert ReviewerField(kinds=[]).kinds_shown == ""


def test_who_keeps_the_list_of_one_agency_records_nothing_in_another(
    cast: Cast, row: Qualification
) -> None:
    made = train(row, cast)
    foreign = factories.user("listadmin", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        trainings.void(made, by=foreign, on=ON, reason="误录")
    with pytest.raises(PermissionDenied):
        trainings.versed(row, by=foreign, on=ON, kinds=[], share=50)
    assert ReviewerTraining.objects.standing().get() == made
    assert not ReviewerTraining.objects.visible_to(foreign).exists()
    assert ReviewerTraining.objects.visible_to(cast.supervisor).get() == made


# ------------------------------------------------------------------------------- staffing
@pytest.mark.parametrize(
    ("officers", "reviewers", "needed", "short", "share"),
    [(0, 0, 0, 0, 0.0), (20, 1, 1, 0, 5.0), (41, 2, 3, 1, 200 / 41), (5, 9, 1, 0, 180.0)],
)
def test_the_numbers_of_an_agency(
    cast: Cast, officers: int, reviewers: int, needed: int, short: int, share: float
) -> None:
    found = staffing.Staffing(cast.bureau, officers, reviewers, needed, "")
    assert found.short == short
    assert found.share == pytest.approx(share)


def test_the_table_lists_agencies_with_officers_in_the_order_of_the_tree(cast: Cast) -> None:
    keys = [cast.other_bureau.pk, cast.bureau.pk, cast.justice.pk, cast.government.pk]
    found = staffing.table(keys, ON)
    assert [line.agency for line in found] == sorted(
        [cast.bureau, cast.other_bureau], key=lambda agency: agency.path
    )
    assert staffing.table([], ON) == []
    assert staffing.table([cast.justice.pk], ON) == []


def test_a_longer_table_asks_no_more_questions(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    keys = [cast.bureau.pk, cast.other_bureau.pk]
    for turn in range(4):
        agency = factories.agency(f"某局{turn}", parent=cast.government)
        factories.officer(agency)
        keys.append(agency.pk)
    with django_assert_max_num_queries(3 + len(keys)):
        found = staffing.table(keys, ON)
    assert len(found) == 6
    assert all(line.needed >= 1 for line in found)


def test_an_agency_whose_last_officer_left_is_not_listed(cast: Cast) -> None:
    Officer.objects.filter(agency=cast.other_bureau).update(status="left")
    assert staffing.of(cast.other_bureau, ON) is None
    assert staffing.of(cast.bureau, ON) is not None
