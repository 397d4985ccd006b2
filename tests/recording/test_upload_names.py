"""Whatever a file is called, it is kept under a name that fits, and under a title that says something."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RuleError
from enforcement.models import Case
from recording.forms.evidence import EvidenceForm
from recording.models import Evidence
from recording.services import evidence
from recording.services.evidence import Taking, clean_name
from tests import factories
from tests.base import Cast, day

ON = day(3, 4)
LIMITS = {"title": 200, "file_name": 255}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def seal(cast: Cast, case: Case, **values: Any) -> Evidence:
    """One paper, which needs no times."""
    given: dict[str, Any] = {
        "stream": io.BytesIO(factories.PAPER),
        "file_name": "合同.pdf",
        "title": "合同",
        "media": "document",
        "kind": "documentary",
        "stage": "investigation",
        "at": factories.at(ON),
        **values,
    }
    return evidence.seal(case, by=cast.officer1, **given)


def form(case: Case, names: list[str], **values: Any) -> EvidenceForm:
    """The upload form with one photo of each name, taken now."""
    files = [SimpleUploadedFile(name, factories.PHOTO) for name in names]
    data = {
        "medium": "photo",
        "kind": "audiovisual",
        "stage": "investigation",
        "started_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        **values,
    }
    return EvidenceForm(data, {"originals": files}, case=case)


# ------------------------------------------------------------------------------- names
@given(st.text(max_size=600))
def test_any_name_becomes_one_that_fits_and_says_something(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 255
    assert kept == kept.strip(), "a blank at either end is not seen"
    assert kept.isprintable()
    assert not set(kept) & set("/\\")
    assert kept not in (".", "..")
    assert clean_name(kept) == kept, "cleaning again changes nothing"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b.jpg", "ab.jpg"),
        ("\ufeff现场.jpg", "现场.jpg"),
        ("C:\\Users\\某\\现场.jpg", "现场.jpg"),
        ("目录/../现场.jpg", "现场.jpg"),
        ("   ", "unnamed"),
        ("..", "unnamed"),
        (".", "unnamed"),
        ("目录/", "unnamed"),
        ("\n\t", "unnamed"),
        ("现场.jpg ", "现场.jpg"),
        ("\ud800.jpg", ".jpg"),
        ("😀现场.mp4", "😀现场.mp4"),
        ("x" * 251 + ".jpg", "x" * 251 + ".jpg"),
        ("x" * 252 + ".jpg", "x" * 251 + ".jpg"),
    ],
)
def test_a_hostile_name_loses_what_is_hostile_and_keeps_its_ending(name: str, kept: str) -> None:
    assert clean_name(name) == kept


# ------------------------------------------------------------------------------- titles
@pytest.mark.parametrize("length", [1, 199, 200, 201, 255, 256, 1000])
def test_a_file_without_a_title_takes_as_much_of_its_name_as_fits(
    cast: Cast, case: Case, length: int
) -> None:
    name = "录" * max(0, length - 4) + ".pdf"[-length:]
    row = seal(cast, case, file_name=name, title="  ")
    assert len(row.title) == min(length, LIMITS["title"])
    assert len(row.file_name) == min(length, LIMITS["file_name"])
    assert name.endswith(row.title), "the ending tells the kind of file"
    row.clean_fields(exclude=["blob"])


def test_a_title_is_trimmed_and_never_blank(cast: Cast, case: Case) -> None:
    assert seal(cast, case, title="  合同原件\t").title == "合同原件"
    assert seal(cast, case, title="\u3000", file_name="甲.pdf").title == "甲.pdf"
    assert seal(cast, case, title="", file_name=" ").title == "unnamed"


@pytest.mark.parametrize("length", [1, 195, 196, 197, 198, 199, 200])
@pytest.mark.parametrize("count", [1, 2, 11])
def test_numbered_titles_fit_their_column_and_stay_apart(
    cast: Cast, case: Case, length: int, count: int
) -> None:
    filled = form(case, ["甲.jpg"] * count, title="题" * length)
    assert filled.is_valid(), filled.errors
    titles = [title for _, title in filled.titled()]
    assert max(map(len, titles)) <= (LIMITS["title"])
    assert len(set(titles)) == count
    if count > 1:
        assert titles[0].endswith("（1）")
        assert titles[-1].endswith(f"（{count}）")
    else:
        assert titles == ["题" * length]


def test_without_a_title_every_file_keeps_its_own_name(cast: Cast, case: Case) -> None:
    filled = form(case, ["甲.jpg", "乙.jpg"])
    assert filled.is_valid(), filled.errors
    assert [(file.name, title) for file, title in filled.titled()] == [
        ("甲.jpg", ""),
        ("乙.jpg", ""),
    ]


# ------------------------------------------------------------------------------- on the page
def test_a_very_long_name_is_uploaded_without_trouble(cast: Cast, case: Case) -> None:
    url = reverse("evidence-upload", args=[case.pk])
    name = "现" * 240 + ".jpg"
    data = {**form(case, []).data, "originals": [SimpleUploadedFile(name, factories.PHOTO)]}
    answer = cast.client("officer1").post(url, data)
    assert answer.status_code == 302, answer.content.decode()
    row = Evidence.objects.get()
    assert row.title == row.file_name[-200:]
    assert row.file_name.endswith("现.jpg")
    page = cast.client("officer1").get(reverse("evidence-list", args=[case.pk])).content.decode()
    assert row.title in page


def test_markup_in_a_name_is_shown_not_run(cast: Cast, case: Case) -> None:
    seal(cast, case, file_name="<img src=x onerror=alert(1)>.pdf", title="<b>粗</b>")
    page = cast.client("officer1").get(reverse("evidence-list", args=[case.pk])).content.decode()
    assert "&lt;b&gt;粗&lt;/b&gt;" in page
    assert "<b>粗" not in page
    assert "onerror=alert(1)>" not in page


def test_a_title_beyond_its_length_is_refused_on_the_form_and_kept(cast: Cast, case: Case) -> None:
    filled = form(case, ["甲.jpg"], title="长" * 201)
    assert not filled.is_valid()
    assert list(filled.errors) == ["title"]
    assert "长" * 201 in filled.as_p()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"medium": "hologram"}, "medium"),
        ({"kind": "rumour"}, "kind"),
        ({"stage": "afterlife"}, "stage"),
        ({"step": "999999"}, "step"),
        ({"step": "x"}, "step"),
        ({"recorder": "999999"}, "recorder"),
        ({"started_at": "2026-02-30T10:00"}, "started_at"),
        ({"started_at": "2999-01-01T10:00"}, "started_at"),
        ({"ended_at": "2999-01-01T10:00"}, "ended_at"),
        ({"returned_at": "2999-01-01T10:00"}, "returned_at"),
        ({"device_no": "D" * 61}, "device_no"),
        ({"late_reason": "因" * 301}, "late_reason"),
        ({"place": "某" * 201}, "place"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_each_wrong_field_is_named_alone_in_chinese(
    cast: Cast, case: Case, values: dict[str, str], field: str
) -> None:
    filled = form(case, ["甲.jpg"], **values)
    assert list(filled.errors) == [field]
    words = str(filled.errors[field])
    assert any("\u4e00" <= char <= "\u9fff" for char in words), words


def test_a_step_or_recorder_of_another_case_is_not_offered(cast: Cast, case: Case) -> None:
    filled = form(case, ["甲.jpg"], recorder=str(cast.outsider.officer.pk))
    assert list(filled.errors) == ["recorder"]
    assert form(case, ["甲.jpg"], recorder=str(cast.officers[0].pk)).is_valid()


@pytest.mark.parametrize("names", [[], [""]])
def test_an_upload_of_nothing_is_refused_by_name_of_the_field(
    cast: Cast, case: Case, names: list[str]
) -> None:
    filled = EvidenceForm(form(case, []).data, {"originals": names}, case=case)
    assert "originals" in filled.errors


def test_the_limit_holds_for_the_stream_whatever_the_form_was_told(cast: Cast, case: Case) -> None:
    with (
        override_settings(UPLOAD_MAX_BYTES=len(factories.PAPER) - 1),
        pytest.raises(RuleError) as refused,
    ):
        seal(cast, case)
    assert refused.value.field == "file"
    assert not Evidence.objects.exists()


def test_the_circumstances_reach_the_row_one_by_one(cast: Cast, case: Case) -> None:
    taking = Taking(
        full_recording=True,
        device_no="DSJ-7",
        recorder=cast.officers[1],
        place="店内",
        started_at=factories.at(ON, 8),
        ended_at=factories.at(ON, 9),
        returned_at=factories.at(ON, 10),
        late_reason="  路远  ",
    )
    row = seal(cast, case, taking=taking)
    row.refresh_from_db()
    for name, value in taking.columns().items():
        assert getattr(row, name) == value, name
    assert row.late_reason == "路远"
