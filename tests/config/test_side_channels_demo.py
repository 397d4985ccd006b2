"""What citizens of the demo asked: the rows are made by the services, and twice make nothing more."""

from datetime import date

import pytest

from config.demo import side_channels
from config.demo.cast import Staff
from disclosure.models import Complaint, CorrectionRequest
from disclosure.services import complaints, corrections
from tests import factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 8)


@pytest.fixture
def staff(cast: Cast) -> dict[str, Staff]:
    """The bureau and the supervising organ beside it, as the demo knows them."""
    urban = Staff(cast.bureau, cast.officers, {"publisher": [cast.publisher, cast.publisher2]})
    justice = Staff(cast.justice, [], {"supervisor": [cast.supervisor]})
    return {"urban": urban, "justice": justice}


def test_each_state_of_both_is_in_the_demo(cast: Cast, staff: dict[str, Staff]) -> None:
    for back in (16, 17, 18):
        factories.published(cast.bureau, on=day(3, back))
    first, second = side_channels.play(staff, TODAY)
    requests = CorrectionRequest.objects.values_list("status", flat=True)
    assert sorted(requests) == ["accepted", "received", "refused"]
    told = Complaint.objects.values_list("status", flat=True)
    assert sorted(told) == ["accepted", "answered", "declined", "received"]
    assert first.number.startswith(corrections.PREFIX)
    assert second.number.startswith(complaints.PREFIX)
    assert Complaint.objects.get(status="answered").satisfaction == "partly"
    assert Complaint.objects.get(status="declined").channel == "petition"


def test_without_public_decisions_there_are_complaints_alone(staff: dict[str, Staff]) -> None:
    made = side_channels.play(staff, TODAY)
    assert [receipt.number[:2] for receipt in made] == [complaints.PREFIX]
    assert not CorrectionRequest.objects.exists()


def test_the_people_of_the_demo_are_plainly_made_up() -> None:
    names = {said[2] for said in (*side_channels.ASKED, *side_channels.GRIEVANCES)} - {""}
    assert all("示例" in name for name in names)
