"""Small things of edited copies: rows of the form, words of a list, names of files, queues, the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from recording import edited_page
from recording.forms.edited import LABELS, EditedCopyForm
from recording.media import edits
from recording.media.edits import Area, Edits, Original
from recording.models import EditedCopy, Evidence
from recording.services import edited as service
from recording.services import retention as keeping
from tests.base import Cast
from tests.originals import PHOTO
from tests.recording import edited
from tests.recording.edited import AREA, looked_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WHY = {"reason": "画面中有无关的行人", "purpose": "提供给当事人查阅"}
FILM = Original("video", 10_000, sound=True)
PICTURE = Original("photo")
TYPED = {"x": "12.34", "y": "5", "w": "50.5", "h": "20", "mode": "black"}


def rows(prefix: str, *values: dict[str, str]) -> dict[str, str]:
    """The fields of a list of marks as a browser sends them."""
    counted = {f"{prefix}-TOTAL_FORMS": str(len(values)), f"{prefix}-INITIAL_FORMS": "0"}
    fields = {
        f"{prefix}-{n}-{name}": text for n, row in enumerate(values) for name, text in row.items()
    }
    return counted | fields


def form(data: dict[str, str], original: Original = PICTURE) -> EditedCopyForm:
    return EditedCopyForm({**WHY, **data}, original=original)


@pytest.fixture
def photo(cast: Cast) -> Evidence:
    return looked_at(edited.item(cast, PHOTO))


# ------------------------------------------------------------------------------- the form
@pytest.mark.parametrize("name", ["reason", "purpose"])
def test_reason_and_purpose_are_asked_for(name: str) -> None:
    found = form({**rows("area", TYPED), name: "  "})
    assert not found.is_valid()
    assert list(found.errors) == [name]


@pytest.mark.parametrize(("name", "most"), [("reason", 300), ("purpose", 200)])
def test_reason_and_purpose_have_a_longest_length(name: str, most: int) -> None:
    assert form({**rows("area", TYPED), name: "字" * most}).is_valid()
    assert not form({**rows("area", TYPED), name: "字" * (most + 1)}).is_valid()


@pytest.mark.parametrize("side", ["x", "y", "w", "h"])
@pytest.mark.parametrize("text", ["", "-0.01", "100.01", "1.234", "x", "NaN"])
def test_a_side_that_is_no_percent_is_named_with_its_row(side: str, text: str) -> None:
    found = form(rows("area", TYPED, {**TYPED, side: text}))
    assert not found.is_valid()
    (error,) = found.non_field_errors()
    assert str(error).startswith(f"{LABELS['area']} 2，")


@pytest.mark.parametrize(
    ("text", "parts"), [("0", 0), ("0.01", 1), ("33.33", 3333), ("100", 10_000)]
)
def test_a_percent_is_read_to_two_decimals(text: str, parts: int) -> None:
    found = form(rows("area", {**TYPED, "x": text}))
    assert found.is_valid()
    assert found.edit_list()["areas"][0]["x"] == parts


def test_a_manner_nobody_offers_is_refused() -> None:
    found = form(rows("area", {**TYPED, "mode": "cartoon"}))
    assert not found.is_valid()
    assert "方式" in found.non_field_errors()[0]


def test_a_span_needs_both_ends() -> None:
    span = {"start": "1", "stop": ""}
    found = form({**rows("area"), **rows("keep", span), **rows("mute")}, FILM)
    assert not found.is_valid()
    assert "保留片段 1，结束" in found.non_field_errors()[0]


def test_each_wrong_row_is_named() -> None:
    bad = {"start": "x", "stop": "y"}
    found = form({**rows("area"), **rows("keep", bad), **rows("mute", bad)}, FILM)
    assert not found.is_valid()
    words = "\n".join(map(str, found.non_field_errors()))
    for text in ("保留片段 1，开始", "保留片段 1，结束", "静音片段 1，开始", "静音片段 1，结束"):
        assert text in words


def test_as_many_rows_as_are_allowed_are_read_and_more_are_refused() -> None:
    full = form(rows("area", *[TYPED] * edits.MOST_AREAS))
    assert full.is_valid()
    assert len(full.edit_list()["areas"]) == edits.MOST_AREAS
    beyond = form(rows("area", *[TYPED] * (edits.MOST_AREAS + 1)))
    assert beyond.is_valid()
    with pytest.raises(RuleError, match="最多 60 处"):
        edits.read(beyond.edit_list(), PICTURE)
    assert not form(rows("area", *[TYPED] * (edits.MOST_AREAS + 2))).is_valid()


# ------------------------------------------------------------------------------- the words
@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "0:00.000"),
        (999, "0:00.999"),
        (60_000, "1:00.000"),
        (3_599_999, "59:59.999"),
        (3_600_000, "1:00:00.000"),
        (-1500, "-0:01.500"),
    ],
)
def test_a_moment_is_said_to_the_millisecond(moment: int, text: str) -> None:
    assert edits.clock(moment) == text


def test_each_edit_is_a_line(photo: Evidence, cast: Cast) -> None:
    given = {
        "keep": [[0, 5000]],
        "areas": [{**AREA, "mode": "mosaic", "span": [0, 900]}, {**AREA, "mode": "blur"}],
        "mute": [[100, 900]],
    }
    row = edited.row(photo, cast, edits=given)
    assert edited_page.described(row) == [
        "保留 0:00.000–0:05.000",
        "马赛克：左 10.00%、上 20.00%、宽 30.00%、高 25.00%，0:00.000–0:00.900",
        "模糊：左 10.00%、上 20.00%、宽 30.00%、高 25.00%",
        "静音 0:00.100–0:00.900",
    ]


def test_the_name_of_the_file_says_that_it_is_none_of_the_originals(
    photo: Evidence, cast: Cast
) -> None:
    row = edited.ready(photo, cast)
    assert edited_page.file_name(row) == f"编辑副本-{row.pk}-现场.jpg"
    row.evidence.title = "长" * 99
    assert len(edited_page.file_name(row)) < 90
    assert edited_page.what(row) == f"edit{row.pk}"


def test_lengths_are_said_for_recordings_alone() -> None:
    assert edited_page.length_words(0) == ""
    assert edited_page.length_words(83_045) == "1:23.045"


def test_what_made_it_is_told_once_it_is_made(photo: Evidence, cast: Cast) -> None:
    row = edited.row(photo, cast)
    told = dict(edited_page.told(row))
    assert (told["编辑理由"], told["完成时间"], told["制作程序"]) == (row.reason, "", "")
    done = dict(edited_page.told(edited.ready(photo, cast)))
    assert done["制作程序"].startswith("Pillow")
    assert done["完成时间"]


def test_nothing_kept_means_the_whole() -> None:
    assert Edits().kept(9000) == ((0, 9000),)
    assert Edits(((1, 2),)).kept(9000) == ((1, 2),)
    area = Area(0, 0, 20, 20, "black", (0, 40))
    assert Edits(areas=(area,)).as_json()["areas"][0]["span"] == [0, 40]


# ------------------------------------------------------------------------------- the queue
def test_copies_are_made_in_the_order_they_were_asked_for(photo: Evidence, cast: Cast) -> None:
    first, second = edited.row(photo, cast), edited.row(photo, cast)
    now = timezone.now()
    assert [service.claim(now), service.claim(now), service.claim(now)] == [first, second, None]


def test_a_claim_counts_and_begins_anew(photo: Evidence, cast: Cast) -> None:
    edited.row(photo, cast)
    now = timezone.now()
    row = service.claim(now)
    assert row is not None
    assert (row.status, row.attempts, row.progress, row.touched_at) == ("working", 1, 0, now)
    EditedCopy.objects.filter(pk=row.pk).update(progress=50)
    assert service.claim(now + service.SILENT) is None
    again = service.claim(now + service.SILENT + timedelta(seconds=1))
    assert again is not None
    assert (again.attempts, again.progress) == (2, 0)


def test_what_ended_fails_no_more(photo: Evidence, cast: Cast) -> None:
    row = edited.ready(photo, cast)
    service.failed(row, problem="太迟")
    row.refresh_from_db()
    assert (row.status, row.problem) == ("ready", "")
    assert not AuditEntry.objects.filter(action="editedcopy.failed").exists()


def test_a_long_problem_is_cut_and_kept(photo: Evidence, cast: Cast) -> None:
    row = edited.row(photo, cast)
    service.failed(row, problem="长" * 999)
    row.refresh_from_db()
    assert row.problem == "长" * 300


# ------------------------------------------------------------------------------- the pages
def test_a_held_item_may_still_be_edited(photo: Evidence, cast: Cast) -> None:
    keeping.hold(photo, by=cast.head, reason="诉讼")
    row = edited.ready(photo, cast)
    assert row.status == "ready"


def test_the_editor_and_the_copy_are_not_there_for_another_agency(
    photo: Evidence, cast: Cast
) -> None:
    row = edited.ready(photo, cast)
    addresses = [
        reverse("evidence-edit", args=[photo.pk]),
        reverse("edited-detail", args=[row.pk]),
        reverse("edited-download", args=[row.pk]),
    ]
    client = cast.client("outsider")
    assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
    unknown = reverse("edited-detail", args=[row.pk + 999])
    assert cast.client("officer1").get(unknown).status_code == 404


def test_who_may_not_edit_is_not_led_to_the_editor(photo: Evidence, cast: Cast) -> None:
    assert service.may_edit(photo, cast.officer1)
    for who in (cast.supervisor, cast.outsider, cast.publisher, cast.admin):
        assert not service.may_edit(photo, who)


def test_the_list_takes_the_same_queries_whatever_its_length(photo: Evidence, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            for row in edited_page.copies_of(photo):
                str(row.made_by)
                assert row.blob is None or row.blob.sha256
        return len(seen)

    edited.row(photo, cast)
    once = queries()
    for _n in range(3):
        edited.row(photo, cast)
    edited.ready(photo, cast)
    assert queries() == once == 1
    listed: list[Any] = [row.pk for row in edited_page.copies_of(photo)]
    assert listed == sorted(listed, reverse=True)
