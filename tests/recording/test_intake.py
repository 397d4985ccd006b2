"""What is cut short, encrypted, of another type or no recording is refused, or kept with a reason."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.template import loader
from django.urls import reverse
from django.utils import timezone

from core import files
from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording.forms.evidence import EvidenceForm
from recording.models import Evidence, KeptAnyway
from recording.services import evidence, intake
from recording.services.evidence import Taking
from recording.templatetags.media import kept_anyway
from tests import factories
from tests.base import Cast, day
from tests.originals import FILM, PAPER, PHOTO, SILENCE

ON = day(3, 16)
FILED = factories.Days.before(ON).filed
REASON = "设备损坏，仅存此一份"
AVI = b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(64)
FTYP = FILM[:32]
HTML = b"<html><script>alert(1)</script></html>"


def judged(content: bytes, media: str, reason: str = "") -> intake.Judgement:
    """The rule alone, on bytes."""
    return intake.judge(io.BytesIO(content), name="现场", media=media, reason=reason)


@pytest.mark.parametrize(
    ("content", "media", "content_type"),
    [
        (PHOTO, "photo", "image/jpeg"),
        (FILM, "video", "video/mp4"),
        (SILENCE, "audio", "audio/wav"),
        (PAPER, "document", "application/pdf"),
    ],
)
def test_a_whole_original_is_taken_as_what_it_is(
    content: bytes, media: str, content_type: str
) -> None:
    assert judged(content, media) == intake.Judgement(content_type=content_type)


def test_a_reason_that_nothing_called_for_is_not_kept() -> None:
    assert judged(PHOTO, "photo", REASON) == intake.Judgement(content_type="image/jpeg")


@pytest.mark.parametrize(
    ("content", "media", "says", "kept_as"),
    [
        (PHOTO[:-2], "photo", "不完整", "image/jpeg"),
        (FILM[:-1], "video", "不完整", "video/mp4"),
        (FILM[:400], "video", "不完整", "video/mp4"),
        (SILENCE[:-9], "audio", "不完整", "audio/wav"),
        (FILM.replace(b"avc1\0\0\0\0", b"encv\0\0\0\0"), "video", "已加密", "video/mp4"),
        (FTYP, "video", "没有可以识别的图像或者声音", "video/mp4"),
        (AVI, "video", "不是允许的类型", "video/x-msvideo"),
        (b"\0\0\0\x18ftypheic" + bytes(16), "photo", "不是允许的类型", "image/heic"),
        (PHOTO, "video", "不是允许的类型", "image/jpeg"),
        (HTML, "photo", "不是允许的类型", "application/octet-stream"),
        (b"ffconcat version 1.0\nfile x\n", "video", "不是允许的类型", "application/octet-stream"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "video", "不是允许的类型", "application/octet-stream"),
    ],
)
def test_what_is_refused_says_why_and_is_kept_with_a_reason(
    content: bytes, media: str, says: str, kept_as: str
) -> None:
    with pytest.raises(RuleError, match=says) as refused:
        judged(content, media)
    assert "仍要保留" in refused.value.remedy
    assert refused.value.field == "file"
    with pytest.raises(RuleError):
        judged(content, media, "   ")
    kept = judged(content, media, f" {REASON} ")
    assert (kept.content_type, kept.reason) == (kept_as, REASON)
    assert says in kept.problem


def test_an_empty_file_is_never_kept() -> None:
    with pytest.raises(RuleError, match="是空的") as refused:
        judged(b"", "photo", REASON)
    assert "仍要保留" not in refused.value.remedy


def test_html_behind_the_head_of_a_film_is_no_film() -> None:
    with pytest.raises(RuleError, match="没有可以识别的图像或者声音|不完整"):
        judged(FTYP + HTML * 9, "video")


def test_a_film_whose_index_names_more_than_there_is_is_cut_short() -> None:
    at = FILM.index(b"stco")
    beyond = FILM[: at + 12] + struct.pack(">I", 10**6) + FILM[at + 16 :]
    with pytest.raises(RuleError, match="不完整"):
        judged(beyond, "video")


def test_the_file_on_disk_is_looked_at_where_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "part"
    place.write_bytes(FILM)
    with place.open("rb") as stream:
        found = intake.judge(stream, name="a", media="video", path=place)
        assert stream.tell() == 0
    assert found.problem == ""


# ------------------------------------------------------------------------------- with its row
@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def seal(cast: Cast, case: Case, content: bytes, **values: Any) -> Evidence:
    """A film that came on the day it was made."""
    given: dict[str, Any] = {
        "file_name": "现场.mp4",
        "kind": "audiovisual",
        "media": "video",
        "title": "现场录像",
        "stage": "investigation",
        "at": factories.at(FILED, 12),
        "taking": Taking(started_at=factories.at(FILED, 11)),
        **values,
    }
    return evidence.seal(case, by=cast.officer1, stream=io.BytesIO(content), **given)


def test_what_was_insisted_on_keeps_its_bytes_its_reason_and_its_entry(
    cast: Cast, case: Case
) -> None:
    row = seal(cast, case, FILM[:400], insist=REASON)
    assert files.read_bytes(row.blob) == FILM[:400]
    assert KeptAnyway.objects.get(evidence=row).reason == REASON
    entry = AuditEntry.objects.get(action="evidence.seal", object_id=str(row.pk))
    assert REASON in entry.data
    assert "不完整" in entry.data
    whole = seal(cast, case, FILM, insist=REASON)
    assert not KeptAnyway.objects.filter(evidence=whole).exists()


def test_the_reason_can_neither_be_changed_nor_removed(cast: Cast, case: Case) -> None:
    row = seal(cast, case, FILM[:400], insist=REASON)
    for statement in (
        "UPDATE recording_keptanyway SET reason = 'x'",
        "DELETE FROM recording_keptanyway",
    ):
        with (
            pytest.raises(IntegrityError, match="APPEND_ONLY"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert KeptAnyway.objects.get(evidence=row).reason == REASON


def form(case: Case, **values: str) -> EvidenceForm:
    """The upload form with one film that is cut short."""
    given = {
        "medium": "video",
        "kind": "audiovisual",
        "stage": "investigation",
        "started_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        **values,
    }
    return EvidenceForm(given, {"originals": [SimpleUploadedFile("a.mp4", FILM[:400])]}, case=case)


def test_insisting_needs_words_and_words_need_the_tick(cast: Cast, case: Case) -> None:
    bare = form(case, insist="on")
    assert "应当写明理由" in str(bare.errors["insist_reason"])
    unticked = form(case, insist_reason=REASON)
    assert unticked.is_valid()
    assert unticked.cleaned_data["insist_reason"] == ""


def test_the_page_refuses_then_keeps_and_the_list_says_so(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("evidence-upload", args=[case.pk])
    data = dict(form(case).data)

    def sent(**more: str) -> Any:
        return client.post(url, {**data, **more, "originals": io.BytesIO(FILM[:400])})

    refused = sent()
    assert refused.status_code == 200
    assert "文件不完整" in refused.content.decode()
    assert not Evidence.objects.filter(case=case).exists()
    assert sent(insist="on", insist_reason=REASON).status_code == 302
    listed = client.get(reverse("evidence-list", args=[case.pk])).content.decode()
    assert REASON in listed


def test_the_review_page_names_what_was_kept_with_its_reason(cast: Cast, case: Case) -> None:
    assert loader.render_to_string("recording/kept_anyway.html", kept_anyway(case)).strip() == ""
    row = seal(cast, case, FILM[:400], insist=REASON)
    text = loader.render_to_string("recording/kept_anyway.html", kept_anyway(case))
    assert REASON in text
    assert reverse("evidence-detail", args=[row.pk]) in text
