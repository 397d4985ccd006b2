"""The editor without scripts, the page of a copy, and its file: what is typed is exactly what is kept."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core import files
from core.models import AuditEntry
from recording.forms.edited import EditedCopyForm
from recording.media.edits import Original
from recording.models import Access, EditedCopy, Evidence
from recording.services import edited as service
from recording.services import media
from tests.base import Cast
from tests.clips import clip
from tests.originals import PAPER, PHOTO
from tests.purposes import told
from tests.recording import edited
from tests.recording.edited import looked_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WHY = {"reason": "画面中有无关的行人", "purpose": "提供给当事人查阅"}
FILM = Original("video", 10_000, sound=True)


def rows(prefix: str, *values: dict[str, str]) -> dict[str, str]:
    """The fields of a list of marks as a browser sends them."""
    counted = {f"{prefix}-TOTAL_FORMS": str(len(values)), f"{prefix}-INITIAL_FORMS": "0"}
    fields = {
        f"{prefix}-{n}-{name}": text for n, row in enumerate(values) for name, text in row.items()
    }
    return counted | fields


AREA = {"x": "12.34", "y": "5", "w": "50.5", "h": "20", "mode": "mosaic"}
BLANK = {"x": "", "y": "", "w": "", "h": "", "mode": "black"}
NONE = rows("area") | rows("keep") | rows("mute")


@pytest.fixture
def photo(cast: Cast) -> Evidence:
    return looked_at(edited.item(cast, PHOTO))


def post(cast: Cast, item: Evidence, data: dict[str, str], who: str = "officer1") -> HttpResponse:
    answer: Any = cast.client(who).post(reverse("evidence-edit", args=[item.pk]), data)
    return answer  # type: ignore[no-any-return]  # of the test client


def typed(data: dict[str, str], original: Original = FILM) -> EditedCopyForm:
    form = EditedCopyForm({**NONE, **WHY, **data}, original=original)
    form.is_valid()
    return form


# ------------------------------------------------------------------------------- the form
def test_percents_become_ten_thousandths_and_empty_rows_are_none() -> None:
    form = typed(rows("area", BLANK, AREA, BLANK), Original("photo"))
    assert form.is_valid()
    area = {"x": 1234, "y": 500, "w": 5050, "h": 2000, "mode": "mosaic"}
    assert form.edit_list() == {"areas": [area]}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0", 0),
        ("1.5", 1500),
        ("83.045", 83_045),
        ("1:23.5", 83_500),
        ("1：02：03．25", 3_723_250),
        ("1:02:03", 3_723_000),
        ("0:07.1239", 7123),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: int) -> None:
    form = typed(rows("mute", {"start": text, "stop": "99:59"}))
    assert form.edit_list()["mute"][0][0] == moment


@pytest.mark.parametrize("text", ["x", "-1", "1:2:3:4", "1,5", "1:", ":5"])
def test_what_is_no_moment_is_refused_beside_its_field(text: str) -> None:
    form = typed(rows("keep", {"start": text, "stop": "5"}))
    (error,) = form.non_field_errors()
    assert error == "保留片段 1，开始：请按“分:秒.毫秒”填写，例如 1:23.500。"


def test_an_area_without_times_lasts_the_whole_film() -> None:
    form = typed(rows("area", {**AREA, "start": "", "stop": ""}, {**AREA, "start": "2"}))
    assert [area["span"] for area in form.edit_list()["areas"]] == [[0, 10_000], [2000, 10_000]]


def test_a_side_above_a_hundred_percent_is_refused() -> None:
    form = typed(rows("area", {**AREA, "w": "100.01"}), Original("photo"))
    assert "遮盖区域 1，宽（%）" in form.non_field_errors()[0]


def test_each_kind_of_original_has_its_own_lists() -> None:
    shapes = {
        kind: list(EditedCopyForm(original=original).rows)
        for kind, original in {
            "photo": Original("photo"),
            "film": FILM,
            "silent": Original("video", 9),
            "tape": Original("audio", 9, sound=True),
        }.items()
    }
    assert shapes == {
        "photo": ["area"],
        "film": ["area", "keep", "mute"],
        "silent": ["area", "keep"],
        "tape": ["keep", "mute"],
    }


# ------------------------------------------------------------------------------- the editor
def test_the_marks_that_are_typed_are_kept_exactly(photo: Evidence, cast: Cast) -> None:
    answer = post(cast, photo, {**rows("area", AREA), **WHY})
    row = EditedCopy.objects.get()
    assert answer.headers["Location"] == reverse("edited-detail", args=[row.pk])
    area = {"x": 1234, "y": 500, "w": 5050, "h": 2000, "mode": "mosaic"}
    assert row.edits == {"keep": [], "mute": [], "areas": [area]}
    assert (row.reason, row.purpose) == (WHY["reason"], WHY["purpose"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (rows("area"), "没有任何编辑内容"),
        (rows("area", {**AREA, "x": "60"}), "超出画面"),
        (rows("area", {**AREA, "h": "0"}), "太小"),
        ({}, "提交的内容不完整"),
    ],
)
def test_a_refused_list_says_why_and_keeps_what_was_typed(
    photo: Evidence, cast: Cast, data: dict[str, str], said: str
) -> None:
    answer = post(cast, photo, {**data, **WHY})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert WHY["reason"] in page
    assert all(f'value="{data[name]}"' in page for name in data if name.endswith("-x"))
    assert not EditedCopy.objects.exists()


def test_spans_of_a_film_that_overlap_are_refused_in_words(cast: Cast) -> None:
    item = looked_at(edited.item(cast, clip("film.mp4"), "video"))
    spans = rows("keep", {"start": "0", "stop": "1"}, {"start": "0.5", "stop": "1.5"})
    answer = post(cast, item, {**NONE, **spans, **WHY})
    assert "0:00.000–0:01.000 与 0:00.500–0:01.500 互相重叠" in answer.content.decode()


def test_what_cannot_be_edited_leads_back_with_the_reason(cast: Cast) -> None:
    paper = looked_at(edited.item(cast, PAPER, "document"))
    url = reverse("evidence-edit", args=[paper.pk])
    answer = cast.client("officer1").get(url, follow=True)
    assert "不是可以编辑的照片、录音或者录像" in answer.content.decode()
    assert url not in answer.content.decode()


def test_the_page_holds_rows_to_type_into_and_what_the_scripts_need(cast: Cast) -> None:
    item = looked_at(edited.item(cast, clip("film.mp4"), "video"))
    page = cast.client("officer1").get(reverse("evidence-edit", args=[item.pk])).content.decode()
    for text in ('name="area-0-x"', 'name="keep-0-start"', 'name="mute-1-stop"', "data-keep"):
        assert text in page
    assert 'name="area-__prefix__-x"' in page
    assert 'data-kind="video"' in page


# ------------------------------------------------------------------------------- the copy
def test_the_page_of_a_copy_says_plainly_that_it_is_none_of_the_originals(
    photo: Evidence, cast: Cast
) -> None:
    row = edited.ready(photo, cast)
    client = cast.client("officer1")
    page = client.get(reverse("edited-detail", args=[row.pk])).content.decode()
    for text in ("编辑副本，不是原件", row.parent_sha256, str(row.blob_id), "涂黑：左 10.00%"):
        assert text in page
    listed = client.get(reverse("evidence-detail", args=[photo.pk])).content.decode()
    assert reverse("edited-download", args=[row.pk]) in listed
    assert f"编辑副本 {row.pk}" in listed
    assert "制作编辑副本" in listed


def test_a_copy_on_its_way_and_one_that_failed_say_so(photo: Evidence, cast: Cast) -> None:
    row = edited.row(photo, cast)
    url, client = reverse("edited-detail", args=[row.pk]), cast.client("officer1")
    assert "data-live" in client.get(url).content.decode()
    assert client.get(reverse("edited-download", args=[row.pk])).status_code == 404
    service.failed(row, problem="服务器没有安装制作程序")
    page = client.get(url).content.decode()
    assert "服务器没有安装制作程序" in page
    assert "data-live" not in page


def test_the_file_is_handed_out_and_each_time_is_on_record(photo: Evidence, cast: Cast) -> None:
    row = edited.ready(photo, cast)
    assert row.blob is not None
    url, client = reverse("edited-download", args=[row.pk]), cast.client("officer1")
    answer = client.get(f"{url}?save")
    assert b"".join(answer) == files.read_bytes(row.blob)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E7%BC%96%E8%BE%91%E5%89%AF%E6%9C%AC" in answer.headers["Content-Disposition"]
    access = Access.objects.get(evidence=photo, what=f"edit{row.pk}")
    assert access.act == Access.Act.DOWNLOAD
    part = client.get(url, headers={"Range": "bytes=0-1"})
    assert (part.status_code, b"".join(part)) == (206, b"\xff\xd8")
    assert client.get(url, headers={"Range": "bytes=999999-"}).status_code == 416
    entries = AuditEntry.objects.filter(action="evidence.read", object_id=str(photo.pk))
    assert entries.count() == 2
    assert (
        f"编辑副本 {row.pk}"
        in client.get(reverse("evidence-detail", args=[photo.pk])).content.decode()
    )


def test_others_of_the_agency_look_at_copies_and_make_none(photo: Evidence, cast: Cast) -> None:
    row = edited.ready(photo, cast)
    supervisor = told(cast.client("supervisor"), photo.case)
    page = supervisor.get(reverse("edited-detail", args=[row.pk])).content.decode()
    assert "编辑副本，不是原件" in page
    assert reverse("evidence-edit", args=[photo.pk]) not in page
    assert supervisor.get(reverse("evidence-edit", args=[photo.pk])).status_code == 403


def test_a_copy_of_closed_evidence_is_as_closed_as_its_original(
    photo: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = edited.ready(photo, cast)
    none = Evidence.objects.none()
    monkeypatch.setattr(type(Evidence.objects.all()), "visible_to", lambda self, user: none)
    client = cast.client("officer1")
    for name in ("edited-detail", "edited-download"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.get(reverse("evidence-edit", args=[photo.pk])).status_code == 404


def test_the_look_at_an_original_comes_first(cast: Cast) -> None:
    item = edited.item(cast, PHOTO)
    url = reverse("evidence-edit", args=[item.pk])
    client = cast.client("officer1")
    assert "还没有检测原件" in client.get(url, follow=True).content.decode()
    media.probe_new(timezone.now())
    assert client.get(url).status_code == 200
