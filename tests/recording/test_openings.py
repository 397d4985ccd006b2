"""What the party reads of who opened the evidence: each purpose once, however often it was opened."""

import pytest
from django.utils import timezone

from recording import openings
from recording.models import Visit
from recording.services import evidence, visits
from tests.base import Cast
from tests.recording.supplying import photograph

pytestmark = pytest.mark.django_db
Purpose = Visit.Purpose


def test_a_purpose_is_told_once_for_many_openings(cast: Cast) -> None:
    item = photograph(cast)
    for _ in range(3):
        evidence.open_for(item, by=cast.officer1)
    (row,) = openings.of(item.case)
    assert (row.times, row.purposes) == (3, "办理本案")


def test_different_purposes_of_a_day_are_told_beside_each_other(cast: Cast) -> None:
    item = photograph(cast)
    for purpose in (Purpose.REVIEW, Purpose.SUPERVISION, Purpose.REVIEW):
        visits.begin(item.case, by=cast.reviewer, purpose=purpose, at=timezone.now())
        evidence.open_for(item, by=cast.reviewer)
    (row,) = openings.of(item.case)
    assert row.times == 3
    assert sorted(row.purposes.split("、")) == sorted(
        [str(Purpose.REVIEW.label), str(Purpose.SUPERVISION.label)]
    )


def test_the_purpose_of_one_reader_is_not_told_of_another(cast: Cast) -> None:
    item = photograph(cast)
    evidence.open_for(item, by=cast.officer1)
    visits.begin(item.case, by=cast.reviewer, purpose=Purpose.REVIEW, at=timezone.now())
    evidence.open_for(item, by=cast.reviewer)
    found = {row.bearer: row.purposes for row in openings.of(item.case)}
    assert sorted(found.values()) == sorted(["办理本案", str(Purpose.REVIEW.label)])
