"""What a docking station sent waits on the desk of who held the device, until a case takes it."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from config.desk import recordings
from core.models import Blob
from enforcement.models import Case
from recording import arrivals
from recording.models import Device, DeviceLoan, Station, Upload
from tests import factories
from tests.base import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOW = datetime(2026, 3, 9, 10, 0, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def came(cast: Cast, device: str = "JLY-7", begun: str = "2026-03-09T09:30:00+08:00") -> Upload:
    """A recording of the bureau's station that waits for a case."""
    station, _new = Station.objects.get_or_create(
        agency=cast.bureau, name="一楼采集站", token_sha256="0" * 64, created_by=cast.admin
    )
    blob, _new = Blob.objects.get_or_create(
        sha256="a" * 64, sm3="b" * 64, size=9, content_type="video/mp4"
    )
    row = Upload.objects.create(
        agency=cast.bureau,
        station=station,
        file_name="A0001.mp4",
        size=9,
        told={"device_no": device, "started_at": begun},
        expires_at=NOW + timedelta(days=1),
    )
    Upload.objects.filter(pk=row.pk).update(status="verifying")
    Upload.objects.filter(pk=row.pk).update(status="waiting", blob=blob)
    row.refresh_from_db()
    return row


def lent(cast: Cast, nth: int, taken: datetime, returned: datetime | None = None) -> None:
    """The device JLY-7 in the hands of one of the cast's officers."""
    device, _new = Device.objects.get_or_create(
        agency=cast.bureau,
        number="JLY-7",
        defaults={"kind": "body", "registered_on": date(2026, 1, 5)},
    )
    DeviceLoan.objects.create(
        device=device,
        officer=cast.officers[nth],
        taken_at=taken,
        returned_at=returned,
        battery=90,
        free_minutes=300,
        clock_off=0,
        created_by=cast.admin,
    )


def holders(cast: Cast) -> list[str | None]:
    return [one.holder.name if one.holder else None for one in arrivals.arrivals(cast.officer1)]


def test_a_recording_of_my_device_waits_on_my_desk_and_not_on_anothers(cast: Cast) -> None:
    lent(cast, 0, NOW - timedelta(hours=2))
    row = came(cast)
    queue = recordings.of(cast.officer1)
    assert queue is not None and queue.total == 1
    assert queue.entries[0].url == reverse("recording-choose", args=[row.pk])
    assert queue.entries[0].detail == f"一楼采集站 · JLY-7 · {cast.officers[0].name}"
    assert recordings.of(cast.officer2) is None
    assert recordings.of(cast.outsider) is None


def test_the_holder_is_who_had_the_device_when_the_recording_began(cast: Cast) -> None:
    lent(cast, 1, NOW - timedelta(days=1), NOW - timedelta(hours=3))
    lent(cast, 0, NOW - timedelta(hours=2))
    came(cast)
    assert holders(cast) == [cast.officers[0].name]
    came(cast, begun="2026-03-08T12:00:00+08:00")
    assert holders(cast) == [cast.officers[0].name], "the older one is the other officer's"


def test_what_nobody_is_known_to_have_recorded_waits_for_all(cast: Cast) -> None:
    came(cast, device="")
    for one in (cast.officer1, cast.officer2):
        queue = recordings.of(one)
        assert queue is not None and "领用人不明" in queue.entries[0].detail


def test_the_desk_leads_to_the_case_and_another_agency_sees_nothing(cast: Cast, case: Case) -> None:
    row = came(cast)
    client = cast.client("officer1")
    assert "待归入案件的音像资料" in client.get(reverse("desk")).content.decode()
    choose = reverse("recording-choose", args=[row.pk])
    page = client.get(choose).content.decode()
    assert reverse("recording-assign", args=[case.pk, row.pk]) in page
    assert "没有可以归入的案件" in client.get(choose, {"q": "没有这样的案件"}).content.decode()
    assert cast.client("outsider").get(choose).status_code == 404


def test_only_cases_of_mine_that_still_take_evidence_are_offered(cast: Cast, case: Case) -> None:
    assert list(arrivals.cases_for(cast.officer1, "")) == [case]
    assert list(arrivals.cases_for(cast.officer1, case.number[-3:])) == [case]
    assert not arrivals.cases_for(cast.head, "")
    factories.case(cast.bureau)
    assert list(arrivals.cases_for(cast.officer1, "")) == [case], "one that is not filed takes none"


def test_the_number_of_queries_does_not_grow_with_what_waits(
    cast: Cast, django_assert_num_queries: object
) -> None:
    lent(cast, 0, NOW - timedelta(hours=2))
    for _n in range(5):
        came(cast)
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's own fixture
        assert len(arrivals.arrivals(cast.officer1)) == 5
