"""Recording devices: registered, checked before use, held by one, at fault, out of use."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Officer
from recording.models import Device, DeviceFault, DeviceLoan
from recording.services import devices
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

pytestmark = pytest.mark.django_db
ON = day(3, 2)
MORNING = factories.at(day(3, 16), 9)
NOON = MORNING + timedelta(hours=3)
SOUND = {"battery": 90, "free_minutes": 300, "clock_off": 0}


@pytest.fixture
def device(cast: Cast) -> Device:
    return registered(cast)


def registered(cast: Cast, number: str = "示录0001") -> Device:
    return devices.register(
        by=cast.listadmin, agency=cast.bureau, number=number, kind="body", registered_on=ON
    )


def taken(cast: Cast, device: Device, **changes: Any) -> DeviceLoan:
    values = {"officer": cast.officers[0], "at": MORNING, **SOUND, **changes}
    return devices.take(device, by=cast.officer1, **values)


# ------------------------------------------------------------------------------- the register
def test_a_device_is_registered_once_by_who_keeps_the_lists(cast: Cast, device: Device) -> None:
    assert str(device) == "执法记录仪 示录0001"
    assert AuditEntry.objects.filter(action="device.register", object_id=str(device.pk)).exists()
    with pytest.raises(RuleError, match="“示录0001”已经登记") as refused:
        registered(cast)
    assert refused.value.field == "number"
    for by in (cast.officer1, cast.reviewer, cast.supervisor):
        with pytest.raises(PermissionDenied):
            devices.register(by=by, agency=cast.bureau, number="x", kind="body", registered_on=ON)


def test_another_agencys_device_is_out_of_reach(cast: Cast, device: Device) -> None:
    with pytest.raises(RuleError, match="只能登记本机关的设备"):
        devices.register(
            by=cast.listadmin, agency=cast.other_bureau, number="x", kind="body", registered_on=ON
        )
    with pytest.raises(RuleError, match="只能办理本机关的设备"):
        devices.take(device, by=cast.outsider, officer=cast.officers[0], at=MORNING, **SOUND)


# ------------------------------------------------------------------------------- taking
@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"battery": 49}, "电量低于50%。"),
        ({"free_minutes": 119}, "存储空间不足120分钟。"),
        ({"clock_off": 61}, "设备时间与标准时间相差超过60秒。"),
        ({"clock_off": -61}, "设备时间与标准时间相差超过60秒。"),
    ],
)
def test_a_device_that_fails_its_check_is_not_taken(
    cast: Cast, device: Device, found: dict[str, int], message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        taken(cast, device, **found)
    assert refused.value.message == message
    assert refused.value.field == next(iter(found))
    assert not DeviceLoan.objects.exists()


def test_at_the_limits_it_is_taken_and_the_check_kept(cast: Cast, device: Device) -> None:
    loan = taken(cast, device, battery=50, free_minutes=120, clock_off=-60)
    assert (loan.battery, loan.free_minutes, loan.clock_off) == (50, 120, -60)
    assert loan.agency_id == cast.bureau.pk


def test_one_holder_at_a_time(cast: Cast, device: Device) -> None:
    taken(cast, device)
    with pytest.raises(RuleError, match=f"设备由{cast.officers[0].name}领用，尚未归还"):
        taken(cast, device, officer=cast.officers[1])
    devices.give_back(device, by=cast.officer1, at=NOON)
    assert taken(cast, device, officer=cast.officers[1], at=NOON).officer == cast.officers[1]


def test_only_an_officer_of_the_agency_takes_it(cast: Cast, device: Device) -> None:
    stranger = Officer.objects.exclude(agency=cast.bureau)[0]
    with pytest.raises(RuleError, match="领用人不是本机关的执法人员"):
        taken(cast, device, officer=stranger)


def test_it_comes_back_once_and_after_it_was_taken(cast: Cast, device: Device) -> None:
    with pytest.raises(RuleError, match="设备没有被领用"):
        devices.give_back(device, by=cast.officer1, at=NOON)
    taken(cast, device)
    with pytest.raises(RuleError, match="归还时间不能早于领用时间"):
        devices.give_back(device, by=cast.officer1, at=MORNING - timedelta(minutes=1))
    assert devices.give_back(device, by=cast.officer1, at=NOON).returned_at == NOON


def test_who_held_it_when_a_recording_was_made(cast: Cast, device: Device) -> None:
    taken(cast, device)
    devices.give_back(device, by=cast.officer1, at=NOON)
    taken(cast, device, officer=cast.officers[1], at=NOON + timedelta(minutes=5))
    times = {
        MORNING - timedelta(seconds=1): None,
        MORNING: cast.officers[0],
        NOON: cast.officers[0],
        NOON + timedelta(minutes=2): None,
        NOON + timedelta(days=1): cast.officers[1],
    }
    found = {at: devices.holder(cast.bureau.pk, device.number, at) for at in times}
    assert found == times
    assert devices.holder(cast.other_bureau.pk, device.number, MORNING) is None


# ------------------------------------------------------------------------------- faults, the end
def test_a_faulty_device_is_taken_by_nobody_until_mended(cast: Cast, device: Device) -> None:
    devices.report_fault(device, by=cast.officer1, at=MORNING, text="无法开机")
    with pytest.raises(RuleError, match="尚未修复的故障"):
        taken(cast, device)
    with pytest.raises(RuleError, match="修复时间不能早于发现时间"):
        devices.mend(device, by=cast.listadmin, at=MORNING - timedelta(hours=1), result="更换")
    assert devices.mend(device, by=cast.listadmin, at=NOON, result="更换电池") == 1
    with pytest.raises(RuleError, match="没有尚未修复的故障"):
        devices.mend(device, by=cast.listadmin, at=NOON, result="再修")
    assert taken(cast, device).pk


def test_a_device_out_of_use_stays_in_the_register(cast: Cast, device: Device) -> None:
    taken(cast, device)
    with pytest.raises(RuleError, match="尚未归还"):
        devices.retire(device, by=cast.listadmin, on=day(3, 17), reason="报废")
    devices.give_back(device, by=cast.officer1, at=NOON)
    with pytest.raises(RuleError, match="停用日期不能早于启用日期"):
        devices.retire(device, by=cast.listadmin, on=ON - timedelta(days=1), reason="报废")
    devices.retire(device, by=cast.listadmin, on=day(3, 17), reason="报废")
    for act in (
        lambda: taken(cast, device),
        lambda: devices.report_fault(device, by=cast.officer1, at=NOON, text="坏"),
        lambda: devices.retire(device, by=cast.listadmin, on=day(3, 18), reason="再报废"),
    ):
        with pytest.raises(RuleError, match="已于2026-03-17停用"):
            act()
    with pytest.raises(RuleError, match="已经登记"):
        registered(cast)


@pytest.mark.parametrize(("officers", "needed"), [(0, 0), (1, 1), (2, 1), (3, 2), (10, 5)])
def test_one_device_for_two_officers_at_least(cast: Cast, officers: int, needed: int) -> None:
    assert devices.needed(cast.bureau, officers) == needed


# ------------------------------------------------------------------------------- against SQL
def test_sql_rewrites_no_loan_fault_or_device(cast: Cast, device: Device) -> None:
    taken(cast, device)
    devices.give_back(device, by=cast.officer1, at=NOON)
    devices.report_fault(device, by=cast.officer1, at=MORNING, text="坏")
    attempts = (
        lambda: DeviceLoan.objects.update(officer=cast.officers[1]),
        lambda: DeviceLoan.objects.update(returned_at=None),
        lambda: DeviceLoan.objects.all().delete(),
        lambda: DeviceFault.objects.update(text="没坏"),
        lambda: DeviceFault.objects.all().delete(),
        lambda: Device.objects.update(number="x"),
        lambda: DeviceLoan.objects.create(
            device=device,
            officer=cast.officers[0],
            taken_at=NOON,
            created_by=cast.officer1,
            **SOUND,
        ),
    )
    for attempt in attempts:
        refused = pytest.raises(DatabaseError, match="APPEND_ONLY|GATE|DEVICE_UNSOUND")
        with refused, transaction.atomic():
            attempt()


def test_sql_gives_a_device_to_no_second_holder(cast: Cast, device: Device) -> None:
    loan = taken(cast, device)
    loan.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        loan.save(force_insert=True)


# ------------------------------------------------------------------------------- the pages
def test_registering_taking_and_returning_by_the_pages(cast: Cast) -> None:
    keeper, officer = cast.client("listadmin"), cast.client("officer1")
    values = {"agency": cast.bureau.pk, "number": "示录0009", "kind": "body", "model": "甲型"}
    new = reverse("device-create")
    assert "示录0009" not in keeper.get(new).content.decode()
    answer = keeper.post(new, {**values, "registered_on": "2026-03-02"})
    assert answer["Location"] == reverse("device-list")
    row = Device.objects.get(number="示录0009")
    page = reverse("device-detail", args=[row.pk])
    assert reverse("device-take", args=[row.pk]) in officer.get(page).content.decode()

    check = {"officer": cast.officers[0].pk, "at": "2026-03-16T09:00", **SOUND}
    weak = officer.post(reverse("device-take", args=[row.pk]), {**check, "battery": 10})
    assert "电量低于50%" in weak.content.decode()
    assert officer.post(reverse("device-take", args=[row.pk]), check)["Location"] == page
    text = officer.get(page).content.decode()
    assert "尚未归还" in text and "电量 90%，可录制 300 分钟" in text
    assert cast.officers[0].name in officer.get(reverse("device-list")).content.decode()

    officer.post(reverse("device-return", args=[row.pk]), {"at": "2026-03-16T17:30"})
    assert "2026-03-16 17:30" in officer.get(page).content.decode()


def test_the_list_says_how_many_devices_are_missing(cast: Cast, device: Device) -> None:
    count = Officer.objects.filter(agency=cast.bureau, status=Officer.Status.ACTIVE).count()
    text = cast.client("unithead").get(reverse("device-list")).content.decode()
    assert f"本机关执法人员 {count} 名" in text and "在用 1 台" in text
    missing = devices.needed(cast.bureau, count) - 1
    assert (f"还缺 {missing} 台" in text) == (missing > 0)


def test_the_page_of_a_device_names_what_was_recorded_with_it(cast: Cast, device: Device) -> None:
    case = factories.case(cast.bureau, filed=True)
    bare.item(case, cast.officer1, device_no=device.number, title="执法现场录像")
    bare.item(case, cast.officer1, "另一段", device_no="别的设备")
    page = reverse("device-detail", args=[device.pk])
    text = cast.client("officer1").get(page).content.decode()
    assert "执法现场录像" in text and "音像资料 1 件" in text
    closed = cast.client("publisher").get(page).content.decode()
    assert "执法现场录像" not in closed and "音像资料 0 件" in closed
    # The administrator sees every register and no case.
    assert "执法现场录像" not in cast.client("admin").get(page).content.decode()
    assert not devices.recordings(device, cast.admin).exists()


def test_the_list_takes_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        taken(cast, registered(cast, f"示录1{number:03d}"))
    client = cast.client("officer1")
    with django_assert_max_num_queries(14):
        text = client.get(reverse("device-list"), {"q": "示录1"}).content.decode()
    assert text.count("已领用") == 8
