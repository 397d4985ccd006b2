"""Every byte that is handed out is on record, and a player does not flood the log."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from core.models import AuditEntry
from enforcement.models import Case
from recording.models import Evidence, Viewing
from recording.services import evidence, viewing
from recording.services.evidence import Taking
from recording.spans import merged, total
from tests import factories
from tests.base import Cast, day
from tests.originals import FILM
from tests.purposes import told

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
NOW = datetime(2026, 3, 16, 4, tzinfo=UTC)
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: [pair[0], sum(pair)])
)


@given(SPANS)
@example([[0, 5], [5, 9]])
@example([[3, 4], [0, 9]])
def test_merged_ranges_hold_the_same_bytes_in_order_without_overlap(spans: list[list[int]]) -> None:
    found = merged(spans)
    held = {byte for start, stop in spans for byte in range(start, stop)}
    assert {byte for start, stop in found for byte in range(start, stop)} == held
    assert total(found) == len(held)
    assert all(left[1] < right[0] for left, right in zip(found, found[1:], strict=False))


@pytest.fixture
def row(cast: Cast) -> Evidence:
    """A film of a second."""
    case: Case = factories.case(cast.bureau, on=ON, filed=True)
    return evidence.seal(
        case,
        by=cast.officer1,
        stream=io.BytesIO(FILM),
        file_name="现场.mp4",
        kind="audiovisual",
        media="video",
        title="现场录像",
        stage="investigation",
        at=factories.at(FILED, 12),
        taking=Taking(started_at=factories.at(FILED, 11)),
    )


def log(row: Evidence, action: str) -> list[dict[str, Any]]:
    """What the entries of this action say."""
    rows = AuditEntry.objects.filter(action=action, object_id=str(row.pk)).order_by("id")
    return [json.loads(entry.data) for entry in rows]


def body(answer: Any) -> bytes:
    """The bytes of a streamed answer."""
    return b"".join(answer.streaming_content)


def saw(row: Evidence, cast: Cast, start: int, stop: int, **more: Any) -> Viewing:
    return viewing.saw(
        row, **{"by": cast.reviewer, "start": start, "stop": stop, "at": NOW, **more}
    )


def test_the_ranges_of_one_player_are_one_entry_and_one_sum_at_the_end(
    cast: Cast, row: Evidence
) -> None:
    for no in range(40):
        saw(row, cast, no * 10, no * 10 + 10, at=NOW + timedelta(seconds=no))
    saw(row, cast, 700, 710, at=NOW + timedelta(minutes=1))
    assert len(log(row, "evidence.read")) == 1
    assert viewing.end_silent(NOW + viewing.SILENCE) == 0
    assert viewing.end_silent(NOW + timedelta(hours=1)) == 1
    (said,) = log(row, "evidence.viewed")
    assert said["spans"] == [[0, 400], [700, 710]]
    assert (said["requests"], said["bytes"], said["what"]) == (41, 410, "original")
    assert viewing.end_silent(NOW + timedelta(hours=2)) == 0


def test_two_people_two_copies_and_two_occasions_are_viewings_of_their_own(
    cast: Cast, row: Evidence
) -> None:
    saw(row, cast, 0, 5)
    saw(row, cast, 0, 5, by=cast.head)
    saw(row, cast, 0, 5, what="proxy")
    saw(row, cast, 5, 9, at=NOW + viewing.SILENCE + timedelta(seconds=1))
    assert len(log(row, "evidence.read")) == 4
    (ended,) = log(row, "evidence.viewed")
    assert ended["spans"] == [[0, 5]]


def test_a_player_that_jumps_wildly_fills_several_viewings_and_no_range_is_lost(
    cast: Cast, row: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "MOST_SPANS", 3)
    for no in range(7):
        saw(row, cast, no * 10, no * 10 + 5)
    viewing.end_silent(NOW + timedelta(hours=1))
    spans = [span for said in log(row, "evidence.viewed") for span in said["spans"]]
    assert spans == [[no * 10, no * 10 + 5] for no in range(7)]
    assert len(log(row, "evidence.read")) == 3


def test_who_may_not_see_evidence_opens_no_viewing(cast: Cast, row: Evidence) -> None:
    with pytest.raises(PermissionDenied):
        saw(row, cast, 0, 5, by=cast.publisher)
    assert not Viewing.objects.exists()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE recording_viewing SET user_id = user_id + 1", "APPEND_ONLY|VIEWING"),
        ("UPDATE recording_viewing SET spans = '[]'", "VIEWING"),
        ("DELETE FROM recording_viewing", "APPEND_ONLY"),
    ],
)
def test_a_viewing_that_ended_is_not_rewritten(
    cast: Cast, row: Evidence, statement: str, code: str
) -> None:
    saw(row, cast, 0, 5)
    viewing.end_silent(NOW + timedelta(hours=1))
    with (
        pytest.raises(IntegrityError, match=code),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_ranges_over_the_page_are_merged_and_a_download_is_an_entry_each_time(
    cast: Cast, row: Evidence
) -> None:
    client = told(cast.client("reviewer"), row.case)
    url = reverse("evidence-download", args=[row.pk])
    parts = [
        body(client.get(url, headers={"Range": f"bytes={at}-{at + 99}"}))
        for at in range(0, len(FILM), 100)
    ]
    assert b"".join(parts) == FILM
    assert len(log(row, "evidence.read")) == 1
    assert Viewing.objects.get(evidence=row).spans == [[0, len(FILM)]]
    for _no in range(2):
        saved = client.get(url, {"save": ""})
        assert saved["Content-Disposition"].startswith("attachment")
    assert len(log(row, "evidence.read")) == 3
