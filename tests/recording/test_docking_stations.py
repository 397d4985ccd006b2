"""A docking station sends by itself with a token; an officer puts what it sent into a case."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from core import files
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Case
from recording.models import Evidence, Station, Upload
from recording.services import sealing, stations, uploads
from recording.services.evidence import Taking
from recording.services.uploads import Described
from tests import factories
from tests.base import Cast
from tests.lately import lately
from tests.recording.uploading import PHOTO, PIECE, TUS

NOW = timezone.now
ADDRESS = "/station/uploads/"


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture
def known(cast: Cast) -> Iterator[tuple[Station, str]]:
    yield stations.register(by=cast.admin, name="一楼采集站", place="一楼值班室")
    for path in uploads.place().glob("*"):
        path.unlink()


def bearer(token: str) -> dict[str, str]:
    return {**TUS, "Authorization": f"Bearer {token}"}


def metadata(**values: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in values.items())


SIZE = len(PHOTO)


def create(token: str, size: Any = SIZE, **headers: str) -> Any:
    """tus creation, as a station does it."""
    given = {
        **bearer(token),
        "Upload-Length": str(size),
        "Upload-Metadata": metadata(filename="A0001.jpg", device_no="JLY-7"),
        **headers,
    }
    return Client(enforce_csrf_checks=True).post(ADDRESS, headers=given)


def send(token: str, address: str, content: bytes = PHOTO, at: int = 0) -> Any:
    headers = {**bearer(token), "Upload-Offset": str(at)}
    return Client(enforce_csrf_checks=True).patch(address, content, PIECE, headers=headers)


def sent(token: str, content: bytes = PHOTO) -> Upload:
    """A recording that came in full and waits for its case."""
    address = create(token, len(content))["Location"]
    assert send(token, address, content).status_code == 204
    sealing.run(NOW())
    return Upload.objects.get(pk=address.split("/")[-2])


def told(**values: Any) -> Described:
    taking = Taking(started_at=NOW() - timedelta(minutes=9))
    return Described(
        kind="audiovisual", stage="investigation", **{"media": "photo", "taking": taking, **values}
    )


def test_a_station_creates_sends_and_resumes_with_its_token(
    cast: Cast, known: tuple[Station, str]
) -> None:
    answer = create(known[1])
    assert answer.status_code == 201
    assert answer["Upload-Expires"]
    address = answer["Location"]
    assert address.startswith("http://testserver/station/uploads/")
    assert send(known[1], address, PHOTO[:9000]).status_code == 204
    asked = Client().head(address, headers=bearer(known[1]))
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("9000", str(len(PHOTO)))
    assert send(known[1], address, PHOTO[9000:], 9000).status_code == 204
    sealing.run(NOW())
    row = Upload.objects.get(station=known[0])
    assert (row.status, row.file_name, row.told["device_no"]) == ("waiting", "A0001.jpg", "JLY-7")
    assert row.blob is not None
    assert files.read_bytes(row.blob) == PHOTO
    assert not Evidence.objects.exists()


def test_the_token_is_kept_only_as_its_hash(known: tuple[Station, str]) -> None:
    station, token = known
    assert station.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert not AuditEntry.objects.filter(data__contains=token).exists()


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000])
def test_without_a_token_in_use_nothing_is_created_or_written(
    known: tuple[Station, str], token: str
) -> None:
    assert create(token).status_code == 401
    address = create(known[1])["Location"]
    assert send(token, address).status_code == 401
    assert Client().head(address, headers=TUS).status_code == 401
    assert Client().delete(address, headers=bearer(token)).status_code == 401
    part = uploads.part_of(Upload.objects.get())
    assert not part.data.read_bytes().strip(b"\0")


def test_a_stopped_station_sends_no_more(cast: Cast, known: tuple[Station, str]) -> None:
    station, token = known
    address = create(token)["Location"]
    stations.revoke(station, by=cast.admin, at=NOW())
    stations.revoke(station, by=cast.admin, at=NOW())
    assert create(token).status_code == 401
    assert send(token, address).status_code == 401
    assert AuditEntry.objects.filter(action="station.revoke").count() == 1


def test_a_station_cannot_touch_what_another_sends(cast: Cast, known: tuple[Station, str]) -> None:
    _row, other = stations.register(by=cast.admin, name="二楼采集站", place="")
    address = create(known[1])["Location"]
    assert send(other, address).status_code == 404
    assert Client().delete(address, headers=bearer(other)).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": ""}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({"Upload-Length": "abc"}, 400),
        ({"Upload-Length": "0"}, 422),
        ({"Upload-Length": str(10 * 1024**3 + 1)}, 413),
        ({"Upload-Metadata": "filename ???"}, 400),
        ({"Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Metadata": "a" * 5000}, 400),
        ({"Upload-Metadata": metadata(sha256="short")}, 422),
        ({"Tus-Resumable": "0.1"}, 412),
    ],
)
def test_a_creation_that_is_wrong_is_refused(
    known: tuple[Station, str], headers: dict[str, str], status: int
) -> None:
    assert create(known[1], **headers).status_code == status
    assert not Upload.objects.exists()


def test_a_name_that_is_missing_or_hostile_is_made_harmless(known: tuple[Station, str]) -> None:
    create(known[1], **{"Upload-Metadata": metadata(filename="../../etc/passwd")})
    create(known[1], **{"Upload-Metadata": "flag"})
    assert list(Upload.objects.values_list("file_name", flat=True)) == ["passwd", "unnamed"]


def test_a_wrong_digest_of_the_manifest_is_rejected(known: tuple[Station, str]) -> None:
    address = create(known[1], **{"Upload-Metadata": metadata(sha256="ab" * 32)})["Location"]
    send(known[1], address)
    sealing.run(NOW())
    assert "校验值不一致" in Upload.objects.get().reason
    assert Client().head(address, headers=bearer(known[1])).status_code == 410


def test_the_handling_officer_puts_it_into_a_case(
    cast: Cast, case: Case, known: tuple[Station, str]
) -> None:
    row = sent(known[1])
    item = sealing.assign(row, case=case, by=cast.officer1, described=told(), at=NOW())
    row.refresh_from_db()
    assert (row.status, row.evidence) == ("sealed", item)
    assert (item.case, item.blob_id) == (case, hashlib.sha256(PHOTO).hexdigest())
    assert AuditEntry.objects.filter(action="upload.assign", object_id=str(row.pk)).exists()
    with pytest.raises(StaleError):
        sealing.assign(row, case=case, by=cast.officer1, described=told(), at=NOW())
    assert Evidence.objects.count() == 1


def test_nobody_else_puts_it_into_a_case(
    cast: Cast, case: Case, known: tuple[Station, str]
) -> None:
    row = sent(known[1])
    foreign = factories.case(cast.other_bureau, filed=True)
    with pytest.raises(RuleError, match="不属于本机关"):
        sealing.assign(row, case=foreign, by=cast.outsider, described=told(), at=NOW())
    with pytest.raises(PermissionDenied):
        sealing.assign(row, case=case, by=cast.head, described=told(), at=NOW())
    with pytest.raises(RuleError, match="不是允许的类型"):
        wrong = told(media="video")
        sealing.assign(row, case=case, by=cast.officer1, described=wrong, at=NOW())
    assert not Evidence.objects.exists()


def test_the_pages_lead_from_the_case_to_the_evidence(
    cast: Cast, case: Case, known: tuple[Station, str]
) -> None:
    officer = cast.client("officer1")
    listing = f"/office/cases/{case.pk}/recordings/"
    assert "没有待归入的音像资料" in officer.get(listing).content.decode()
    row = sent(known[1])
    page = officer.get(listing).content.decode()
    assert "A0001.jpg" in page
    assert "一楼采集站" in page
    form = officer.get(f"{listing}{row.pk}/")
    assert form.context["form"].initial["medium"] == "photo"
    assert form.context["form"].initial["device_no"] == "JLY-7"
    given = {"medium": "photo", "kind": "audiovisual", "stage": "investigation"}
    refused = officer.post(f"{listing}{row.pk}/", given)
    assert "记录开始时间" in refused.content.decode()
    started = lately(3).strftime("%Y-%m-%dT%H:%M")
    done = officer.post(f"{listing}{row.pk}/", {**given, "started_at": started})
    assert done.status_code == 302
    assert Evidence.objects.get().case == case


def test_the_administrator_registers_and_stops_a_station(cast: Cast) -> None:
    admin = cast.client("admin")
    page = admin.post("/office/stations/", {"name": "三楼采集站", "place": ""})
    ((station, token),) = page.context["made"]
    assert token in page.content.decode()
    assert stations.known_by(token) == station
    again = admin.post("/office/stations/", {"name": "三楼采集站", "place": ""})
    assert "同名" in again.content.decode()
    assert token not in again.content.decode()
    assert admin.post(f"/office/stations/{station.pk}/revoke/").status_code == 302
    assert stations.known_by(token) is None


def test_only_who_manages_accounts_manages_stations(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        stations.register(by=cast.officer1, name="甲", place="")
    row, _token = stations.register(by=cast.admin, name="甲", place="")
    with pytest.raises(PermissionDenied):
        stations.revoke(row, by=cast.head, at=NOW())
