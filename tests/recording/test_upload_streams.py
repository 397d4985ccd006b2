"""An upload that breaks, lies or comes late leaves nothing behind but a clear refusal."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import files
from core.errors import RuleError
from core.models import AuditEntry, Blob
from core.storage import WormFileStorage
from enforcement.models import Case
from enforcement.profiles import PROFILE_KEYS
from recording import manifest, owed
from recording.models import Evidence
from recording.services import evidence, intake, storage_time
from recording.services.evidence import Taking
from tests import factories
from tests.base import Cast, day
from tests.recording import bare

ON = day(3, 4)
TAKEN = factories.at(ON, 11)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def seal(cast: Cast, case: Case, stream: Any, **values: Any) -> Evidence:
    """A photo from any stream, uploaded an hour after it was taken."""
    given: dict[str, Any] = {
        "file_name": "现场.jpg",
        "title": "现场",
        "media": "photo",
        "kind": "audiovisual",
        "stage": "investigation",
        "at": TAKEN + HOUR,
        "taking": Taking(started_at=TAKEN),
        **values,
    }
    return evidence.seal(case, by=cast.officer1, stream=stream, **given)


class Broken(io.BytesIO):
    """A connection that is lost after the first bytes were looked at."""

    def __init__(self, content: bytes, error: type[Exception]) -> None:
        super().__init__(content)
        self.error, self.reads = error, 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise self.error("gone")
        return super().read(size)


# ------------------------------------------------------------------------------- interrupted
@pytest.mark.parametrize("error", [OSError, ConnectionResetError, TimeoutError])
def test_an_interrupted_upload_leaves_no_row_no_log_and_no_partial_file(
    cast: Cast, case: Case, error: type[Exception]
) -> None:
    staging = storages["blobs"].staging()  # type: ignore[attr-defined]  # our own store
    before = (Evidence.objects.count(), Blob.objects.count(), AuditEntry.objects.count())
    parts = sorted(Path(staging).glob("*.part"))
    with pytest.raises(error), transaction.atomic():
        seal(cast, case, Broken(factories.PHOTO + bytes(9000), error))
    assert (Evidence.objects.count(), Blob.objects.count(), AuditEntry.objects.count()) == before
    assert sorted(Path(staging).glob("*.part")) == parts


def test_after_an_interruption_the_same_upload_succeeds(cast: Cast, case: Case) -> None:
    content = factories.PHOTO + b"again"
    with pytest.raises(OSError, match="gone"), transaction.atomic():
        seal(cast, case, Broken(content, OSError))
    row = seal(cast, case, io.BytesIO(content))
    assert row.blob.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("stored", [b"", b"other bytes"])
def test_a_place_that_gives_back_other_bytes_is_not_believed(
    cast: Cast, case: Case, stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*args: object, **options: object) -> Any:
        yield stored

    monkeypatch.setattr(WormFileStorage, "chunks", wrong)
    with pytest.raises(RuleError, match="校验值不一致") as refused, transaction.atomic():
        seal(cast, case, io.BytesIO(factories.PHOTO + b"unlike any other"))
    assert "保留原件" in refused.value.remedy
    assert not Evidence.objects.exists()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tail=st.binary(max_size=3000))
def test_the_hashes_are_those_of_every_byte_that_came(cast: Cast, case: Case, tail: bytes) -> None:
    content = factories.PHOTO + tail
    with transaction.atomic():
        row = seal(cast, case, io.BytesIO(content))
        assert row.blob.sha256 == hashlib.sha256(content).hexdigest()
        assert row.blob.sm3 == hashlib.new("sm3", content).hexdigest()
        assert row.blob.size == len(content)
        assert files.read_bytes(row.blob) == content
        transaction.set_rollback(True)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=300), media=st.sampled_from(Evidence.Media.values))
def test_arbitrary_bytes_are_kept_as_an_allowed_type_or_refused_in_words(
    cast: Cast, case: Case, content: bytes, media: str
) -> None:
    with transaction.atomic():
        try:
            row = seal(cast, case, io.BytesIO(content), media=media)
        except RuleError as refused:
            assert refused.remedy
        else:
            assert row.blob.content_type in intake.ALLOWED[media]
        transaction.set_rollback(True)


# ------------------------------------------------------------------------------- what comes as PDF
TRAILS = [
    b"",
    b"%%EOF",
    b"xref\n0 1\n",
    b"\x00" * 400,
    b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj",
]


@pytest.mark.parametrize("tail", TRAILS)
def test_a_broken_pdf_is_kept_as_it_came_and_takes_no_pages(
    cast: Cast, case: Case, tail: bytes
) -> None:
    stream = io.BytesIO(b"%PDF-1.7\n" + tail)
    seal(cast, case, stream, media="document", kind="documentary", taking=Taking())
    (entry,) = manifest.entries(case)
    assert (entry["first"], entry["last"]) == (0, 0)
    assert entry["size"] == 9 + len(tail)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_go_on_after_what_has_none(cast: Cast, case: Case, count: int) -> None:
    for no in range(count):
        seal(cast, case, io.BytesIO(factories.PHOTO + bytes([no])))
        seal(cast, case, io.BytesIO(b"%PDF-1.7\n" + bytes([no])), media="document")
    spans = [(entry["first"], entry["last"]) for entry in manifest.entries(case)]
    assert [span for span in spans if span != (0, 0)] == [(n, n) for n in range(1, count + 1)]
    assert manifest.pages(manifest.entries(case)) == count


def test_an_original_that_is_gone_takes_no_pages_and_breaks_no_list(cast: Cast, case: Case) -> None:
    bare.item(case, cast.officer1, content_type="application/pdf")
    (entry,) = manifest.entries(case)
    assert entry["last"] == 0


# ------------------------------------------------------------------------------- the time
NEXT = factories.at(ON + timedelta(days=1), 11)
LATE: list[tuple[str, datetime | None, datetime, bool]] = [
    ("same day, no return told", None, factories.at(ON, 23), True),
    ("next day, no return told", None, NEXT, False),
    ("next day, returned with the recording", TAKEN, NEXT, True),
    ("a second beyond 24 hours", TAKEN, NEXT + SECOND, False),
    ("returned before the recording ended", TAKEN - SECOND, NEXT - HOUR, False),
    ("a return that lies ahead of the upload", NEXT + HOUR, NEXT, False),
    ("a return an hour ahead, a week later", NEXT + 7 * 24 * HOUR, NEXT + 6 * 24 * HOUR, False),
    ("returned at the moment of the upload", NEXT, NEXT, True),
]


@pytest.mark.parametrize(("what", "returned", "uploaded", "timely"), LATE)
def test_the_clock_of_the_upload_runs_from_the_return(
    cast: Cast,
    case: Case,
    what: str,
    returned: datetime | None,
    uploaded: datetime,
    timely: bool,
) -> None:
    taking = Taking(started_at=TAKEN, returned_at=returned)
    assert storage_time.in_time(case, taking, uploaded) is timely, what
    if timely:
        return
    with pytest.raises(RuleError) as refused:
        seal(cast, case, io.BytesIO(factories.PHOTO), at=uploaded, taking=taking)
    assert refused.value.field == "late_reason"
    assert refused.value.article
    assert refused.value.remedy


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u3000"])
def test_a_blank_is_no_reason_for_being_late(cast: Cast, case: Case, reason: str) -> None:
    taking = Taking(started_at=TAKEN, late_reason=reason)
    with pytest.raises(RuleError, match="现已超过"):
        seal(cast, case, io.BytesIO(factories.PHOTO), at=NEXT, taking=taking)


@pytest.mark.parametrize("media", ["photo", "audio", "video"])
def test_every_recording_has_a_clock_and_a_paper_has_none(
    cast: Cast, case: Case, media: str
) -> None:
    with pytest.raises(RuleError) as refused:
        seal(cast, case, io.BytesIO(factories.PHOTO), media=media, taking=Taking())
    assert refused.value.field == "started_at"
    stream = io.BytesIO(factories.PAPER)
    assert seal(cast, case, stream, media="document", at=NEXT, taking=Taking()).pk


ENDS: list[tuple[str, Callable[[], Taking], str]] = [
    ("began after the upload", lambda: Taking(started_at=TAKEN + 2 * HOUR), "started_at"),
    (
        "ended after the upload",
        lambda: Taking(started_at=TAKEN, ended_at=TAKEN + HOUR + SECOND),
        "ended_at",
    ),
    (
        "ended before it began",
        lambda: Taking(started_at=TAKEN, ended_at=TAKEN - SECOND),
        "ended_at",
    ),
]


@pytest.mark.parametrize(("what", "taking", "field"), ENDS)
def test_a_recording_from_an_impossible_time_is_refused_even_with_a_reason(
    cast: Cast, case: Case, what: str, taking: Callable[[], Taking], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        seal(cast, case, io.BytesIO(factories.PHOTO), taking=taking())
    assert refused.value.field == field, what


def test_a_recording_that_ends_with_the_upload_is_taken(cast: Cast, case: Case) -> None:
    taking = Taking(started_at=TAKEN, ended_at=TAKEN + HOUR)
    assert seal(cast, case, io.BytesIO(factories.PHOTO), taking=taking).ended_at == TAKEN + HOUR
    moment = Taking(started_at=TAKEN, ended_at=TAKEN)
    assert seal(cast, case, io.BytesIO(factories.PHOTO), taking=moment).ended_at == TAKEN


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_place_gives_a_period_and_its_article_for_the_upload(profile: str, db: None) -> None:
    row = factories.case(factories.agency(profile=profile), filed=True)
    taking = Taking(started_at=TAKEN, returned_at=TAKEN)
    assert storage_time.in_time(row, taking, TAKEN + 24 * HOUR)
    assert not storage_time.in_time(row, taking, TAKEN + 48 * HOUR + SECOND)
    assert row.agency.rules().article(owed.UPLOAD_PERIOD)
